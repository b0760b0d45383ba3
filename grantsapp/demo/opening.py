"""The fund opens its doors: the fund, its two calls and their forms, the bids."""

from datetime import datetime, timedelta
from importlib import resources
from io import BytesIO
from typing import Any

from grantsapp import clock, files
from grantsapp.accounts.models import Person
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import applying, entering, writing
from grantsapp.calls.fitting import Route
from grantsapp.calls.models import Application, Call, Channel, Duty, Fund
from grantsapp.calls.questions import Kind, line_of
from grantsapp.db import db
from grantsapp.demo import aims
from grantsapp.demo.telling import PENNIES, a_text, organisation, person, read
from grantsapp.review.actions import planning
from grantsapp.review.models import Kind as PhaseKind


def a_fund(by: Person) -> Fund:
    """Make the fund, with where its money comes from and what it is for."""
    told = read("fund.toml")
    writing.give_role(by, Duty.FOUNDER)
    fund = writing.add_fund(
        by=by,
        name=a_text(told["name"]),
        summary=a_text(told["summary"]),
        time_zone="Europe/London",
        currency="GBP",
        languages=["en", "ar", "pl"],
    )
    aims.sources(fund, told["sources"], by)
    for theme in told["themes"]:
        name, description = a_text(theme["name"]), a_text(theme["description"])
        facts = {"code": theme["code"], "name": name, "description": description}
        writing.add_theme(fund, by=by, **facts)
        db.session.refresh(fund, ["themes"])
    aims.theory_of_change(fund, told["aims"], by)
    return fund


def a_call(
    fund: Fund, name: str, by: Person, today: datetime, *, opens: int, closes: int
) -> Call:
    """Write a call, with times in days from the end of the story."""
    told = read(f"{name}.toml")
    today = clock.whole_hour(today)
    call = writing.add_call(
        fund,
        by=by,
        reference=told["reference"],
        title=a_text(told["title"]),
        summary=a_text(told["summary"]),
        prospectus=a_text(told["prospectus"]),
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
            name=a_text(tier["name"]),
            minimum=tier["minimum"] * PENNIES,
            maximum=tier["maximum"] * PENNIES,
            months=tier["months"],
        )
    _form(call, _sections(told.get("form")), by)
    _phases(call, by)
    aims.payments(call, told.get("pays", []), by)
    aims.quiz(call, told.get("quiz", []), by)
    db.session.flush()
    db.session.refresh(call)
    return call


def _sections(more: str | None) -> list[dict[str, Any]]:
    """Tell the common form, with what a call asks beside it before the last section."""
    *first, last = read("form.toml")["sections"]
    common = {one["code"]: one for one in (*first, last)}
    added = []
    for one in read(more)["sections"] if more else ():
        if known := common.get(one["code"]):
            known["title"] = one["title"]
            known["questions"] += one["questions"]
        else:
            added.append(one)
    return [*first, *added, last]


def _form(call: Call, sections: list[dict[str, Any]], by: Person) -> None:
    ready = {s.code: s for s in calls.sections_of(call)}
    for one in sections:
        title = a_text(one["title"])
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
                label=a_text(asked["label"]),
                help=a_text(asked.get("help")),
                is_required=asked.get("required", True),
                words=asked.get("words"),
                condition=asked.get("condition"),
                is_sensitive=asked.get("sensitive", False),
                options=[
                    {"code": o["code"], "label": dict(a_text(o["label"]))}
                    for o in asked.get("options", [])
                ],
            )
            db.session.refresh(section, ["questions"])


def _phases(call: Call, by: Person) -> None:
    told = read("criteria.toml")
    for one in told["phases"]:
        phase = planning.add_phase(
            call,
            by=by,
            code=one["code"],
            kind=PhaseKind(one["kind"]),
            title=a_text(one["title"]),
            **one.get("facts", {}),
        )
        db.session.flush()
        if phase.kind is not PhaseKind.SCORING:
            continue
        for criterion in told["criteria"]:
            rubric = {n: dict(a_text(t)) for n, t in criterion["rubric"].items()}
            planning.add_criterion(
                phase,
                by=by,
                code=criterion["code"],
                weight=criterion["weight"],
                title=a_text(criterion["title"]),
                guidance=a_text(criterion["guidance"]),
                rubric=rubric,
            )
            db.session.refresh(phase, ["criteria"])


def bids(
    by_reference: dict[str, Call], now: datetime, *, by: Person
) -> dict[str, Application]:
    """Let the groups apply, some with a draft only; by the names of their files.

    What came on paper is entered by a manager.
    """
    folder = resources.files("grantsapp.demo").joinpath("texts", "bids")
    names = sorted(p.name for p in folder.iterdir() if p.name.endswith(".toml"))
    made = {}
    for number, name in enumerate(names):
        told = read(f"bids/{name}")
        call = by_reference[told["call"]]
        days = 22 + number % 45 if told["call"] == "CGF1" else 1 + number % 5
        with clock.stopped_at(
            now - timedelta(days=told.get("days", days), hours=number)
        ):
            begin = _entered if "entered" in told else _started
            made[name.removesuffix(".toml")] = _bid(*begin(call, told, by), told)
    return made


def _started(
    call: Call, told: dict[str, Any], _manager: Person
) -> tuple[Application, Person]:
    """Let a group begin its bid; gives who writes it."""
    who, tongue = told["person"], told["language"]
    them = person(who["email"], who["name"], who["language"])
    group = organisation(them, **_described(told), language=tongue)
    route = Route(told.get("route", Route.OWN))
    facts = {"by": them, "language": tongue, "route": route}
    return applying.start_application(call, group, **facts), them


def _entered(
    call: Call, told: dict[str, Any], manager: Person
) -> tuple[Application, Person]:
    """Let a manager begin a bid for a group; gives who writes it."""
    begun = entering.enter(
        call,
        channel=Channel(told["entered"]),
        note=told["note"],
        late_because="",
        language=told["language"],
        contact=(told["person"]["name"], told["person"]["email"]),
        group=_described(told),
        by=manager,
    )
    return begun, manager


def _described(told: dict[str, Any]) -> dict[str, Any]:
    about = told["organisation"]
    return {**about, "about": about["about"].strip()}


def _bid(bid: Application, by: Person, told: dict[str, Any]) -> Application:
    db.session.flush()
    db.session.refresh(bid)
    raw = {code: as_typed(value) for code, value in told["answers"].items()}
    applying.save_section(bid, raw, {}, by=by, language="en")
    if told["stage"] == "submitted":
        _attach(bid, by)
        applying.submit_application(bid, by=by, at=clock.now())
    return bid


def as_typed(value: Any) -> list[str]:
    """Give an answer as a page would send it; of a table a line a text."""
    if not isinstance(value, list):
        return [str(value).strip()] if str(value).strip() else []
    lines = [{k: str(v) for k, v in one.items()} for one in value if type(one) is dict]
    return [line_of(line) for line in lines] or [str(v) for v in value]


def _attach(bid: Application, by: Person) -> None:
    """Give every third bid a small file, so that files are seen too."""
    if bid.number % 3 or bid.form_version.form.question("evidence") is None:
        return
    words = f"Synthetic letter of support for {bid.reference}.\n".encode()
    received = files.receive(BytesIO(words), "letter of support.txt")
    applying.attach(bid, "evidence", files.keep(received, by=by), by=by)
