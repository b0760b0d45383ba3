"""A sponsor: asked by letter, confirms or declines, and is party to the bid."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from grantsapp import audit
from grantsapp.calls import queries
from grantsapp.calls.models import Application, Sponsorship, SponsorStage, Stage
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import (
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_sponsor,
    an_offer,
    asked_sponsor,
    eligible,
)


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def draft(call, cast):
    return a_draft(call, a_group(cast.amina, cast.bo), cast.amina)


@pytest.fixture
def demanding(monkeypatch):
    """A call that demands a sponsor of this kind of group."""
    monkeypatch.setattr(Application, "needs_sponsor", True, raising=False)


def letters(template):
    query = select(Letter).where(Letter.template == template).order_by(Letter.to)
    return list(db.session.scalars(query))


def stage():
    query = select(Sponsorship).order_by(Sponsorship.made_at.desc())
    return db.session.scalars(query).first().stage


def asked(browser, draft, by, email="sid@example.org"):
    """Ask through the page; give where the letter leads."""
    form = {"name": "Big Roof", "email": email, "language": "pl"}
    answer = browser(by).post(f"/applications/{draft.id}/sponsor", form)
    assert answer.status == 303
    letter = next(one for one in letters("sponsor_asked") if one.to == email)
    return re.search(r"/sponsorships/\S+", letter.body)[0]


def test_who_is_asked_reads_who_and_how_much_but_not_the_bid(app, draft, cast, browser):
    where, sid = asked(browser, draft, cast.amina), browser(cast.sid)

    page = sid.get(where)

    for words in ("Kitchen Table", "Amina", "Kitchen table", "£8,450"):
        assert words in page.words()
    assert "Neighbours do not know each other." not in page.text
    assert sid.get(f"/applications/{draft.id}").status == 403
    assert draft.reference not in sid.get("/applications").words()
    assert letters("sponsor_asked")[0].language == "en"  # Sid's, not the chosen one


def test_confirming_makes_the_sponsor_party(app, draft, cast, browser):
    where, sid = asked(browser, draft, cast.amina), browser(cast.sid)
    sponsor = a_group(cast.sid, cast.zed, name="Big Roof")

    answer = sid.post(f"{where}/confirmation", {"for": str(sponsor.id)})

    assert answer.status == 303
    zed, path = browser(cast.zed), f"/applications/{draft.id}"
    assert "You are the sponsor" in zed.get("/applications").words()
    assert "Big Roof stands behind this bid" in zed.get(path).words()
    check = zed.get(f"{path}/check")
    assert "Neighbours do not know each other." in check.words()
    assert "Submit the application" not in check.words()
    for deed in ("sections/details", "submission", "sponsor", "sponsor/removal"):
        assert zed.post(f"{path}/{deed}", {"need": "Mine."}).status == 403
    assert zed.post(f"{path}/files/evidence").status == 403
    told = letters("sponsor_confirmed")
    assert [one.to for one in told] == ["amina@example.org", "bo@example.org"]
    assert "Big Roof" in browser(cast.bo).get(f"{path}/check").words()
    bid = queries.application(draft.id)
    assert bid.sponsor_id == sponsor.id
    last = audit.history(bid)[-1]
    assert (last.verb, last.by_name) == ("confirmed as sponsor", "Sid")
    assert last.details["amount"] == 845_000


def test_declining_wants_a_reason_that_the_group_reads(app, draft, cast, browser):
    where, sid = asked(browser, draft, cast.amina), browser(cast.sid)

    empty = sid.post(f"{where}/refusal", {"reason": " "})
    sid.post(f"{where}/refusal", {"reason": "We hold too many already."})

    assert empty.faults == ["Write a reason. The group reads it."]
    assert stage() is SponsorStage.DECLINED
    assert "We hold too many already." in letters("sponsor_declined")[1].body
    page = browser(cast.amina).get(f"/applications/{draft.id}/sponsor")
    assert "We hold too many already." in page.words()
    assert page.all("input", id="email")  # another one can be asked


def test_another_account_hears_a_clear_sentence_and_nothing_else(
    app, draft, cast, browser
):
    where, omar = asked(browser, draft, cast.amina), browser(cast.omar)
    own = a_group(cast.omar, name="Goals")

    page = omar.get(where)
    posted = omar.post(f"{where}/confirmation", {"for": str(own.id)})

    assert (page.status, posted.status) == (403, 403)
    assert "You are signed in as omar@example.org." in page.words()
    assert "Kitchen" not in page.text
    assert stage() is SponsorStage.ASKED
    assert omar.get(f"/sponsorships/{uuid4()}").status == 404


def test_a_sponsor_is_confirmed_for_ones_own_organisation_only(
    app, draft, cast, browser
):
    where, sid = asked(browser, draft, cast.amina), browser(cast.sid)
    another = a_group(cast.omar, name="Goals")
    a_group(cast.sid, name="Big Roof")

    page = sid.post(f"{where}/confirmation", {"for": str(another.id)})

    assert page.status == 422
    assert page.faults == ["Choose the organisation that confirms."]
    assert stage() is SponsorStage.ASKED


def test_a_group_cannot_be_its_own_sponsor(app, draft, cast, browser):
    where = asked(browser, draft, cast.amina, cast.bo.email)
    form = {"for": str(draft.organisation_id)}

    page = browser(cast.bo).post(f"{where}/confirmation", form)

    assert page.status == 409
    assert "cannot be its own sponsor" in page.words()


def test_a_sponsor_reads_no_other_bid(app, call, draft, cast, browser):
    a_sponsor(draft, cast.sid, cast.amina)
    group = draft.organisation
    others = [a_draft(call, group, cast.amina), a_bid(call, group, cast.amina)]
    sid = browser(cast.sid)

    for bid in others:
        assert sid.get(f"/applications/{bid.id}").status == 403
        assert sid.get(f"/applications/{bid.id}/check").status == 403
        assert bid.reference not in sid.get("/applications").words()


@pytest.mark.parametrize("confirmed", [False, True])
def test_doing_without_a_sponsor_ends_their_part_at_once(
    app, draft, cast, browser, confirmed
):
    if confirmed:
        a_sponsor(draft, cast.sid, cast.amina)
    else:
        asked_sponsor(draft, cast.sid, cast.amina)
    key = db.session.scalar(select(Sponsorship)).id
    sid = browser(cast.sid)

    browser(cast.bo).post(f"/applications/{draft.id}/sponsor/removal")

    assert stage() is SponsorStage.WITHDRAWN
    assert sid.get(f"/applications/{draft.id}").status == 403
    page = sid.get(f"/sponsorships/{key}")
    assert "The group does without you" in page.words()
    assert "£8,450" not in page.words()
    assert sid.post(f"/sponsorships/{key}/confirmation").status == 409
    assert [one.to for one in letters("sponsor_ended")] == ["sid@example.org"]
    assert len(letters("sponsor_withdrawn")) == 2
    asked(browser, draft, cast.amina, "zed@example.org")  # and another is asked


def test_a_sponsor_steps_back_before_the_bid_is_sent(app, draft, cast, browser):
    a_sponsor(draft, cast.sid, cast.amina)
    key = db.session.scalar(select(Sponsorship)).id

    browser(cast.sid).post(f"/sponsorships/{key}/refusal", {"reason": "No staff."})

    assert queries.application(draft.id).sponsor_id is None
    assert len(letters("sponsor_declined")) == 2
    assert len(letters("sponsor_ended")) == 1


def test_after_it_is_sent_a_sponsor_stays(app, draft, cast, browser):
    a_sponsor(draft, cast.sid, cast.amina)
    key = db.session.scalar(select(Sponsorship)).id
    amina, sid = browser(cast.amina), browser(cast.sid)
    amina.post(f"/applications/{draft.id}/submission")

    back = sid.post(f"/sponsorships/{key}/refusal", {"reason": "No staff."})
    without = amina.post(f"/applications/{draft.id}/sponsor/removal")

    assert (back.status, without.status) == (409, 409)
    assert "Its sponsor stays as it is." in back.words()
    assert sid.get(f"/applications/{draft.id}/check").status == 200
    assert [one.to for one in letters("sponsored_submitted")] == ["sid@example.org"]
    staff = browser(cast.stella).get(f"/staff/applications/{draft.id}")
    assert "Big Roof" in staff.words()


def test_a_sponsor_reads_the_result_and_is_named_on_the_award(
    app, draft, cast, browser
):
    a_sponsor(draft, cast.sid, cast.amina)
    browser(cast.amina).post(f"/applications/{draft.id}/submission")
    eligible(draft, cast.stella)
    award = an_offer(draft, cast.stella, cast.otto)

    result = browser(cast.sid).get(f"/applications/{draft.id}")

    assert "The fund offers you a grant" in result.words()
    assert f"/awards/{award.id}" not in result.links()
    assert browser(cast.sid).get(f"/awards/{award.id}").status == 403
    for who, path in (
        (cast.amina, f"/awards/{award.id}"),
        (cast.stella, f"/staff/awards/{award.id}"),
    ):
        assert "Sponsor Big Roof" in browser(who).get(path).words()


def test_where_the_call_demands_one_a_bid_without_a_sponsor_is_not_sent(
    app, draft, cast, browser, demanding
):
    asked_sponsor(draft, cast.sid, cast.amina)
    amina, path = browser(cast.amina), f"/applications/{draft.id}"

    page = amina.post(f"{path}/submission")

    assert page.status == 422
    assert "none has confirmed" in page.faults[0]
    assert "#sponsor-answer" in page.links()
    assert f"{path}/sponsor" in page.links()
    assert db.session.get(Application, draft.id).stage is Stage.DRAFT


def test_where_the_call_demands_one_a_confirmed_sponsor_is_enough(
    app, draft, cast, browser, demanding
):
    a_sponsor(draft, cast.sid, cast.amina)

    answer = browser(cast.amina).post(f"/applications/{draft.id}/submission")

    assert answer.status == 303


def test_a_sponsor_sees_when_the_amount_has_changed_since(app, draft, cast, browser):
    a_sponsor(draft, cast.sid, cast.amina)
    amina, where = browser(cast.amina), f"/applications/{draft.id}/sections/project"
    form = amina.get(where).form("sections")

    amina.post(where, {**form, "amount": "9,000"})

    page = browser(cast.sid).get(f"/applications/{draft.id}/check")
    assert "confirmed when the bid asked for £8,450" in page.words()


def test_a_second_sponsor_is_refused_while_one_stands(app, draft, cast, browser):
    asked_sponsor(draft, cast.sid, cast.amina)
    form = {"name": "Second", "email": "zed@example.org", "language": "en"}

    page = browser(cast.bo).post(f"/applications/{draft.id}/sponsor", form)

    assert page.status == 422
    assert len(letters("sponsor_asked")) == 1


@pytest.mark.parametrize("language", ["en", "ar", "pl", "qps"])
def test_the_pages_of_a_sponsor_read_well_in_each_language(
    app, draft, cast, browser, language
):
    amina = browser(cast.amina, language=language)
    assert amina.get(f"/applications/{draft.id}/sponsor").status == 200
    where = asked(browser, draft, cast.amina)
    sid = browser(cast.sid, language=language)
    assert sid.get(where).status == 200  # without an organisation
    sponsor = a_group(cast.sid, name="Big Roof")
    assert sid.get(where).status == 200
    assert sid.get(f"{where}/refusal").status == 200
    sid.post(f"{where}/confirmation", {"for": str(sponsor.id)})
    assert sid.get(where).status == 200
    assert amina.get(f"/applications/{draft.id}/sponsor").status == 200
    assert amina.get(f"/applications/{draft.id}/check").status == 200
