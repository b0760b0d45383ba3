"""The demonstration's first call with its bids, before anybody has judged one.

Also what the rest of the panel does while nobody looks: answers, reviews from a seed.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from grantsapp import clock, jobs
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Person as Account
from grantsapp.calls.actions import withdrawing, writing
from grantsapp.calls.models import Application, Call, Duty
from grantsapp.calls.models import Stage as BidStage
from grantsapp.db import db
from grantsapp.demo.opening import a_call, a_fund, bids
from grantsapp.demo.scoring import Scorer
from grantsapp.demo.telling import read
from grantsapp.review import queries
from grantsapp.review.actions import declaring, planning, reviewing
from grantsapp.review.models import Assignment, Kind, Moderator, Phase
from grantsapp.review.queries import phases_of
from grantsapp.review.rules import forget_ties

PARTY, TAKEN_BACK = "09", "13"  # files of the bid that is not eligible, and withdrawn
STAFF = (("stella", "Stella Marsh", "en"), ("zofia", "Zofia Wójcik", "pl"))
ARABIC = ("salma", "سلمى الخطيب", "ar")  # manages too, and walks over every page
LAY = {"name": "Jadwiga Sroka", "email": "jadwiga@example.org", "language": "pl"}
WEIGHTS = {"need": 30, "plan": 40, "people": 30}


@dataclass(frozen=True)
class Setting:
    """The call before its moderation: who manages, who is to judge, what stands."""

    call: str
    panel: list[dict[str, Any]]  # the twelve, as the story tells them
    lay: dict[str, Any]
    translator: dict[str, Any]
    names: dict[str, str]  # of the files of the bids, by their references


def a_call_of_sixty() -> Setting:
    """Make the fund, its calls and bids; 60 came in, and one is taken back."""
    now = clock.now()
    with clock.stopped_at(now - timedelta(days=75)):
        stella, *_others = staff = [
            accounts.add_person(f"{key}@example.org", name=name, language=language)
            for key, name, language in (*STAFF, ARABIC)
        ]
        fund = a_fund(stella)
        for other in staff[1:]:
            writing.give_role(other, Duty.MANAGER, fund=fund)
        closed = a_call(fund, "call-1", stella, now, opens=-70, closes=-20)
        for phase in phases_of(closed)[2:]:  # the journey lays them out itself
            planning.remove_phase(phase, by=stella)
    with clock.stopped_at(now - timedelta(days=70)):
        writing.open_call(closed, by=stella)
    with clock.stopped_at(now - timedelta(days=12)):
        current = a_call(fund, "call-2", stella, now, opens=-10, closes=24)
        writing.open_call(current, by=stella)
    told = bids({"CGF1": closed, "CGF2": current}, now, by=stella)
    with clock.stopped_at(now - timedelta(days=19)):
        taken = told[TAKEN_BACK]
        them = people.members_of(taken.organisation)[0].person
        withdrawing.withdraw(taken, because="The hall is sold.", by=them)
    panel, lay, translator = _members()
    db.session.commit()
    mine = {b.reference: name for name, b in told.items() if b.call_id == closed.id}
    db.session.rollback()
    assert len(mine) == 60
    return Setting("CGF1", panel, lay, translator, mine)


def _members() -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any]]:
    """Give accounts to those who will be asked, so that each has their language."""
    story = read("panel.toml")
    panel = [one for one in story["moderators"] if one["answered"] == "accepted"]
    assert len(panel) == 12
    translator = story["translators"][0]
    for one in (*panel, LAY, translator):
        accounts.add_person(one["email"], name=one["name"], language=one["language"])
    return panel, LAY, translator


def account(email: str) -> Account:
    """Find somebody."""
    return db.session.scalars(select(Account).where(Account.email == email)).one()


def the_call() -> Call:
    """Find the call."""
    return db.session.scalars(select(Call).where(Call.reference == "CGF1")).one()


def the_phase(kind: Kind) -> Phase:
    """Find the phase of a kind."""
    return queries.phase_of_kind(the_call(), kind)


def standing_bids() -> list[Application]:
    """List what was handed in and not taken back."""
    query = select(Application).where(
        Application.call_id == the_call().id, Application.stage == BidStage.SUBMITTED
    )
    return list(db.session.scalars(query.order_by(Application.number)))


def check_the_others(setting: Setting) -> int:
    """Check all bids that nobody has checked, as the story tells; say how many."""
    db.session.rollback()
    no = {one["bid"]: one["reason"] for one in read("field.toml")["ineligible"]}
    phase, stella = the_phase(Kind.ELIGIBILITY), account("stella@example.org")
    known = queries.checks_of(phase)
    left = [bid for bid in standing_bids() if bid.id not in known]
    for bid in left:
        why = no.get(setting.names[bid.reference], "")
        facts = {"is_eligible": not why, "reason": why, "by": stella}
        planning.check_eligibility(phase, bid, **facts)
    db.session.commit()
    return len(left)


def member(email: str) -> Moderator:
    """Find a member of the panel."""
    query = select(Moderator).join(Moderator.person)
    mine = query.where(Account.email == email, Moderator.call_id == the_call().id)
    return db.session.scalars(mine).one()


def work() -> int:
    """Do the jobs that wait; say how many, and let go of the database."""
    db.session.rollback()
    done = 0
    while jobs.work_once():
        done += 1
    db.session.rollback()
    return done


def assignments_of(email: str) -> list[Assignment]:
    """List what somebody is asked to score, in the order of their page."""
    query = select(Assignment).where(
        Assignment.moderator_id == member(email).id, Assignment.declined_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Assignment.made_at, Assignment.id)))


Fixed = dict[str, list[dict[str, tuple[int | None, str]]]]  # by reference of the bid


def score_the_rest(setting: Setting, fixed: Fixed) -> int:
    """Hand in every review that is not in, drawn from a seed, some as they are fixed.

    Says how many were handed in.
    """
    db.session.rollback()
    phase, scorer, done = the_phase(Kind.SCORING), Scorer(), 0
    keys = {criterion.code: criterion.id for criterion in phase.criteria}
    query = select(Assignment).where(
        Assignment.phase_id == phase.id, Assignment.declined_at.is_(None)
    )
    waiting = [
        a
        for a in db.session.scalars(query.order_by(Assignment.made_at, Assignment.id))
        if a.review is None or a.review.submitted_at is None
    ]
    for one in waiting:
        mine, bid = one.moderator.person, one.application
        name = setting.names[bid.reference]
        short = mine.email.partition("@")[0]
        given = scorer.review(name, short, mine.language, keys)
        comment = scorer.comment(given)
        if left := fixed.get(bid.reference):
            given = left.pop(0)
        declaring.clear_conflict(one.reading, by=mine)
        typed = {keys[code]: (True, *score) for code, score in given.items()}
        facts = {"comment": comment, "confidence": 2, "by": mine}
        reviewing.save_review(one, typed, **facts)
        db.session.flush()
        reviewing.submit_review(one, by=mine)
        done += 1
    forget_ties()
    db.session.commit()
    return done


def all_assignments() -> list[Assignment]:
    """List all that is assigned and not given back."""
    db.session.rollback()
    query = select(Assignment).where(
        Assignment.phase_id == the_phase(Kind.SCORING).id,
        Assignment.declined_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Assignment.made_at, Assignment.id)))
