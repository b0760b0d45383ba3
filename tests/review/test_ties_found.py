"""Ties are found in what people and groups said, and close bids before anybody looks.

Rosa Lindqvist is on the panel. Amina Yusuf and Bo Lindahl apply as Harbour Haven; Sid
Okafor's Big Roof sponsors bids; Omar's group has nothing to do with anybody.
"""

from datetime import date

import pytest
from sqlalchemy import select

from grantsapp import audit, clock, jobs
from grantsapp.calls.actions import applying
from grantsapp.db import db
from grantsapp.review import queries
from grantsapp.review.actions import declaring, inviting, objecting, tying
from grantsapp.review.models import Conflict, Seat, Source, Standing
from grantsapp.review.queries import tying as tied
from grantsapp.review.queries.reasons import reasons_of
from tests.cast import (
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_moderator,
    a_sponsor,
    assigned,
    eligible,
)


@pytest.fixture
def names(cast):
    """Give people names as people have them, and addresses of their own."""
    for who, name, email in (
        (cast.rosa, "Rosa Lindqvist", "rosa@gmail.com"),
        (cast.amina, "Amina Yusuf", "amina@haven.org.uk"),
        (cast.bo, "Bo Lindahl", "bo@gmail.com"),
        (cast.sid, "Sid Okafor", "sid@bigroof.org.uk"),
        (cast.omar, "Omar Haddad", "omar@goals.org.uk"),
    ):
        who.name, who.email = name, email
    db.session.commit()


@pytest.fixture
def call(cast, names):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def group(cast, call):
    return a_group(cast.amina, cast.bo, name="Harbour Haven CIC")


@pytest.fixture
def bid(call, group, cast):
    bid = a_bid(call, group, cast.amina)
    eligible(bid, cast.stella)
    return bid


@pytest.fixture
def other(call, cast):
    """A bid that ties to nobody."""
    bid = a_bid(call, a_group(cast.omar, name="Goals United Sofia"), cast.omar)
    eligible(bid, cast.stella)
    return bid


@pytest.fixture
def rosa(call, cast):
    return a_moderator(call, cast.rosa, cast.stella)


def look(call):
    new = tying.find_now(call)
    db.session.commit()
    return new


def found():
    db.session.expire_all()
    rows = db.session.scalars(select(Conflict).order_by(Conflict.source))
    return [(c.source, c.standing) for c in rows]


def the_tie():
    (conflict,) = db.session.scalars(select(Conflict))
    return conflict


def sentence():
    (words,) = reasons_of(the_tie())
    return words.replace("\u2068", "").replace("\u2069", "")


def belongs(rosa, *organisations):
    inviting.say_where_they_belong(rosa, organisations, by=rosa.person)
    db.session.commit()


# Each source, with its sentence.


def test_the_same_domain_of_addresses(call, bid, other, rosa, cast):
    cast.rosa.email = "rosa@mail.haven.org.uk"

    assert look(call) == 1
    assert found() == [(Source.DOMAIN, Standing.FOUND)]
    assert the_tie().application_id == bid.id
    assert sentence() == (
        "The e-mail addresses of Rosa Lindqvist and of Amina Yusuf, who is in this "
        "bid, are both at haven.org.uk."
    )


def test_mail_for_everybody_ties_nobody(call, bid, rosa):
    assert look(call) == 0  # Rosa and Bo both at gmail.com


def test_the_organisation_that_applies(call, bid, other, rosa):
    belongs(rosa, ("Harbour Haven", None))

    assert look(call) == 1
    assert found() == [(Source.ORGANISATION, Standing.FOUND)]
    assert sentence().startswith(
        "Rosa Lindqvist belongs to Harbour Haven. Harbour Haven CIC applies."
    )


@pytest.mark.parametrize(
    ("until", "ties"),
    [(date(2024, 11, 30), True), (date(2024, 3, 31), False)],
)
def test_a_former_organisation_ties_for_three_years(call, bid, rosa, until, ties):
    belongs(rosa, ("Harbour Haven CIC", until))

    with clock.stopped_at(clock.datetime(2027, 5, 5, 12, tzinfo=clock.UTC)):
        assert look(call) == ties
    if ties:
        assert found() == [(Source.FORMER, Standing.FOUND)]
        assert sentence() == (
            "Rosa Lindqvist belonged to Harbour Haven CIC until 30 November 2024. "
            "Harbour Haven CIC applies."
        )


def sponsored(call, group, cast):
    draft = a_draft(call, group, cast.amina)
    a_sponsor(draft, cast.sid, cast.amina)
    applying.submit_application(draft, by=cast.amina, at=clock.now())
    db.session.commit()
    return draft


def test_the_sponsor_of_a_bid(call, group, rosa, cast):
    sponsored(call, group, cast)
    belongs(rosa, ("Big Roof", None))

    assert look(call) == 1
    assert found() == [(Source.JOINT, Standing.FOUND)]
    assert sentence() == (
        "Rosa Lindqvist belongs to Big Roof. Big Roof sponsors this bid."
    )


def test_the_sponsor_of_another_bid_of_the_group(call, bid, group, rosa, cast):
    sponsored(call, group, cast)
    belongs(rosa, ("Big Roof", None))

    assert look(call) == 2
    query = select(Conflict).where(Conflict.application_id == bid.id)
    (words,) = reasons_of(db.session.scalar(query))
    assert "Big Roof\u2069 sponsors another bid of" in words


def test_the_people_of_a_sponsor_are_looked_at_too(call, group, rosa, cast):
    sponsored(call, group, cast)
    cast.rosa.email = "rosa@bigroof.org.uk"

    assert look(call) == 1
    assert found() == [(Source.DOMAIN, Standing.FOUND)]


def test_a_sponsor_who_was_only_asked_ties_nobody(call, group, rosa, cast):
    from tests.cast import asked_sponsor

    draft = a_draft(call, group, cast.amina)
    asked_sponsor(draft, cast.sid, cast.amina)
    belongs(rosa, ("Big Roof", None))

    assert look(call) == 0


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Amina Yusuf", "The two names are the same."),
        ("Yusuf Amina", "The two names have the same words in another order."),
        ("أمينة يوسف", "The two names may be one, written in two scripts."),
        ("A. Yusuf", "One of the names has initials where the other has words."),
    ],
)
def test_a_name_like_that_of_somebody_of_the_group(call, bid, rosa, cast, name, why):
    cast.rosa.name = name

    assert look(call) == 1
    assert found() == [(Source.NAME, Standing.FOUND)]
    assert sentence().startswith(
        f"In this bid is Amina Yusuf, and on the panel {name}. {why[:-1]}"
    )


def test_a_family_name_alone_ties_nobody(call, bid, rosa, cast):
    cast.rosa.name = "Layla Yusuf"

    assert look(call) == 0


def test_somebody_whom_the_applicants_named(call, bid, other, rosa, cast):
    objecting.object_to(bid, name="Lindqvist, Rosa", reason="My ex", by=cast.amina)
    db.session.commit()

    assert look(call) == 1
    assert found() == [(Source.APPLICANT, Standing.FOUND)]
    assert the_tie().application_id == bid.id
    assert sentence().startswith(
        "The applicants do not want Lindqvist, Rosa to read this bid."
    )
    assert "My ex" not in str(the_tie().detail)


def test_several_grounds_of_one_source_are_one_tie(call, bid, rosa, cast):
    cast.rosa.email, cast.bo.email = "rosa@haven.org.uk", "bo@haven.org.uk"

    assert look(call) == 1
    assert len(reasons_of(the_tie())) == 2


def test_grounds_of_two_sources_are_two_ties(call, bid, rosa, cast):
    cast.rosa.email = "rosa@haven.org.uk"
    belongs(rosa, ("Harbour Haven CIC", None))

    assert look(call) == 2
    assert found() == [
        (Source.DOMAIN, Standing.FOUND),
        (Source.ORGANISATION, Standing.FOUND),
    ]


# What a search does not do.


def test_looking_again_changes_nothing(call, bid, rosa, cast):
    cast.rosa.email = "rosa@haven.org.uk"
    look(call)
    before = (found(), the_tie().detail, len(audit.history(the_tie())))

    assert look(call) == 0
    assert (found(), the_tie().detail, len(audit.history(the_tie()))) == before


@pytest.mark.parametrize("standing", [Standing.CONFIRMED, Standing.WAIVED])
def test_what_was_settled_stays_and_new_grounds_are_told(
    call, bid, rosa, cast, standing
):
    cast.rosa.email = "rosa@haven.org.uk"
    look(call)
    tie = the_tie()
    seen = tying.state_of(tie)
    tying.settle(tie, standing, because="Seen.", seen=seen, by=cast.stella)
    cast.bo.email = "bo@haven.org.uk"
    db.session.commit()

    assert look(call) == 0
    assert found() == [(Source.DOMAIN, standing)]
    assert the_tie().settled_because == "Seen."
    assert [one["bids"] for one in the_tie().detail["since"]] == ["Bo Lindahl"]
    (line,) = tied.ties_in(call)
    assert line.has_more
    assert len(line.reasons) == 2


def test_a_ground_that_went_away_is_marked_and_the_bid_stays_closed(call, bid, rosa):
    belongs(rosa, ("Harbour Haven CIC", None))
    look(call)
    belongs(rosa)

    assert look(call) == 0
    assert found() == [(Source.ORGANISATION, Standing.FOUND)]
    assert tied.ties_in(call)[0].is_gone
    assert bid.id in {key[1] for key in queries.blocking(call)}
    belongs(rosa, ("Harbour Haven CIC", None))
    look(call)
    assert not tied.ties_in(call)[0].is_gone


def test_drafts_and_people_who_did_not_accept_are_left_alone(call, group, cast):
    a_draft(call, group, cast.amina)
    member = a_moderator(call, cast.rosa, cast.stella, accepts=False)
    belongs(member, ("Harbour Haven CIC", None))
    assert look(call) == 0

    a_bid(call, group, cast.amina)
    assert look(call) == 0
    inviting.answer_invitation(member, accepts=True, by=cast.rosa)
    assert look(call) == 1


def test_another_calls_panel_is_not_looked_at(call, bid, cast):
    second = a_call(call.fund, cast.stella, reference="CF2")
    member = a_moderator(second, cast.rosa, cast.stella)
    belongs(member, ("Harbour Haven CIC", None))

    assert look(second) == look(call) == 0


# When a search is made.


def work():
    while jobs.work_once():
        pass


def test_a_worker_looks_once_somebody_accepts(call, bid, cast):
    cast.rosa.email = "rosa@haven.org.uk"

    a_moderator(call, cast.rosa, cast.stella)
    work()

    assert found() == [(Source.DOMAIN, Standing.FOUND)]


def test_a_worker_looks_when_somebody_says_where_they_belong(call, bid, rosa):
    work()
    belongs(rosa, ("Harbour Haven CIC", None))
    work()

    assert found() == [(Source.ORGANISATION, Standing.FOUND)]


def test_a_worker_looks_when_an_applicant_names_somebody(
    call, bid, rosa, cast, browser
):
    work()
    browser(cast.amina).post(
        f"/applications/{bid.id}/objections", {"name": "Rosa Lindqvist"}
    )
    work()

    assert found() == [(Source.APPLICANT, Standing.FOUND)]


def test_a_worker_looks_once_more_when_the_call_has_closed(call, group, rosa, cast):
    work()
    cast.rosa.email = "rosa@haven.org.uk"
    a_bid(call, group, cast.amina)
    work()
    assert found() == []

    with clock.stopped_at(call.grace_ends_at):
        work()

    assert found() == [(Source.DOMAIN, Standing.FOUND)]


def test_a_tie_nobody_searched_for_is_found_before_the_bid_opens(
    call, bid, rosa, cast, browser
):
    (asked,) = assigned(bid, rosa, by=cast.stella)
    cast.rosa.email = "rosa@haven.org.uk"
    db.session.commit()
    where = f"/reviews/{asked.id}"

    browser(cast.rosa).post(f"{where}/clearance")

    assert browser(cast.rosa).get(where).status == 403
    assert found() == [(Source.DOMAIN, Standing.FOUND)]


def test_a_button_looks_now(call, bid, rosa, cast, browser):
    cast.rosa.email = "rosa@haven.org.uk"
    db.session.commit()
    stella = browser(cast.stella)

    first = stella.post("/staff/calls/CF1/ties/search")
    told = stella.follow(first).words("body")

    assert "One new tie was found." in told
    stella.post("/staff/calls/CF1/ties/search")
    assert "Nothing new was found." in stella.get("/staff/calls/CF1/ties").words("body")
    assert audit.history(the_tie())[0].by_name == "Stella"


# What a tie closes.


def test_a_tie_that_nobody_looked_at_closes_page_file_and_lists(
    call, cast, group, rosa, browser
):
    from io import BytesIO

    from grantsapp import files

    draft = a_draft(call, group, cast.amina)
    kept = files.keep(files.receive(BytesIO(b"hello"), "a.txt"), by=cast.amina)
    file = applying.attach(draft, "evidence", kept, by=cast.amina).id
    applying.submit_application(draft, by=cast.amina, at=clock.now())
    eligible(draft, cast.stella)
    (asked,) = assigned(draft, rosa, by=cast.stella)
    declaring.clear_conflict(asked, by=cast.rosa)
    db.session.commit()
    where = f"/reviews/{asked.id}"
    them = browser(cast.rosa)
    pages = (where, f"{where}/files/{file}", f"{where}/conflict")
    assert [them.get(page).status for page in pages] == [200, 200, 200]

    cast.rosa.email = "rosa@haven.org.uk"
    look(call)

    assert [them.get(page).status for page in pages] == [403, 403, 403]
    assert them.post(where, {"then": "draft"}).status == 403
    assert them.post(f"{where}/clearance").status == 403
    assert "Kitchen table" not in them.get("/reviews").text
    assert queries.assignments_of(cast.rosa) == []
    board = browser(cast.stella).get("/staff/calls/CF1/ties").words()
    assert "Was asked to score it" in board


def test_a_lay_member_is_closed_out_too(call, bid, rosa, cast):
    from grantsapp.access import may
    from grantsapp.review.models import Reading
    from tests.cast import scoring_phase

    rosa.seat = Seat.LAY
    cast.rosa.email = "rosa@haven.org.uk"
    db.session.commit()
    reading = Reading(rosa, bid, scoring_phase(call))
    assert may("see", reading, cast.rosa)

    look(call)

    assert not may("see", reading, cast.rosa)


def test_a_blocked_member_cannot_be_assigned(call, bid, rosa, cast):
    from grantsapp.errors import Refused

    cast.rosa.email = "rosa@haven.org.uk"
    look(call)

    with pytest.raises(Refused, match="has a conflict"):
        assigned(bid, rosa, by=cast.stella)


# Reasons in the reader's language.


def test_the_page_says_why_in_whole_sentences_of_its_reader(
    call, bid, rosa, cast, browser
):
    cast.rosa.email = "rosa@haven.org.uk"
    belongs(rosa, ("Harbour Haven", None))
    look(call)
    english = browser(cast.stella).get("/staff/calls/CF1/ties").words()
    polish = browser(cast.stella, "pl").get("/staff/calls/CF1/ties").words()

    assert "are both at" in english
    assert "are both at" not in polish
    assert "haven.org.uk" in polish
