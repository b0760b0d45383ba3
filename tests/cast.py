"""The cast and its builders. Named people, nothing random; builders read aloud.

Amina applies for her kitchen table, Bo is in her group, Omar applies with another one.
Stella manages the fund, Otto another fund. Rosa, Ravi and Mei are on the panel. Zed has
no part in anything. Fay may make funds. Where a test says so, Eva evaluates, Hana helps
groups with their drafts, and Sid is of an organisation that sponsors a bid.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from grantsapp import clock, i18n
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import (
    Helping,
    Membership,
    Organisation,
    Part,
    Person,
)
from grantsapp.awards import queries as awards
from grantsapp.awards.actions import offering
from grantsapp.awards.models import Award
from grantsapp.calls import queries as calls
from grantsapp.calls import quiz, theory
from grantsapp.calls.actions import (
    aiming,
    applying,
    quizzing,
    sponsoring,
    withdrawing,
    writing,
)
from grantsapp.calls.models import Aim, Application, Call, Duty, Fund, Sponsorship
from grantsapp.calls.questions import Kind
from grantsapp.db import db
from grantsapp.mel.actions import answering, asking, library, suiting
from grantsapp.mel.actions import planning as outputs
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Instrument, Measure, Origin, Suite, Survey
from grantsapp.review import queries as reviews
from grantsapp.review.actions import (
    assigning,
    deciding,
    declaring,
    inviting,
    planning,
    reviewing,
    vetting,
)
from grantsapp.review.models import (
    Assignment,
    Decision,
    Moderator,
    Outcome,
    Phase,
    Vetted,
)
from grantsapp.review.models import Kind as PhaseKind

NOON = datetime(2027, 5, 5, 12, tzinfo=clock.UTC)
ANSWERS = {
    "title": ["Kitchen table"],
    "tier": ["small"],
    "amount": ["8,450"],
    "theme": ["awareness"],
    "need": ["Neighbours do not know each other."],
    "people": ["40"],
    "starts": ["2027-09-01"],
    "groups": ["young", "parents"],
    "safeguarding": ["yes"],
}


@dataclass
class Cast:
    """Everybody."""

    amina: Person
    bo: Person
    omar: Person
    stella: Person
    sven: Person
    otto: Person
    rosa: Person
    ravi: Person
    mei: Person
    zed: Person
    fay: Person
    eva: Person
    hana: Person
    sid: Person


def a_cast() -> Cast:
    """Make everybody, with no part in anything yet."""
    languages = {"amina": "ar", "sven": "pl"}
    cast = Cast(
        **{
            name: accounts.add_person(
                f"{name}@example.org",
                name=name.title(),
                language=languages.get(name, "en"),
            )
            for name in Cast.__annotations__
        }
    )
    writing.give_role(cast.fay, Duty.FOUNDER)
    db.session.commit()
    return cast


def text(words: str) -> i18n.Text:
    """A text in the three languages."""
    return i18n.Text.of("en", en=words, ar=f"{words} ع", pl=f"{words} pl")


def a_fund(by: Person) -> Fund:
    """A fund with a source and two themes."""
    fund = writing.add_fund(
        by=by,
        name=text("Common Fund"),
        summary=text("Small grants."),
        time_zone="Europe/London",
        currency="GBP",
        languages=["en", "ar", "pl"],
    )
    writing.add_source(fund, name=text("City"), amount=40_000_000, by=by)
    for code in ("awareness", "resilience"):
        facts = {"code": code, "name": text(code), "description": text(code)}
        writing.add_theme(fund, by=by, **facts)
    db.session.commit()
    return fund


def a_call(
    fund: Fund,
    by: Person,
    *,
    reference: str = "CF1",
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    published: bool = True,
) -> Call:
    """A call that is open now, with questions of seven kinds and two phases."""
    now = clock.now()
    call = writing.add_call(
        fund,
        by=by,
        reference=reference,
        title=text("Spring call"),
        summary=text("For neighbours."),
        prospectus=text("## What we fund\n\nMeetings."),
        budget=30_000_000,
        languages=["en", "ar", "pl"],
        opens_at=opens_at or now - timedelta(days=1),
        closes_at=closes_at or now + timedelta(days=1),
    )
    tier = {"name": text("Small"), "minimum": 100_000, "maximum": 1_000_000}
    writing.add_tier(call, by=by, code="small", months=12, **tier)
    _questions(call, by)
    _phases(call, by)
    db.session.commit()
    if published:
        writing.open_call(calls.call(reference) or call, by=by)
        db.session.commit()
    return calls.call(reference) or call


def an_aim(
    fund: Fund,
    by: Person,
    code: str = "small",
    kind: theory.Kind = theory.Kind.INPUT,
    **facts: Any,
) -> Aim:
    """An entry of a theory of change."""
    aim = aiming.add_aim(fund, by=by, code=code, kind=kind, words=text(code), **facts)
    db.session.commit()
    return aim


def a_quiz(call: Call, by: Person) -> None:
    """Three questions: a no to the first is a no; the others may ask for a sponsor."""
    asked = {
        "small": [("yes", "apply"), ("no", "not_now")],
        "account": [("yes", "apply"), ("no", "sponsor")],
        "who": [("group", "apply"), ("alone", "sponsor"), ("party", "not_now")],
    }
    for code, answers in asked.items():
        quizzing.add_question(
            call,
            by=by,
            code=code,
            kind=quiz.Kind.ONE if code == "who" else quiz.Kind.YES_NO,
            words=text(f"{code}?"),
            answers=[
                {
                    "code": answer,
                    "outcome": outcome,
                    "label": dict(text(answer)) if code == "who" else {},
                    "reason": {} if outcome == "apply" else dict(text(f"why {code}")),
                }
                for answer, outcome in answers
            ],
        )
    db.session.commit()


def _questions(call: Call, by: Person) -> None:
    section = calls.sections_of(call)[0]
    options = [
        {"code": c, "label": dict(text(c))} for c in ("young", "parents", "schools")
    ]
    asked: list[tuple[str, Kind, dict[str, Any]]] = [
        ("need", Kind.LONG, {"words": 20}),
        ("people", Kind.NUMBER, {}),
        ("starts", Kind.DATE, {}),
        ("groups", Kind.SEVERAL, {"options": options}),
        ("safeguarding", Kind.YES_NO, {}),
        ("evidence", Kind.FILE, {"is_required": False}),
    ]
    for code, kind, more in asked:
        facts = {"label": text(code), "help": i18n.Text(), "code": code, "kind": kind}
        writing.add_question(section, call, by=by, **facts, **more)
        db.session.flush()
        db.session.refresh(section, ["questions"])


def _phases(call: Call, by: Person) -> None:
    for code in ("eligibility", "scoring"):
        kind, title = PhaseKind(code), text(code)
        phase = planning.add_phase(call, by=by, code=code, kind=kind, title=title)
        db.session.flush()
    rubric = {str(n): dict(text(f"means {n}")) for n in range(1, 6)}
    for code, weight in (("need", 30), ("plan", 40), ("people", 30)):
        facts = {"title": text(code), "guidance": i18n.Text(), "rubric": rubric}
        planning.add_criterion(phase, by=by, code=code, weight=weight, **facts)
        db.session.flush()
        db.session.refresh(phase, ["criteria"])


def a_group(*people: Person, name: str = "Kitchen Table") -> Organisation:
    """An informal group without a registry number, for which these people act."""
    first, *others = people
    group = accounts.add_organisation(
        first, name=name, kind="informal_group", borough="Haringey", about="We cook."
    )
    for person in others:
        membership = Membership(person_id=person.id, organisation_id=group.id)
        db.session.add(membership)
    db.session.commit()
    return group


def a_helper(person: Person, group: Organisation, by: Person) -> Helping:
    """Somebody from outside who may write in a group's drafts for ninety days."""
    until = clock.now().date() + timedelta(days=90)
    facts = {"email": person.email, "language": "en", "helps_until": until}
    invitation = accounts.invite(group, part=Part.HELPER, by=by, **facts)
    accounts.accept(invitation, by=person)
    db.session.commit()
    return people.helpings_by(person)[0]


def asked_sponsor(bid: Application, person: Person, by: Person) -> Sponsorship:
    """A request to somebody of a larger organisation, without an answer yet."""
    facts = {"name": "Big Roof", "email": person.email, "language": "en"}
    sponsorship = sponsoring.ask_sponsor(bid, **facts, by=by)
    db.session.commit()
    return sponsorship


def a_sponsor(bid: Application, person: Person, by: Person) -> Organisation:
    """An organisation of this person that stands behind a bid."""
    sponsorship = asked_sponsor(bid, person, by)
    sponsor = a_group(person, name="Big Roof")
    sponsoring.confirm(sponsorship, sponsor, by=person)
    db.session.commit()
    return sponsor


def a_draft(call: Call, group: Organisation, by: Person, **answers: Any) -> Application:
    """An application with every answer; `need=None` leaves one out."""
    db.session.refresh(group)
    bid = applying.start_application(call, group, by=by, language="en")
    db.session.flush()
    raw = {k: v for k, v in {**ANSWERS, **answers}.items() if v is not None}
    applying.save_section(bid, raw, {}, by=by, language="en")
    db.session.commit()
    return bid


def a_bid(call: Call, group: Organisation, by: Person, **answers: Any) -> Application:
    """An application that was handed in."""
    bid = a_draft(call, group, by, **answers)
    applying.submit_application(bid, by=by, at=clock.now())
    db.session.commit()
    return bid


def withdrawn(bid: Application, by: Person) -> Application:
    """A bid that its authors took back."""
    withdrawing.withdraw(bid, because="", by=by)
    db.session.commit()
    return bid


def a_moderator(
    call: Call, person: Person, by: Person, *, accepts: bool = True
) -> Moderator:
    """Somebody on the panel."""
    moderator = inviting.invite(
        call, email=person.email, name=person.name, expertise=["threat"], by=by
    )
    db.session.flush()
    if accepts:
        inviting.answer_invitation(moderator, accepts=True, by=person)
    db.session.commit()
    return moderator


def eligible(bid: Application, by: Person) -> None:
    """Let a bid pass the eligibility check."""
    phase = reviews.phase_of_kind(bid.call, PhaseKind.ELIGIBILITY)
    assert phase is not None
    planning.check_eligibility(phase, bid, is_eligible=True, reason="", by=by)
    db.session.commit()


def scoring_phase(call: Call) -> Phase:
    """The phase in which experts score."""
    phase = reviews.phase_of_kind(call, PhaseKind.SCORING)
    assert phase is not None
    return phase


def assigned(bid: Application, *moderators: Moderator, by: Person) -> list[Assignment]:
    """Ask moderators to score a bid, beside what they were asked before."""
    phase = scoring_phase(bid.call)
    before = {(a.moderator_id, a.application_id) for a in reviews.assignments_in(phase)}
    wanted = before | {(m.id, bid.id) for m in moderators}
    assigning.assign(phase, wanted, by=by)
    db.session.commit()
    found = reviews.assignments_in(phase)
    keys = {m.id for m in moderators}
    mine = [a for a in found if a.application_id == bid.id and a.moderator_id in keys]
    return sorted(mine, key=lambda a: [m.id for m in moderators].index(a.moderator_id))


def scored(assignment: Assignment, *values: int | None, submit: bool = True) -> None:
    """Give scores in the order of the criteria, with a reason each."""
    person = assignment.moderator.person
    declaring.clear_conflict(assignment, by=person)
    criteria = assignment.phase.criteria
    given = {
        c.id: (True, v, f"because {c.code}")
        for c, v in zip(criteria, values, strict=True)
    }
    sure = 2 if assignment.phase.asks_confidence else None
    facts = {"comment": "", "confidence": sure, "by": person}
    reviewing.save_review(assignment, given, **facts)
    db.session.flush()
    if submit:
        reviewing.submit_review(assignment, by=person)
    db.session.commit()


def decided(
    bid: Application, by: Person, approver: Person, *, amount: int | None = 800_000
) -> Decision:
    """A decision of two people; without an amount it is a no."""
    decision = deciding.decide(
        bid,
        outcome=Outcome.FUND if amount else Outcome.DECLINE,
        amount=amount,
        reason="Strong plan.",
        feedback="Your plan is concrete.",
        by=by,
    )
    deciding.approve(decision, by=approver)
    db.session.commit()
    return decision


def vetted(bid: Application, by: Person, *, doubt: str = "") -> None:
    """Both checks on a group: clear, or a doubt about those who lead it."""
    for what in Vetted:
        note = doubt if what is Vetted.TRUSTEES else ""
        vetting.vet(bid, what, is_clear=not note, note=note, by=by)
    db.session.commit()


def an_offer(bid: Application, by: Person, approver: Person) -> Award:
    """An award that waits for its answer."""
    decision = decided(bid, by, approver)
    offering.send_results(bid.call, starts_on=date(2027, 9, 1), by=by)
    db.session.commit()
    award = awards.award_for(decision)
    assert award is not None
    return award


def an_award(bid: Application, by: Person, approver: Person) -> Award:
    """An award that was accepted by name, with forty people planned."""
    award = an_offer(bid, by, approver)
    author = bid.organisation.memberships[0].person
    offering.accept(award, name="Amina Yusuf", by=author)
    outputs.plan_output(award, Measure.PEOPLE, 40, by=by)
    outputs.plan_output(award, Measure.SESSIONS, 12, by=by)
    db.session.commit()
    return award


CALM = {
    "code": "calm",
    "title": {"en": "Calm", "ar": "هدوء", "pl": "Spokój"},
    "status": "starter",
    "licence": {"status": "own", "name": "CC BY 4.0"},
    "scale": {"minimum": 1, "maximum": 5},
    "items": [
        {"code": "bear", "text": {"en": "I bear it", "ar": "أتحمل", "pl": "Znoszę"}},
        {
            "code": "snap",
            "text": {"en": "I snap", "ar": "أنفجر", "pl": "Wybucham"},
            "reversed": True,
        },
    ],
}


def an_instrument() -> Instrument:
    """Two items on five points, the second one reversed."""
    row = library.add_instrument(CALM)
    db.session.commit()
    return row


def another_instrument(code: str = "trust", **more: Any) -> Instrument:
    """As the first one, under another code; `themes=["awareness"]` and the like."""
    row = library.add_instrument({**CALM, "code": code, **more})
    db.session.commit()
    return row


def a_suite(call: Call, by: Person, *tools: Instrument, **facts: Any) -> Suite:
    """A whole suite in three languages, led by whoever made it."""
    suite = suiting.suite_for(call)
    for tool in tools:
        suiting.add(suite, tool, by=by)
    frame: dict[str, Any] = {
        "design": Design.RETROSPECTIVE,
        "languages": ["en", "ar", "pl"],
        "consent": text("You agree."),
        "help": text("Ring 000, which is no number."),
        "lead": by,
    }
    suiting.frame(suite, by=by, **(frame | facts))
    db.session.commit()
    return suite


def a_survey(award: Award, design: Design = Design.RETROSPECTIVE) -> Survey:
    """The instrument, asked of the people of an award."""
    survey = asking.ask(award, [an_instrument()], design, by=None)
    db.session.commit()
    return survey


def answered(
    survey: Survey, answers: Any, origin: Origin = Origin.WEB, language: str = "en"
) -> None:
    """People who answered its first instrument: (respondent, {moment: answers})."""
    tool = survey.instruments[0].tool
    people = answering.people(tool, answers, origin=origin, language=language)
    answering.add_many(survey, people)
    db.session.commit()
