"""What the demonstration tells around its bids, on the pages that show it."""

import re

import pytest
from sqlalchemy import select

from grantsapp.accounts.models import Person
from grantsapp.calls import queries
from grantsapp.calls.models import Appeal, Application, Consultation, Stage
from grantsapp.calls.models import Call as CallRow
from grantsapp.calls.queries import telling
from grantsapp.db import db
from grantsapp.demo.telling import read
from grantsapp.review.models import Decision, Moderated, Phase, Remark
from grantsapp.review.rules import bids_in

OPEN = "/calls/CGF2"


def called(name):
    email = f"{name}@example.org"
    return db.session.scalar(select(Person).where(Person.email == email))


def bid_of(name, call="CGF2"):
    """The bid of this call in whose group somebody is."""
    them = called(name)
    query = select(Application).join(CallRow).where(CallRow.reference == call)
    found = db.session.scalars(query)
    return next(
        b for b in found if them in {m.person for m in b.organisation.memberships}
    )


def on_paper():
    query = select(Application).where(Application.entry.has())
    return db.session.scalars(query).one()


def said(name):
    return read("around.toml")[name]


@pytest.fixture
def stella(story, browser):
    return browser(called("stella"))


@pytest.fixture
def visitor(story, browser):
    return browser(None)


def test_what_the_second_call_asks_and_the_first_does_not(visitor):
    asked = "How will you keep people safe until you have one?"

    assert asked in visitor.get(OPEN).words()
    assert asked not in visitor.get("/calls/CGF1").words()


@pytest.mark.parametrize("file", ["10", "14", "15"])
def test_the_budget_of_a_whole_bid_makes_the_amount_it_asks(file):
    answers = read(f"bids/{file}.toml")["answers"]

    assert sum(line["amount"] for line in answers["budget"]) == answers["amount"]


def test_the_bid_on_paper_shows_its_manager_tables_and_what_hangs_on_a_no(stella):
    page = stella.get(f"/staff/applications/{on_paper().id}")

    assert "Tools with short handles" in page.words()
    assert "£2,300" in page.words()
    assert "Mrs Bell was a school nurse" in page.words()
    assert "shelf 3" in page.words()


def test_a_number_to_call_is_sealed_and_its_manager_reads_it(stella):
    bid = bid_of("shafiqul")
    stored = queries.answer(bid, "phone")

    assert stored is not None
    assert stored.raw == []
    assert "020 7946 0148" in stella.get(f"/staff/applications/{bid.id}").words()


def test_the_quiz_says_through_a_sponsor_and_not_this_time(visitor):
    given = {"london": "yes", "paid": "no", "who": "group", "account": "yes"}
    fine = {f"answer-{code}": answer for code, answer in given.items()}

    alone = visitor.post(f"{OPEN}/quiz", {**fine, "answer-who": "alone"}).words()
    afar = visitor.post(f"{OPEN}/quiz", {**fine, "answer-london": "no"}).words()

    assert "A sponsor can sign and hold the money for you." in alone
    assert "This fund pays only for what happens in London." in afar


def test_aminas_draft_says_in_arabic_what_was_corrected(story, browser):
    page = browser(called("amina"), "ar").get(f"/applications/{bid_of('amina').id}")

    assert said("correction")["note"]["ar"] in page.words()
    assert said("correction")["questions"][1]["label"]["ar"] in page.words()


def test_what_was_handed_in_stays_on_the_form_it_answered(story):
    versions = {b.stage: b.form_version.number for b in queries_of("CGF2")}

    assert versions == {Stage.SUBMITTED: 1, Stage.DRAFT: 2}


def queries_of(reference):
    query = select(Application).join(CallRow).where(CallRow.reference == reference)
    return list(db.session.scalars(query))


def test_the_call_shows_what_was_announced_asked_and_linked(visitor):
    page = visitor.get(OPEN)
    public, private = said("enquiries")

    assert said("announcement")["title"]["en"] in page.words()
    assert public["question"]["en"] in page.words()
    assert private["answer"]["en"] not in page.words()
    assert {one["address"] for one in said("links")} <= set(page.links())


def test_a_private_answer_reaches_who_asked(story, browser):
    page = browser(called("denise")).get(f"{OPEN}/questions")

    assert said("enquiries")[1]["answer"]["en"] in page.words()


def test_two_addresses_wait_for_the_next_call(story):
    assert telling.count_subscribers(queries.call("CGF2").fund) == 2


def test_how_groups_heard_shows_no_small_number(stella):
    rows = stella.get("/staff/calls/CGF1/heard").all("td", class_="number")
    counts = ["".join(cell.itertext()).strip() for cell in rows]

    assert [count for count in counts if count.isdecimal()] == ["5"]


def test_hana_helps_two_groups_and_wrote_what_amina_told_her(story, browser):
    page = browser(called("hana")).get("/helping")

    assert "طاولة المطبخ" in page.words()
    assert "Halina Nowak" in page.words()
    stored = queries.answer(bid_of("amina"), "budget")
    assert stored is not None
    assert stored.by_name == "Hana Svoboda"


def test_a_second_person_is_in_the_team(story, browser):
    group = bid_of("amina").organisation_id
    page = browser(called("amina")).get(f"/organisations/{group}/team")

    assert "سلمى حسن" in page.words()


def test_one_sponsor_stands_behind_a_draft_and_one_is_asked(story, browser):
    draft, waiting = bid_of("halina"), bid_of("amina")

    assert draft.sponsorship.is_confirmed
    assert waiting.sponsorship.is_asked
    page = browser(called("harriet")).get(f"/applications/{draft.id}")
    assert page.status == 200
    assert "Ławka pod blokiem" in page.words()


def test_a_clarification_shows_both_versions(stella):
    page = stella.get("/staff/calls/CGF1/clarifications")
    (path,) = {p for p in page.links() if re.search(r"/clarifications/[0-9a-f-]+$", p)}
    shown = stella.get(path).words()

    assert said("clarification")["words"] in shown
    assert "Mr Osei does, he's 52" in shown


def test_an_appeal_waits_for_ines_who_did_not_decide(story, browser):
    key = db.session.scalars(select(Appeal.id)).one()
    page = browser(called("ines")).get(f"/staff/appeals/{key}")

    assert "the rule was read more strictly" in page.words()
    assert page.all("form", method="post")


def test_a_bid_was_taken_back_and_its_group_reads_why(story, browser):
    bid = bid_of("moses", "CGF1")
    page = browser(called("moses")).get(f"/applications/{bid.id}")

    assert bid.stage is Stage.WITHDRAWN
    assert "The church hall has been sold" in page.words()


def test_a_survey_of_needs_is_open_and_counts_without_small_numbers(stella, visitor):
    key = db.session.scalars(select(Consultation.id)).one()

    assert visitor.get(f"/consultations/{key}").status == 200
    page = stella.get(f"/staff/consultations/{key}")
    counts = ["".join(c.itertext()).strip() for c in page.all("td", class_="number")]
    assert [c for c in counts if c.isdecimal()] == [
        "7",
        "5",
        "5",
        "5",
        "11",
    ]  # as in the texts


def test_who_only_reads_a_draft_meets_no_link_to_withdraw_it(story, browser):
    draft = bid_of("halina")
    link = f"/applications/{draft.id}/withdrawal"

    assert (
        link not in browser(called("harriet")).get(f"/applications/{draft.id}").links()
    )
    assert link in browser(called("halina")).get(f"/applications/{draft.id}").links()


def test_the_panel_speaks_of_bids_that_came_to_its_meeting(story):
    said_of = [
        (row.phase_id, row.application_id)
        for table in (Remark, Moderated)
        for row in db.session.scalars(select(table))
    ]

    assert said_of
    inside = {p.id: bids_in(p) for p in db.session.scalars(select(Phase))}
    assert [pair for pair in said_of if pair[1] not in inside[pair[0]]] == []


def test_every_group_reads_an_answer_to_its_own_result_in_its_language(story):
    ours = {
        f["text"]: (f["outcome"], f["language"]) for f in read("panel.toml")["feedback"]
    }
    made = list(db.session.scalars(select(Decision)))
    told = [(d, ours[d.feedback]) for d in made if d.feedback in ours]

    assert len(told) > 40
    assert [
        (d.application.reference, of)
        for d, of in told
        if of != (str(d.outcome), d.written_in)
    ] == []
