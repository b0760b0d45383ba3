"""The checklist of a call: asked, given, found right by two people, run out."""

from datetime import datetime, time, timedelta
from io import BytesIO

import pytest
from sqlalchemy import event, select

from grantsapp import audit, clock, files, jobs
from grantsapp.awards.actions import diligence as doing
from grantsapp.awards.actions import offering
from grantsapp.awards.models import Due, DueItem, DueStage, PaymentStage
from grantsapp.awards.queries import award as the_award
from grantsapp.awards.queries import diligence, readiness
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_helper,
    an_award,
    an_offer,
    eligible,
)
from tests.house.test_processes import all_at_once

LIST = "/staff/calls/CF1/checklist"
HOUSE = ["identity", "governing", "safeguarding", "insurance", "bank", "other_funding"]
TITLE = {"title-en": "Hall licence", "title-ar": "رخصة القاعة", "title-pl": "Licencja"}


def pdf(name="paper.pdf"):
    return BytesIO(b"%PDF-1.7\n%...\n%%EOF"), name


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def award(call, cast):
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    return an_award(bid, cast.stella, cast.otto)


@pytest.fixture
def path(award):
    return f"/awards/{award.id}/checklist"


def due(code="governing"):
    db.session.rollback()
    query = select(Due).join(DueItem, DueItem.id == Due.item_id)
    return db.session.scalar(query.where(DueItem.code == code))


def codes(call):
    db.session.rollback()
    return [item.code for item in diligence.items_of(call)]


def given(browser, by, path, code="governing", **more):
    page = browser(by).post(f"{path}/{code}", {"version": "0", **more})
    assert page.status == 303, page.faults
    return due(code)


def judged(browser, by, award, deed, code="governing", **more):
    place = f"/staff/awards/{award.id}/checklist/{code}/{deed}"
    return browser(by).post(place, {"version": str(due(code).version), **more})


def cleared(browser, cast, award, path, code="governing", **more):
    given(browser, cast.amina, path, code, **{"said": "Here.", **more})
    assert judged(browser, cast.stella, award, "look", code).status == 303
    assert judged(browser, cast.otto, award, "clear", code).status == 303


def in_days(days):
    return (clock.now().date() + timedelta(days=days)).isoformat()


def test_a_call_that_says_nothing_asks_what_the_house_asks(call, award, cast, browser):
    words = browser(cast.amina).get(f"/awards/{award.id}").words()

    assert codes(call) == HOUSE
    assert db.session.scalars(select(DueItem)).all() == []
    assert "Safeguarding policy" in words
    assert "0 of 6 are in order." in words
    titles = diligence.items_of(call)[0].title
    assert set(titles) == {"en", "ar", "pl"}
    assert not diligence.is_clear(award)
    assert "Insurance: Not given yet" in diligence.lacking(award)


def test_two_people_find_a_paper_right(storage, award, path, cast, browser):
    found = given(browser, cast.amina, path, file=pdf("rules.pdf"))
    assert (found.stage, found.file.name) == (DueStage.GIVEN, "rules.pdf")

    assert judged(browser, cast.stella, award, "look").status == 303
    assert due().stage is DueStage.LOOKED
    assert judged(browser, cast.otto, award, "clear").status == 303

    found = due()
    assert found.stage is DueStage.CLEAR
    assert (found.first_by.name, found.second_by.name) == ("Stella", "Otto")
    verbs = [e.verb for e in audit.history(award)][-3:]
    assert verbs == ["gave for the checklist", "found right", "cleared"]
    page = browser(cast.amina).get(f"{path}/governing")
    assert "There is nothing left for you to do." in page.words()


def test_an_award_is_clear_when_nothing_is_lacking(award, path, cast, browser):
    for code in HOUSE:
        assert not diligence.is_clear(award)
        cleared(browser, cast, award, path, code)
        db.session.rollback()

    assert diligence.is_clear(the_award(award.id))
    assert diligence.lacking(award) == []
    page = browser(cast.amina).get(f"/awards/{award.id}")
    assert "Everything that we asked for is in order." in page.words()
    assert not readiness.of(award).is_ready  # no account yet


def test_the_first_person_is_not_the_second(award, path, cast, browser):
    given(browser, cast.amina, path, said="We have no rules yet.")
    judged(browser, cast.stella, award, "look")
    page = judged(browser, cast.stella, award, "clear")

    assert page.status == 409
    assert "A second person must clear it." in page.words()
    assert due().stage is DueStage.LOOKED


def test_nothing_is_cleared_before_a_first_person_looked(award, path, cast, browser):
    given(browser, cast.amina, path, said="Here.")

    assert judged(browser, cast.otto, award, "clear").status == 409
    assert judged(browser, cast.stella, award, "look").status == 303
    assert judged(browser, cast.otto, award, "look").status == 409


@pytest.mark.parametrize("part", ["member", "helper", "sponsor"])
def test_nobody_of_the_groups_side_finds_it_right(award, path, cast, browser, part):
    give_role(cast.bo, Duty.MANAGER, fund=award.call.fund)
    give_role(cast.hana, Duty.MANAGER, fund=award.call.fund)
    give_role(cast.sid, Duty.MANAGER, fund=award.call.fund)
    a_helper(cast.hana, award.organisation, cast.amina)
    award.sponsor_id = a_group(cast.sid, name="Big Roof").id
    db.session.commit()
    given(browser, cast.amina, path, said="Here.")
    judge = {"member": cast.bo, "helper": cast.hana, "sponsor": cast.sid}[part]

    for deed in ("look", "back"):
        page = judged(browser, judge, award, deed, because="x")
        assert page.status == 409
        assert "Somebody else must look at this." in page.words()
    judged(browser, cast.stella, award, "look")
    assert judged(browser, judge, award, "clear").status == 409
    assert due().stage is DueStage.LOOKED


def test_either_sends_it_back_with_a_reason_by_letter(award, path, cast, browser):
    given(browser, cast.amina, path, said="Here.")
    judged(browser, cast.stella, award, "look")
    assert judged(browser, cast.otto, award, "back", because=" ").status == 422
    back = judged(browser, cast.otto, award, "back", because="Page two is missing.")
    assert back.status == 303

    query = select(Letter).where(Letter.template == "due_back")
    letters = db.session.scalars(query).all()
    assert {one.to for one in letters} == {"amina@example.org", "bo@example.org"}
    assert all("Page two is missing." in one.body for one in letters)
    assert "Page two is missing." in browser(cast.bo).get(f"{path}/governing").words()
    again = judged(browser, cast.stella, award, "back", because="More.")
    assert again.status == 409
    bo = browser(cast.bo)
    typed = bo.get(f"{path}/governing").form(f"{path}/governing")
    typed["said"] = ["Both pages."]
    assert bo.post(f"{path}/governing", typed).status == 303
    assert (due().stage, due().first_by) == (DueStage.GIVEN, None)


def test_what_is_sent_back_twice_is_told_twice(award, path, cast, browser):
    for version in ("0", "1"):
        said = {"said": "Here.", "version": version}
        assert browser(cast.amina).post(f"{path}/governing", said).status == 303
        judged(browser, cast.stella, award, "back", because=f"Reason {version}.")

    query = select(Letter).where(Letter.to == "bo@example.org")
    bodies = [x.body for x in db.session.scalars(query.order_by(Letter.made_at))]
    assert ["Reason 0." in bodies[-2], "Reason 1." in bodies[-1]] == [True, True]


def test_a_paper_that_was_replaced_is_gone_and_its_digest_stays(
    storage, award, path, cast, browser
):
    old = given(browser, cast.amina, path, file=pdf("old.pdf")).file
    key, digest = old.id, old.digest
    new = {"version": "1", "file": (BytesIO(b"%PDF-1.7\n%new\n%%EOF"), "new.pdf")}
    assert browser(cast.bo).post(f"{path}/governing", new).status == 303

    assert due().file.name == "new.pdf"
    assert db.session.get(files.File, key) is None
    lines = [e.details.get("new_file") for e in audit.history(award)]
    assert digest in lines


@pytest.mark.parametrize(
    ("code", "typed", "sentence"),
    [
        ("governing", {}, "Attach the paper, or write why there is none."),
        ("other_funding", {"said": " "}, "Write an answer, or attach a paper."),
        ("governing", {"said": "x" * 4_001}, "Write at most 4,000 letters."),
        ("insurance", {"file": True}, "Write the last day on which the paper holds."),
        ("insurance", {"file": True, "until": "soon"}, "Write a day, such as"),
        ("insurance", {"file": True, "until": -1}, "This paper has expired."),
        ("insurance", {"file": True, "until": 365 * 40}, "Look at this year again"),
        ("governing", {"file": b""}, "This file is empty."),
        ("governing", {"file": b"MZ\x90\0"}, "We cannot take this kind of file."),
        ("governing", {"file": b"%PDF" + b" " * 11_000_000}, "This file is larger"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(
    award, path, cast, browser, code, typed, sentence
):
    typed = {"said": "", **typed}
    if "file" in typed:
        content = b"%PDF-1.7\n%%EOF" if typed["file"] is True else typed["file"]
        typed["file"] = (BytesIO(content), "paper.pdf")
        typed["said"] = "See the file."
    if isinstance(typed.get("until"), int):
        typed["until"] = in_days(typed["until"])
    page = browser(cast.amina).post(f"{path}/{code}", {**typed, "version": "0"})

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert page.form(f"{path}/{code}")["said"][0].strip() == typed["said"].strip()
    assert due(code) is None


def test_a_page_with_a_fault_asks_for_the_file_again(award, path, cast, browser):
    typed = {"version": "0", "file": pdf(), "until": ""}
    page = browser(cast.amina).post(f"{path}/insurance", typed)

    assert page.status == 422
    assert "Choose the file again" in page.words()
    kept = select(files.File).where(files.File.name == "paper.pdf")
    assert db.session.scalar(kept) is None


def test_two_volunteers_who_answer_the_same_see_both_texts(award, path, cast, browser):
    given(browser, cast.amina, path, said="Ours is from 2019.")
    page = browser(cast.bo).post(
        f"{path}/governing", {"version": "0", "said": "We have none."}
    )

    assert page.status == 409
    assert "Ours is from 2019." in page.words()
    assert page.form(f"{path}/governing")["said"] == ["We have none."]
    assert due().said == "Ours is from 2019."


def test_a_manager_does_not_clear_what_changed_meanwhile(award, path, cast, browser):
    given(browser, cast.amina, path, said="One.")
    place = f"/staff/awards/{award.id}/checklist/governing"
    stella = browser(cast.stella)
    form = stella.get(place).form("/look")
    browser(cast.bo).post(f"{path}/governing", {"version": "1", "said": "Two."})

    page = stella.post(f"{place}/look", form)

    assert page.status == 409
    assert "The group gave something new since you looked." in page.words()
    assert due().stage is DueStage.GIVEN


def test_what_is_clear_is_not_replaced(award, path, cast, browser):
    cleared(browser, cast, award, path)
    page = browser(cast.amina).post(
        f"{path}/governing", {"version": "1", "said": "Another."}
    )

    assert page.status == 409
    assert "What you typed is kept." in page.words()
    assert due().said == "Here."


def test_a_paper_runs_out_with_its_last_day(award, path, cast, browser):
    cleared(browser, cast, award, path, "insurance", file=pdf(), until=in_days(40))
    until = due("insurance").until
    grantee, manager = f"/awards/{award.id}", f"/staff/awards/{award.id}"

    def seen(day):
        db.session.rollback()
        moment = clock.end_of_day(clock.now(), "Europe/London", days=day)
        with clock.stopped_at(moment - timedelta(minutes=1)):
            line = diligence.of(the_award(award.id)).lines[3]
            pages = [
                browser(cast.amina).get(grantee),
                browser(cast.stella).get(manager),
            ]
            return line.is_clear, [
                [w for w in ("Expires soon", "Has expired") if w in p.words()]
                for p in pages
            ]

    assert seen(5) == (True, [[], []])
    assert seen(10) == (True, [["Expires soon"]] * 2)
    assert seen(40) == (True, [["Expires soon"]] * 2)
    assert seen(41) == (False, [["Has expired"]] * 2)
    assert until.isoformat() == in_days(40)


def test_a_paper_that_has_run_out_or_soon_will_can_be_replaced(
    award, path, cast, browser
):
    cleared(browser, cast, award, path, "insurance", file=pdf(), until=in_days(20))
    new = {"version": "1", "file": pdf("new.pdf"), "until": in_days(385)}
    assert browser(cast.amina).post(f"{path}/insurance", new).status == 303

    assert due("insurance").stage is DueStage.GIVEN


def test_nothing_is_asked_of_an_award_that_was_given_back(call, cast, browser):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    offer = an_offer(bid, cast.stella, cast.otto)
    path = f"/awards/{offer.id}/checklist/governing"
    assert browser(cast.amina).get(path).status == 200
    offering.refuse(offer, because="No hall.", by=cast.amina)
    db.session.commit()

    assert browser(cast.amina).post(path, {"said": "x"}).status == 409
    assert "Before we pay" not in browser(cast.amina).get(f"/awards/{offer.id}").words()


def test_papers_open_for_the_group_and_the_funds_managers_alone(
    storage, award, path, cast, browser
):
    given(browser, cast.amina, path, file=pdf())
    a_helper(cast.hana, award.organisation, cast.amina)
    award.sponsor_id = a_group(cast.sid, name="Big Roof").id
    db.session.commit()
    paper = f"{path}/governing/paper"

    for person in (cast.amina, cast.bo, cast.stella, cast.otto):
        assert browser(person).get(paper).status in {200, 303}
    for person in (cast.omar, cast.rosa, cast.hana, cast.sid, cast.fay, cast.zed):
        assert browser(person).get(paper).status == 403
    assert browser().get(paper).location.startswith("/sign-in")
    assert browser(cast.amina).get(f"{path}/identity/paper").status == 404


def test_managers_add_rename_order_and_remove_points(call, award, cast, browser):
    stella = browser(cast.stella)
    add = {**TITLE, "matter": "other", "wants_file": "y"}
    assert stella.post(LIST, add).status == 303
    assert codes(call) == [*HOUSE, "other"]
    assert stella.post(LIST, add).status == 303
    assert codes(call)[-1] == "other_2"

    assert stella.post(f"{LIST}/other/order", {"to": "up"}).status == 303
    assert codes(call)[-3:] == ["other", "other_funding", "other_2"]
    assert stella.post(f"{LIST}/identity/order", {"to": "up"}).status == 303
    assert codes(call)[0] == "identity"
    assert stella.post(f"{LIST}/other_2/removal").status == 303
    page = stella.get(f"{LIST}/other")
    form = {**page.form(), "title-ar": "إذن القاعة", "expires": "y"}
    assert stella.post(f"{LIST}/other", form).status == 303

    item = diligence.item(call, "other")
    assert (item.title.plain("ar"), item.expires) == ("إذن القاعة", True)
    assert "إذن القاعة" in browser(cast.amina, "ar").get(f"/awards/{award.id}").words()
    verbs = [e.verb for e in audit.history(call)]
    assert verbs.count("added to the checklist") == 2
    assert "removed from the checklist" in verbs


def test_a_point_without_a_title_or_a_word_too_long_is_refused(call, cast, browser):
    stella = browser(cast.stella)
    page = stella.post(LIST, {"matter": "other", "title-ar": "رخصة"})
    assert (page.status, page.faults) == (422, ["Write this in English."])
    assert page.all("input", name="title-ar")[0].get("value") == "رخصة"
    long = {**TITLE, "matter": "other", "title-pl": "x" * 121}
    assert stella.post(LIST, long).status == 422
    assert stella.post(LIST, {**TITLE, "matter": "blood group"}).status == 422
    assert codes(call) == HOUSE


def test_a_point_that_somebody_answered_stays(award, path, cast, browser):
    given(browser, cast.amina, path, said="Here.")
    page = browser(cast.stella).post(f"{LIST}/governing/removal")

    assert page.status == 409
    assert "A group has answered this already" in page.words()


def test_the_last_point_stays(call, cast, browser):
    stella = browser(cast.stella)
    for code in HOUSE[:-1]:
        assert stella.post(f"{LIST}/{code}/removal").status == 303

    assert stella.post(f"{LIST}/other_funding/removal").status == 409
    assert codes(call) == ["other_funding"]


def test_a_manager_with_a_part_in_an_award_does_not_write_its_checklist(
    award, cast, browser
):
    give_role(cast.bo, Duty.MANAGER, fund=award.call.fund)
    db.session.commit()
    bo = browser(cast.bo)

    assert bo.get(LIST).status == 200
    for place in (LIST, f"{LIST}/insurance/removal", f"{LIST}/insurance"):
        assert bo.post(place, TITLE).status == 409
    assert db.session.scalars(select(DueItem)).all() == []


def test_two_managers_in_one_point_see_both_texts(call, cast, browser):
    stella, otto = browser(cast.stella), browser(cast.otto)
    form = stella.get(f"{LIST}/identity").form()
    del form["csrf_token"]
    assert otto.post(f"{LIST}/identity", {**form, "title-en": "Who"}).status == 303

    page = stella.post(f"{LIST}/identity", {**form, "title-en": "Who are you?"})

    assert page.status == 409
    assert "Who" in page.words()
    assert str(diligence.item(call, "identity").title) == "Who"


def test_the_list_shows_how_far_awards_are_and_its_doors_open(
    award, path, cast, browser
):
    cleared(browser, cast, award, path)
    given(browser, cast.amina, path, "identity", said="Two of us.")
    stella = browser(cast.stella)
    page = stella.get(LIST)

    assert "1 of 6" in page.words()
    for link in page.links():
        if f"{award.id}" in link or LIST in link:
            assert stella.get(link.partition("#")[0]).status == 200, link
    assert browser(cast.fay).get(LIST).status == 403
    for code in HOUSE:
        place = f"/staff/awards/{award.id}/checklist/{code}"
        assert browser(cast.otto, "ar").get(place).status == 200


def test_the_list_asks_as_often_for_three_awards_as_for_one(
    award, call, path, cast, browser
):
    def queries():
        asked, stella = [], browser(cast.stella)

        def note(*args):
            asked.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        assert stella.get(LIST).status == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    cleared(browser, cast, award, path)
    one = queries()
    for name in ("Second", "Third"):
        bid = a_bid(call, a_group(cast.omar, name=name), cast.omar)
        eligible(bid, cast.stella)
        other = an_award(bid, cast.stella, cast.otto)
        given(browser, cast.omar, f"/awards/{other.id}/checklist", said="Here.")

    assert queries() == one


@pytest.mark.processes
def test_two_first_answers_at_once_lay_one_list(award, path, cast, browser, database):
    posts = [
        (cast.amina, f"{path}/governing", {"version": "0", "said": "One."}),
        (cast.bo, f"{path}/governing", {"version": "0", "said": "Two."}),
        (cast.bo, f"{path}/identity", {"version": "0", "said": "We."}),
    ]
    assert all_at_once(database, posts) == [303, 303, 409]

    assert codes(award.call) == HOUSE
    assert len(db.session.scalars(select(Due)).all()) == 2


@pytest.mark.processes
def test_of_two_who_look_at_once_one_is_the_first(award, path, cast, browser, database):
    given(browser, cast.amina, path, said="Here.")
    place = f"/staff/awards/{award.id}/checklist/governing/look"
    posts = [(who, place, {"version": "1"}) for who in (cast.stella, cast.otto)]

    assert all_at_once(database, posts) == [303, 409]
    assert due().stage is DueStage.LOOKED


@pytest.mark.processes
def test_a_point_is_not_removed_while_it_is_answered(
    award, path, cast, browser, database
):
    given(browser, cast.amina, path, "identity", said="We.")
    posts = [
        (cast.amina, f"{path}/governing", {"version": "0", "said": "Here."}),
        (cast.stella, f"{LIST}/governing/removal", {}),
    ]
    statuses = all_at_once(database, posts)

    assert statuses in ([303, 409], [303, 404])
    assert (due() is None) == ("governing" not in codes(award.call))


def test_a_group_is_asked_for_a_new_paper_before_the_old_one_ends(award, cast, path):
    item = next(i for i in diligence.items_of(award.call) if i.code == "insurance")
    last = award.ends_on - timedelta(days=60)
    facts = {"said": "", "until": last, "file": None, "by": cast.amina}
    found = doing.give(award, doing.lay(award.call)[3], **facts)
    db.session.commit()
    assert found.item.code == item.code
    doing.look(found, by=cast.stella)
    doing.clear(found, by=cast.otto)
    db.session.commit()
    noon = datetime.combine(last, time(12), clock.UTC)

    assert told_at(noon - timedelta(days=31)) == []
    sent = told_at(noon - timedelta(days=30))

    assert [letter.to for letter in sent] == ["amina@example.org", "bo@example.org"]
    assert f"{path}/insurance" in sent[0].body


@pytest.mark.parametrize("is_to_go", [True, False])
def test_a_paper_must_hold_after_the_project_while_money_is_still_to_go(
    award, cast, is_to_go
):
    last = award.ends_on + timedelta(days=10)
    facts = {"said": "", "until": last, "file": None, "by": cast.amina}
    found = doing.give(award, doing.lay(award.call)[3], **facts)
    db.session.commit()
    doing.look(found, by=cast.stella)
    doing.clear(found, by=cast.otto)
    if not is_to_go:
        for payment in award.payments:
            payment.stage = PaymentStage.CANCELLED
    db.session.commit()

    sent = told_at(datetime.combine(award.ends_on, time(12), clock.UTC))

    assert len(sent) == (2 if is_to_go else 0)


def test_nobody_is_asked_for_a_paper_that_was_replaced(award, cast):
    item = doing.lay(award.call)[3]
    last = award.ends_on - timedelta(days=60)
    for until in (last, award.ends_on + timedelta(days=31)):
        facts = {"said": "", "until": until, "file": None, "by": cast.amina}
        found = doing.give(award, item, **facts)
        db.session.commit()
        doing.look(found, by=cast.stella)
        doing.clear(found, by=cast.otto)
        db.session.commit()

    assert told_at(datetime.combine(award.ends_on, time(12), clock.UTC)) == []


def told_at(moment):
    """Work until a moment, and list the letters about papers that end."""
    with clock.stopped_at(moment):
        while jobs.work_once():
            pass
    db.session.expire_all()
    query = select(Letter).where(Letter.template == "paper_ends").order_by(Letter.to)
    return list(db.session.scalars(query))
