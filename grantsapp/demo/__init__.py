"""The demonstration: one fund, two calls and their bids, told from `texts/`.

Everything in it is invented; the pages say so. It is made through the same actions as
everything else, with the clock held at the moments of the story.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from io import BytesIO
from typing import Any

from sqlalchemy import select

from grantsapp import clock, files, i18n
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people_queries
from grantsapp.accounts.models import Person
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import applying, writing
from grantsapp.calls.models import Application, Call, Duty, Fund
from grantsapp.calls.questions import Kind
from grantsapp.db import db
from grantsapp.review.actions import moderating as review
from grantsapp.review.models import Expertise, Moderator
from grantsapp.review.models import Kind as PhaseKind
from grantsapp.review.queries import moderating as reviews

PENNIES = 100


@dataclass(frozen=True)
class Part:
    """Somebody of the cast: who signs in, and what they show."""

    email: str
    name: str
    language: str
    part: str


CAST = (
    Part("stella@example.org", "Stella Marsh", "en", "manages the fund"),
    Part("amina@example.org", "أمينة يوسف", "ar", "applies, in Arabic"),
    Part("zofia@example.org", "Zofia Wójcik", "pl", "manages the fund too, in Polish"),
    Part("rosa@example.org", "Rosa Okafor", "en", "scores: prevention policy"),
    Part("ravi@example.org", "Ravi Menon", "en", "scores: the threat here"),
    Part("mei@example.org", "Mei Tanaka", "en", "scores: international practice"),
    Part("karim@example.org", "كريم حداد", "ar", "is invited to the panel"),
    Part("zed@example.org", "Zed Blank", "en", "has no part in anything"),
)
EXPERTISE = {
    "rosa": Expertise.PREVENTION,
    "ravi": Expertise.THREAT,
    "mei": Expertise.PRACTICE,
}


def fill() -> None:
    """Tell the story, once."""
    if db.session.scalar(select(Fund.id).limit(1)) is not None:
        return
    now = clock.now()
    with clock.stopped_at(now - timedelta(days=75)):
        people = _people()
        fund = _fund(people["stella"])
        writing.give_role(people["zofia"], Duty.MANAGER, fund=fund)
        closed = _call(fund, "call-1", people["stella"], now, opens=-70, closes=-20)
    with clock.stopped_at(now - timedelta(days=12)):
        current = _call(fund, "call-2", people["stella"], now, opens=-10, closes=24)
    with clock.stopped_at(now - timedelta(days=70)):
        writing.open_call(closed, by=people["stella"])
    with clock.stopped_at(now - timedelta(days=10)):
        writing.open_call(current, by=people["stella"])
    bids = _bids({"CGF1": closed, "CGF2": current}, now)
    _moderation(closed, bids, people, now)
    db.session.commit()


def _read(name: str) -> dict[str, Any]:
    path = resources.files("grantsapp.demo").joinpath("texts", name)
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _text(words: dict[str, str] | None) -> i18n.Text:
    return i18n.Text.of("en", **(words or {}))


def _people() -> dict[str, Person]:
    """Make the cast, by the first part of their addresses."""
    return {
        who.email.partition("@")[0]: accounts.add_person(
            who.email, name=who.name, language=who.language
        )
        for who in CAST
    }


def _fund(by: Person) -> Fund:
    told = _read("fund.toml")
    writing.give_role(by, Duty.FOUNDER)
    fund = writing.add_fund(
        by=by,
        name=_text(told["name"]),
        summary=_text(told["summary"]),
        time_zone="Europe/London",
        currency="GBP",
        languages=["en", "ar", "pl"],
    )
    for source in told["sources"]:
        amount = source["amount"] * PENNIES
        writing.add_source(fund, name=_text(source["name"]), amount=amount, by=by)
    for theme in told["themes"]:
        name, description = _text(theme["name"]), _text(theme["description"])
        facts = {"code": theme["code"], "name": name, "description": description}
        writing.add_theme(fund, by=by, **facts)
        db.session.refresh(fund, ["themes"])
    return fund


def _call(
    fund: Fund, name: str, by: Person, today: datetime, *, opens: int, closes: int
) -> Call:
    """Write a call, with times in days from the end of the story."""
    told, form = _read(f"{name}.toml"), _read("form.toml")
    today = today.replace(minute=0, second=0, microsecond=0)
    call = writing.add_call(
        fund,
        by=by,
        reference=told["reference"],
        title=_text(told["title"]),
        summary=_text(told["summary"]),
        prospectus=_text(told["prospectus"]),
        budget=told["budget"] * PENNIES,
        languages=["en", "ar", "pl"],
        opens_at=today.replace(hour=9) + timedelta(days=opens),
        closes_at=today.replace(hour=17) + timedelta(days=closes),
    )
    for tier in told["tiers"]:
        writing.add_tier(
            call,
            by=by,
            code=tier["code"],
            name=_text(tier["name"]),
            minimum=tier["minimum"] * PENNIES,
            maximum=tier["maximum"] * PENNIES,
            months=tier["months"],
        )
    _form(call, form, by)
    _phases(call, by)
    db.session.flush()
    db.session.refresh(call)
    return call


def _form(call: Call, told: dict[str, Any], by: Person) -> None:
    ready = {s.code: s for s in calls.sections_of(call)}
    for one in told["sections"]:
        title = _text(one["title"])
        section = ready.get(one["code"]) or writing.add_section(
            call, code=one["code"], title=title, by=by
        )
        section.title = title
        db.session.flush()
        for asked in one["questions"]:
            writing.add_question(
                section,
                call,
                by=by,
                code=asked["code"],
                kind=Kind(asked["kind"]),
                label=_text(asked["label"]),
                help=_text(asked.get("help")),
                is_required=asked.get("required", True),
                words=asked.get("words"),
                options=[
                    {"code": o["code"], "label": dict(_text(o["label"]))}
                    for o in asked.get("options", [])
                ],
            )
            db.session.refresh(section, ["questions"])


def _phases(call: Call, by: Person) -> None:
    told = _read("criteria.toml")
    for one in told["phases"]:
        phase = review.add_phase(
            call,
            by=by,
            code=one["code"],
            kind=PhaseKind(one["kind"]),
            title=_text(one["title"]),
        )
        db.session.flush()
        if phase.kind is not PhaseKind.SCORING:
            continue
        for criterion in told["criteria"]:
            rubric = {n: dict(_text(t)) for n, t in criterion["rubric"].items()}
            review.add_criterion(
                phase,
                by=by,
                code=criterion["code"],
                weight=criterion["weight"],
                title=_text(criterion["title"]),
                guidance=_text(criterion["guidance"]),
                rubric=rubric,
            )
            db.session.refresh(phase, ["criteria"])


def _bids(by_reference: dict[str, Call], now: datetime) -> dict[str, Application]:
    folder = resources.files("grantsapp.demo").joinpath("texts", "bids")
    names = sorted(p.name for p in folder.iterdir() if p.name.endswith(".toml"))
    bids = {}
    for number, name in enumerate(names):
        told = _read(f"bids/{name}")
        call = by_reference[told["call"]]
        days = 22 + number if told["call"] == "CGF1" else 1 + number % 5
        with clock.stopped_at(now - timedelta(days=days, hours=number)):
            bids[name.removesuffix(".toml")] = _bid(call, told)
    return bids


def _bid(call: Call, told: dict[str, Any]) -> Application:
    who, group, tongue = told["person"], told["organisation"], told["language"]
    person = _person(who)
    known = {o.name: o for o in people_queries.organisations_of(person)}
    register, number = _registry(group.get("registry"))
    organisation = known.get(group["name"]) or accounts.add_organisation(
        person,
        name=group["name"],
        kind=group["kind"],
        register=register,
        number=number,
        borough=group["borough"],
        about=group["about"].strip(),
        language=tongue,
    )
    db.session.flush()
    db.session.refresh(organisation, ["memberships"])
    bid = applying.start_application(call, organisation, by=person, language=tongue)
    db.session.flush()
    db.session.refresh(bid)
    raw = {code: _raw(value) for code, value in told["answers"].items()}
    applying.save_section(bid, raw, {}, by=person, language="en")
    if told["stage"] == "submitted":
        _attach(bid, person)
        applying.submit_application(bid, by=person, at=clock.now())
    return bid


def _person(who: dict[str, str]) -> Person:
    found = db.session.scalar(select(Person).where(Person.email == who["email"]))
    tongue = who["language"]
    return found or accounts.add_person(who["email"], name=who["name"], language=tongue)


def _registry(org_id: str | None) -> tuple[str, str]:
    parts = (org_id or "--").split("-", 2)
    return "-".join(parts[:2]).strip("-"), parts[2]


def _raw(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(v) for v in value]
    return [str(value).strip()] if str(value).strip() else []


def _attach(bid: Application, person: Person) -> None:
    """Give every third bid a small file, so that files are seen too."""
    if bid.number % 3 or bid.form_version.form.question("evidence") is None:
        return
    words = f"Synthetic letter of support for {bid.reference}.\n".encode()
    received = files.receive(BytesIO(words), "letter of support.txt")
    applying.attach(bid, "evidence", files.keep(received, by=person), by=person)


def _moderation(
    call: Call, bids: dict[str, Application], people: dict[str, Person], now: datetime
) -> None:
    told, stella = _read("reviews.toml"), people["stella"]
    with clock.stopped_at(now - timedelta(days=15)):
        phase = reviews.phase_of_kind(call, PhaseKind.ELIGIBILITY)
        for one in told["eligibility"]:
            if phase is not None:
                review.check_eligibility(
                    phase,
                    bids[one["bid"]],
                    is_eligible=one["eligible"],
                    reason="" if one["eligible"] else one["reason"].strip(),
                    by=stella,
                )
        panel = _panel(call, people)
    with clock.stopped_at(now - timedelta(days=10)):
        _score(call, bids, panel, told["reviews"])


def _panel(call: Call, people: dict[str, Person]) -> dict[str, Moderator]:
    panel = {}
    for name, expertise in {**EXPERTISE, "karim": Expertise.PRACTICE}.items():
        panel[name] = review.invite(
            call,
            email=people[name].email,
            name=people[name].name,
            expertise=[expertise],
            by=people["stella"],
        )
        db.session.flush()
        if name in EXPERTISE:
            review.answer_invitation(panel[name], accepts=True, by=people[name])
    return panel


def _score(
    call: Call,
    bids: dict[str, Application],
    panel: dict[str, Moderator],
    told: list[dict[str, Any]],
) -> None:
    """Assign eight bids; Ravi has a conflict with one, and Mei is not done yet."""
    phase = reviews.phase_of_kind(call, PhaseKind.SCORING)
    if phase is None:
        return
    wanted = {(panel[r["moderator"]].id, bids[r["bid"]].id) for r in told}
    wanted |= {(panel["ravi"].id, bids["03"].id)}
    wanted |= {(panel["mei"].id, bids[b].id) for b in ("05", "06")}
    review.assign(phase, wanted, by=_manager(call))
    db.session.flush()
    by_pair = {
        (a.moderator_id, a.application_id): a for a in reviews.assignments_in(phase)
    }
    ravi = by_pair[panel["ravi"].id, bids["03"].id]
    review.declare_conflict(
        ravi, reason="My sister teaches in this project.", by=panel["ravi"].person
    )
    criteria = {c.code: c.id for c in phase.criteria}
    for one in told:
        assignment = by_pair[panel[one["moderator"]].id, bids[one["bid"]].id]
        _review(assignment, one, criteria)


def _manager(call: Call) -> Person:
    return calls.managers_of(call.fund)[0].person


def _review(assignment: Any, one: dict[str, Any], criteria: dict[str, Any]) -> None:
    moderator = assignment.moderator.person
    review.clear_conflict(assignment, by=moderator)
    reasons = one.get("reasons", {})
    given = {
        key: (
            code in one["scores"] or code in reasons,
            one["scores"].get(code),
            reasons.get(code, ""),
        )
        for code, key in criteria.items()
    }
    review.save_review(assignment, given, comment="", by=moderator)
    db.session.flush()
    if one["state"] == "submitted":
        review.submit_review(assignment, by=moderator)
