"""The panel: who is asked, what they agree to, what they say of themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import audit, clock, i18n
from grantsapp.accounts.models import Rescue
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review import queries
from grantsapp.review.actions import agreeing, inviting
from grantsapp.review.models import Answered, Area, Seat, Terms, Wanted
from grantsapp.review.queries import panel as panels
from tests.cast import (
    a_bid,
    a_fund,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scored,
    scoring_phase,
    text,
)

PANEL = "/staff/calls/CF1/panel"
TERMS = "/staff/calls/CF1/terms"
AREAS = "/staff/calls/CF1/expertise"
ASKED = {"name": "Rosa", "email": "rosa@example.org", "seat": "moderator"}
ALL = {**ASKED, "expertise": ["threat", "practice"], "languages": ["ar", "en"]}


@pytest.fixture
def stella(cast, browser, call):
    return browser(cast.stella)


@pytest.fixture
def rosa(call, cast):
    return a_moderator(call, cast.rosa, cast.stella)


def on_the_panel(call):
    db.session.expire_all()
    return queries.panel_of(call)


def letters():
    query = select(Letter).where(Letter.template == "staff/moderator_invited")
    return list(db.session.scalars(query.order_by(Letter.made_at)))


def test_somebody_is_invited_with_seat_expertise_languages_and_capacity(stella, call):
    done = stella.post(PANEL, {**ALL, "capacity": "8"})

    (member,) = on_the_panel(call)
    assert done.status == 303
    assert (member.seat, member.capacity) == (Seat.MODERATOR, 8)
    assert member.expertise == ["threat", "practice"]
    assert member.languages == ["ar", "en"]
    page = stella.get(PANEL).words()
    assert "Arabic and English" in page
    assert "8 bids" in page


@pytest.mark.parametrize(
    ("seat", "sentence"),
    [
        ("moderator", "score them on your own"),
        ("lay", "without scoring"),
        ("adviser", "without scoring"),
        ("translator", "translate bids"),
    ],
)
def test_the_letter_says_what_the_seat_is_for(stella, call, seat, sentence):
    stella.post(PANEL, {**ALL, "seat": seat})

    (letter,) = letters()
    assert sentence in " ".join(letter.body.split())


@pytest.mark.parametrize("seat", ["lay", "adviser", "translator"])
def test_only_who_scores_needs_a_field_of_expertise(stella, call, seat):
    assert stella.post(PANEL, {**ASKED, "seat": seat}).status == 303
    refused = stella.post(PANEL, {**ASKED, "email": "ravi@example.org"})

    assert refused.status == 422
    assert refused.faults == ["Choose at least one field of expertise."]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"name": ""}, "Write the name."),
        ({"name": "x" * 1000}, "Write 120 characters at most."),
        ({"email": "rosa"}, "Write an e-mail address such as name@example.org."),
        ({"capacity": "-1"}, "Write a number from 0 to 999."),
        ({"capacity": "99999999999"}, "Write a number from 0 to 999."),
        ({"capacity": "many"}, "Write a whole number in figures, such as 40."),
        ({"languages": ["en", "xx"]}, "Choose from the list."),
        ({"expertise": ["astrology"]}, "Choose from the list."),
    ],
)
def test_an_invitation_with_a_fault_comes_back_with_what_was_typed(
    stella, call, typed, fault
):
    page = stella.post(PANEL, {**ALL, "capacity": "7", **typed})

    assert (page.status, page.faults) == (422, [fault])
    back = page.form()
    assert back["email"] == [typed.get("email", "rosa@example.org")]
    assert back["capacity"] == [typed.get("capacity", "7")]
    assert on_the_panel(call) == []


def test_a_seat_that_there_is_not_is_refused(stella, call):
    assert stella.post(PANEL, {**ALL, "seat": "king"}).status == 422
    assert on_the_panel(call) == []


def test_nobody_is_asked_twice(stella, call, rosa):
    page = stella.post(PANEL, ALL)

    assert (page.status, page.faults) == (422, ["This person is on the panel."])


def test_who_declined_can_be_asked_again_by_another_letter(stella, call, cast):
    member = a_moderator(call, cast.rosa, cast.stella, accepts=False)
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        inviting.answer_invitation(member, accepts=False, by=cast.rosa)
        db.session.commit()

    assert stella.post(PANEL, {**ALL, "seat": "lay"}).status == 303
    (member,) = on_the_panel(call)
    assert (member.answered, member.seat) == (Answered.INVITED, Seat.LAY)
    assert len(letters()) == 2


def test_an_open_invitation_is_withdrawn_and_an_answered_one_is_not(stella, call, cast):
    member = a_moderator(call, cast.rosa, cast.stella, accepts=False)
    where = f"/staff/panel/{member.id}/withdrawal"

    assert stella.post(where).status == 303
    assert on_the_panel(call) == []
    accepted = a_moderator(call, cast.ravi, cast.stella)
    late = stella.post(f"/staff/panel/{accepted.id}/withdrawal")
    assert late.status == 409
    assert "has its answer already" in late.words()
    assert len(on_the_panel(call)) == 1


def test_a_member_is_edited(stella, call, rosa):
    where = f"/staff/panel/{rosa.id}"
    typed = {
        "seat": "adviser",
        "languages": "pl",
        "capacity": "0",
        "available_from": "2027-03-01",
        "available_until": "2027-03-01",
    }

    assert stella.post(where, typed).status == 303
    (member,) = on_the_panel(call)
    assert (member.seat, member.languages, member.capacity) == (Seat.ADVISER, ["pl"], 0)
    assert member.available_from == member.available_until
    assert "1 March 2027" in stella.get(PANEL).words()
    assert audit.history(member)[-1].verb == "changed on the panel"


def test_a_member_of_another_fund_is_nobodys_business(call, cast, browser, rosa):
    assert browser(cast.otto).get(f"/staff/panel/{rosa.id}").status == 403


def test_who_has_bids_to_score_stays_a_moderator(stella, call, cast, rosa):
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    assigned(bid, rosa, by=cast.stella)

    page = stella.post(f"/staff/panel/{rosa.id}", {"seat": "lay"})

    assert page.faults == ["They have bids to score. Give those to others first."]
    assert on_the_panel(call)[0].seat is Seat.MODERATOR


def test_the_page_notes_what_nobody_covers_or_reads(stella, call, cast, rosa):
    a_bid(call, a_group(cast.amina), cast.amina)
    a_bid(call, a_group(cast.omar, name="Goals"), cast.omar).language = "so"
    lay = a_moderator(call, cast.ravi, cast.stella)
    rosa.languages, lay.languages, lay.seat = ["en"], ["so"], Seat.LAY
    lay.expertise = ["prevention"]
    db.session.commit()

    notes = stella.get(PANEL).words()

    assert "covers this yet: Prevention policy" in notes
    assert "covers this yet: The threat" not in notes
    assert "One bid is written in Somali, which nobody who scores reads." in notes
    assert "written in English" not in notes


# Areas of a fund's own.


def test_a_fund_adds_an_area_and_members_can_have_it(stella, call, rosa, browser, cast):
    added = stella.post(AREAS, {"code": "local", "name-en": "The boroughs"})
    typed = {"seat": "moderator", "expertise": ["local", "threat"]}
    stella.post(f"/staff/panel/{rosa.id}", typed)

    assert added.status == 303
    assert on_the_panel(call)[0].expertise == ["local", "threat"]
    assert "The boroughs" in stella.get(PANEL).words()
    assert "The boroughs" in browser(cast.rosa).get(f"/panel/{rosa.id}").words()
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    assert "The boroughs" in stella.get("/staff/calls/CF1/assignments").words()


@pytest.mark.parametrize("code", ["local", "prevention"])
def test_two_areas_cannot_have_one_code(stella, call, code):
    stella.post(AREAS, {"code": "local", "name-en": "The boroughs"})

    page = stella.post(AREAS, {"code": code, "name-en": "Again"})

    assert (page.status, page.faults) == (422, ["Another area has this code."])
    assert 'value="Again"' in page.text
    assert len(db.session.scalars(select(Area)).all()) == 1


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"code": "Local!"}, "Use small Latin letters, digits and _"),
        ({"name-en": ""}, "Write this in English."),
        ({"name-en": "x" * 1000}, "Write at most 120 characters in English."),
    ],
)
def test_an_area_needs_its_code_and_a_name_of_sane_length(stella, call, typed, fault):
    page = stella.post(AREAS, {"code": "local", "name-en": "The boroughs", **typed})

    assert page.status == 422
    assert page.faults[0].startswith(fault)


@pytest.mark.parametrize("used_by", ["a member", "a phase", "nobody"])
def test_an_area_in_use_is_not_removed(stella, call, cast, rosa, used_by):
    area = agreeing.add_area(
        call.fund, code="local", name=text("Boroughs"), by=cast.stella
    )
    if used_by == "a member":
        rosa.expertise = ["local"]
    if used_by == "a phase":
        scoring_phase(call).cover = ["local"]
    db.session.commit()

    page = stella.post(f"{AREAS}/{area.id}/removal")

    left = db.session.scalars(select(Area.code)).all()
    assert left == ([] if used_by == "nobody" else ["local"])
    if used_by != "nobody":
        assert page.status == 409
        assert "in use in: CF1" in page.words()


def test_an_area_is_renamed_and_keeps_its_code(stella, call, cast):
    area = agreeing.add_area(call.fund, code="local", name=text("A"), by=cast.stella)
    db.session.commit()

    stella.post(f"{AREAS}/{area.id}", {"name-en": "The city", "code": "other"})

    found = db.session.scalar(select(Area))
    db.session.refresh(found)
    assert (found.code, found.name.plain("en")) == ("local", "The city")


def test_an_area_of_another_fund_is_not_found_here(stella, call, cast):
    area = agreeing.add_area(a_fund(cast.otto), code="x", name=text("A"), by=cast.otto)
    db.session.commit()

    assert stella.get(f"{AREAS}/{area.id}").status == 404


# Terms.


def test_the_house_has_terms_in_each_of_its_languages_for_each_seat(stella, call, cast):
    member = a_moderator(call, cast.rosa, cast.stella, accepts=False)
    member.seat = Seat.LAY
    db.session.commit()

    assert "score each criterion" in stella.get(TERMS).text
    assert db.session.scalar(select(Terms)) is None
    from grantsapp.review.queries.terms import terms_of

    for seat in Seat:
        found = terms_of(call, seat)
        assert set(found) == set(i18n.LANGUAGES)
        assert ("score each" in found.plain("en")) is (seat is Seat.MODERATOR)


def invited_with(call, cast, stella, words="Keep it to yourself."):
    stella.post(TERMS, {"text-en": words, "text-ar": "اكتموا ما تقرؤون."})
    return a_moderator(call, cast.rosa, cast.stella, accepts=False)


def test_accepting_keeps_the_very_words_that_were_shown(stella, call, cast, browser):
    member = invited_with(call, cast, stella)
    rosa = browser(cast.rosa, "ar")
    page = rosa.get(f"/invitations/{member.id}")
    assert "اكتموا ما تقرؤون." in page.words()

    before = clock.now()
    done = rosa.post(f"/invitations/{member.id}/answer", _accepting(page))

    db.session.refresh(member)
    agreed = member.agreed_to
    assert done.location.endswith(f"/panel/{member.id}")
    assert (agreed["text"], agreed["language"]) == ("اكتموا ما تقرؤون.", "ar")
    assert agreed["hash"] == i18n.digest("اكتموا ما تقرؤون.")
    assert agreed["at"] >= before.isoformat()
    stella.post(TERMS, {"text-en": "New.", "text-ar": "جديد."})
    assert "اكتموا ما تقرؤون." in rosa.get(f"/panel/{member.id}").words()
    assert "agreed to earlier terms" in stella.get(PANEL).words()


def _accepting(page):
    form = next(
        f
        for f in page.all("form", method="post")
        if any(i.get("value") == "accept" for i in f.iter("input"))
    )
    return {i.get("name"): i.get("value") for i in form.iter("input")}


def test_terms_that_changed_while_they_were_read_are_read_again(
    stella, call, cast, browser
):
    member = invited_with(call, cast, stella)
    rosa = browser(cast.rosa)
    typed = _accepting(rosa.get(f"/invitations/{member.id}"))
    stella.post(TERMS, {"text-en": "Another thing altogether.", "text-ar": "غيره"})

    late = rosa.post(f"/invitations/{member.id}/answer", typed)

    db.session.refresh(member)
    assert late.status == 409
    assert "The terms have changed meanwhile." in late.words()
    assert (member.answered, member.agreed_to) == (Answered.INVITED, {})


def test_declining_agrees_to_nothing(stella, call, cast, browser):
    member = invited_with(call, cast, stella)

    browser(cast.rosa).post(f"/invitations/{member.id}/answer", {"answer": "decline"})

    db.session.refresh(member)
    assert (member.answered, member.agreed_to) == (Answered.DECLINED, {})


def test_two_managers_who_write_the_terms_at_once_see_both(stella, call):
    opened = stella.get(TERMS).form()
    stella.post(TERMS, {**opened, "text-en": "The first."})

    late = stella.post(TERMS, {**opened, "text-en": "The second."})

    assert late.status == 409
    assert "The first." in late.text
    assert "The second." in late.text
    assert db.session.scalar(select(Terms)).text.plain("en") == "The first."


def test_terms_need_words_in_the_first_language(stella, call):
    page = stella.post(TERMS, {"text-en": " ", "text-pl": "Tak."})

    assert (page.status, page.faults) == (422, ["Write this in English."])
    assert page.form()["text-pl"] == ["Tak."]


def test_one_goes_back_to_the_words_of_the_house(stella, call):
    stella.post(TERMS, {"text-en": "Ours."})

    stella.post(f"{TERMS}/removal")

    assert db.session.scalar(select(Terms)) is None
    assert "score each criterion" in stella.get(TERMS).text


# What members say of themselves.

SAID = {
    "languages": ["ar", "en"],
    "expertise": ["threat"],
    "capacity": "12",
    "available_from": "2027-02-01",
    "available_until": "2027-03-31",
    "organisations.0.name": "Many Bridges Trust",
    "organisations.0.until": "",
    "organisations.1.name": "Harbour Haven CIC",
    "organisations.1.until": "2025-02",
}


def belongs(member):
    db.session.expire_all()
    return [(a.name, a.ended_on) for a in member.affiliations]


@pytest.mark.parametrize("seat", list(Seat))
def test_members_of_every_seat_say_what_they_read_and_where_they_belong(
    call, cast, browser, rosa, seat
):
    rosa.seat = seat
    db.session.commit()
    where = f"/panel/{rosa.id}"

    done = browser(cast.rosa).post(where, SAID)

    assert done.status == 303
    names = [(name, str(ended or "")) for name, ended in belongs(rosa)]
    assert names == [("Many Bridges Trust", ""), ("Harbour Haven CIC", "2025-02-28")]
    assert (rosa.languages, rosa.capacity) == (["ar", "en"], 12)
    back = browser(cast.rosa).get(where).form()
    assert back["organisations.1.until"] == ["2025-02"]
    assert back["available_until"] == ["2027-03-31"]
    assert audit.history(rosa)[-1].verb == "said where they belong"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        (
            {"available_until": "2027-01-31"},
            "The last day cannot come before the first one.",
        ),
        ({"available_from": "soon"}, "Write a day, such as 2027-09-01."),
        ({"capacity": "-3"}, "Write a number from 0 to 999."),
        ({"capacity": "a few"}, "Write a whole number in figures, such as 40."),
        ({"languages": ["zz"]}, "Choose from the list."),
        ({"expertise": []}, "Choose at least one field of expertise."),
        (
            {"organisations.1.until": "2999-01"},
            "A last month cannot be in the future. Leave it empty while you stay.",
        ),
        ({"organisations.1.until": "2025-13"}, "Write a month, such as 2026-09."),
        ({"organisations.1.until": "last year"}, "Write a month, such as 2026-09."),
        ({"organisations.0.name": "x" * 1000}, "Write 200 characters at most."),
        (
            {"organisations.1.name": " "},
            "Write the name of the organisation beside its last month.",
        ),
        (
            {f"organisations.{n}.name": f"Group {n}" for n in range(60)},
            "Name 40 organisations at most.",
        ),
    ],
)
def test_what_a_member_says_wrongly_comes_back_as_typed(
    call, cast, browser, rosa, typed, fault
):
    page = browser(cast.rosa).post(f"/panel/{rosa.id}", {**SAID, **typed})

    assert (page.status, page.faults) == (422, [fault])
    back = page.form()
    for name, value in {**SAID, **typed}.items():
        is_line = name.startswith("organisations.")
        if name not in {"languages", "expertise"} and (not is_line or len(typed) == 1):
            assert back[name] == [value.strip()], name
    assert belongs(rosa) == []


def test_digits_of_any_script_are_a_month(call, cast, browser, rosa):
    browser(cast.rosa).post(
        f"/panel/{rosa.id}", {**SAID, "organisations.1.until": "٢٠٢٥-٠٢"}
    )

    assert str(belongs(rosa)[1][1]) == "2025-02-28"


def test_a_place_on_the_panel_is_of_one_person_who_accepted(call, cast, browser, rosa):
    where = f"/panel/{rosa.id}"
    invited = a_moderator(call, cast.mei, cast.stella, accepts=False)

    assert browser(cast.ravi).get(where).status == 403
    assert browser(cast.stella).post(where, SAID).status == 403
    assert browser(cast.mei).get(f"/panel/{invited.id}").status == 403
    assert where in browser(cast.rosa).get("/reviews").links()


def test_the_panel_lists_what_members_said(stella, call, cast, browser, rosa):
    browser(cast.rosa).post(f"/panel/{rosa.id}", SAID)

    page = stella.get(PANEL).words()

    for words in ("Many Bridges Trust", "until 28 February 2025", "12 bids"):
        assert words in page


def test_the_panel_asks_the_database_as_often_for_ten_as_for_one(
    stella, call, cast, browser, rosa, counted
):
    one = counted(lambda: stella.get(PANEL))
    for person in (cast.ravi, cast.mei, cast.zed, cast.fay, cast.hana):
        member = a_moderator(call, person, cast.stella)
        inviting.say_where_they_belong(member, [("A", None)], by=person)
    db.session.commit()

    assert counted(lambda: stella.get(PANEL)) == one


@pytest.fixture
def counted(app):
    """Count the statements of a deed."""
    from sqlalchemy import event

    def count(deed):
        seen = []

        def note(*_):
            seen.append(1)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            deed()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    return count


def test_gaps_count_only_who_accepted(call, cast):
    member = a_moderator(call, cast.rosa, cast.stella, accepts=False)

    gaps = panels.gaps_of(call, [member])

    assert len(gaps.expertise) == 3


# -- off the panel again


@pytest.fixture
def two(call, cast):
    """Two bids that Rosa and Ravi are asked to score; Mei could."""
    bids = [
        a_bid(call, a_group(owner, name=name), owner)
        for owner, name in ((cast.amina, "One"), (cast.omar, "Two"))
    ]
    people = [a_moderator(call, p, cast.stella) for p in (cast.rosa, cast.ravi)]
    for bid in bids:
        eligible(bid, cast.stella)
        assigned(bid, *people, by=cast.stella)
    a_moderator(call, cast.mei, cast.stella)
    return people


def test_who_is_taken_off_the_panel_reads_nothing_and_what_they_gave_stays(
    two, call, cast, browser, stella
):
    seat = two[0]
    first, second = queries.assignments_of(cast.rosa)
    scored(first, 3, 3, 3)
    scored(second, 5, None, 4, submit=False)
    rosa = browser(cast.rosa)
    assert rosa.get(f"/reviews/{second.id}").status == 200
    page = stella.get(f"/staff/panel/{seat.id}/end")
    assert "One review is not handed in." in page.words()

    done = stella.post(f"/staff/panel/{seat.id}/end", {"because": "You moved away."})

    db.session.expire_all()
    assert done.status == 303
    assert seat.answered is Answered.LEFT
    assert rosa.get(f"/reviews/{second.id}").status == 403
    assert rosa.get(f"/reviews/{first.id}").status == 403
    assert first.declined_at is None
    assert second.declined_because == "You moved away."
    (kept,) = db.session.scalars(select(Rescue))
    assert kept.person_id == cast.rosa.id
    letter = db.session.scalar(
        select(Letter).where(Letter.template == "staff/seat_ended")
    )
    assert letter.to == "rosa@example.org"
    assert "You moved away." in letter.body
    ranking = " ".join(stella.get("/staff/calls/CF1/ranking").words().split())
    assert "1 / 2" in ranking  # what she handed in is in
    assert queries.last_solve(call, Wanted.REPAIR) is not None


def test_nobody_is_taken_off_without_a_reason_or_twice(two, stella):
    path = f"/staff/panel/{two[0].id}/end"

    assert stella.post(path, {"because": " "}).faults == ["Write why in a few words."]
    assert stella.post(path, {"because": "a"}).status == 303
    assert stella.post(path, {"because": "b"}).status == 409


def test_who_left_can_be_asked_again(two, stella, call):
    stella.post(f"/staff/panel/{two[0].id}/end", {"because": "a"})

    assert stella.post(PANEL, ALL).status == 303
    (again,) = (m for m in on_the_panel(call) if m.person.email == ASKED["email"])
    assert again.answered is Answered.INVITED
