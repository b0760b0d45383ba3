"""What a fund evaluation says beside outcomes: the process of the call, and delivery.

Each gives its figures twice: for people inside, and as the public may read them.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from grantsapp import clock, i18n, places
from grantsapp.awards import queries as awards
from grantsapp.awards.models import Award
from grantsapp.awards.schedule import REPORT_DAYS
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.evaluation import later, process, queries
from grantsapp.evaluation.agreement import Units, agreement, may_be_public
from grantsapp.evaluation.fidelity import (
    Arrived,
    Output,
    Project,
    fidelity,
    public_fidelity,
)
from grantsapp.evaluation.process import (
    ELIGIBLE,
    FUNDED,
    SCORED,
    STAGES,
    STARTED,
    SUBMITTED,
    Bid,
)
from grantsapp.evaluation.reach import OUTSIDE
from grantsapp.mel import queries as mel
from grantsapp.mel.queries import Fulfilled
from grantsapp.review import queries as review
from grantsapp.review.queries import Judged, Scoring

Both = tuple[dict[str, Any], dict[str, Any]]


def process_of(call: Call) -> Both:
    """Count the bids of a call by what is known of them, from draft to award."""
    begun = calls.begun_in(call)
    judged = review.judged_in(call)
    bids, stages = _past(call), [FUNDED]
    if begun:
        bids, stages = _bids(call, begun, judged), _known(judged)
    about = {
        "labels": _labels(call),
        "is_past": not begun,
        "waiting": judged.waiting > 0,
    }
    scorings = [_scored(one) for one in judged.scorings if one.people]
    told = [_in_public(one) for one in scorings]
    inside = {**process.process(bids, stages), **about, "agreement": scorings}
    shown = process.public_process(bids, stages)
    published = (one.public.get("process") for one in queries.published_of(call))
    shown = later.beside_earlier(shown, [one for one in published if one])
    return inside, {**shown, **about, "agreement": told}


def _known(judged: Judged) -> list[str]:
    """Name the stages that this call has; what has no phase is known of no bid.

    Who is funded is nobody's business before all have heard.
    """
    lacks = {
        stage
        for stage, found in ((ELIGIBLE, judged.eligible), (SCORED, judged.scored))
        if found is None
    } | ({FUNDED} if judged.waiting else set())
    return [stage for stage in STAGES if stage not in lacks]


def _bids(call: Call, begun: list[calls.Begun], judged: Judged) -> list[Bid]:
    funded = {one.application_id for one in awards.funded_in(call)}
    before = awards.funded_before(call)
    found = []
    for one in begun:
        reached = {
            STARTED: True,
            SUBMITTED: one.stopped is None,
            ELIGIBLE: one.number in (judged.eligible or ()),
            SCORED: one.number in (judged.scored or ()),
            FUNDED: one.id in funded,
        }
        is_new = one.is_new and one.organisation_id not in before
        about = (one.language, one.kind, one.borough, one.tier)
        said = {**_said(*about, is_new=is_new), "size": one.size}
        stages = frozenset(stage for stage, is_so in reached.items() if is_so)
        found.append(Bid(said, stages, one.stopped))
    return found


def _past(call: Call) -> list[Bid]:
    """Take a round that was carried out elsewhere: who was funded is all we know."""
    applied = calls.applied_before(call)
    before = awards.funded_before(call) | applied
    return [
        Bid(
            _said(o.language, o.kind, o.borough, o.tier, is_new=is_new),
            frozenset({FUNDED}),
        )
        for o in awards.funded_in(call)
        for is_new in [
            None if o.organisation_id is None else o.organisation_id not in before
        ]
    ]


def _said(
    language: str, kind: str, borough: str, tier: str, *, is_new: bool | None
) -> dict[str, str]:
    place = (places.borough(borough) or OUTSIDE) if borough else ""
    first = "" if is_new is None else "yes" if is_new else "no"
    return {
        "language": language,
        "kind": kind,
        "grant": tier,
        "first": first,
        "borough": place,
    }


def _labels(call: Call) -> dict[str, dict[str, dict[str, str]]]:
    """Give the words of codes that this call has for itself, in its languages."""
    return {
        "grant": {tier.code: _plain(tier.name) for tier in call.tiers},
        "size": {code: _plain(text) for code, text in calls.sizes_in(call).items()},
        "section": {
            code: _plain(text) for code, text in calls.sections_in(call).items()
        },
    }


def _plain(text: i18n.Text) -> dict[str, str]:
    """Write a text by language, its source first, without who wrote it when."""
    first = [text.source] if text.source else []
    return {code: text.plain(code) for code in dict.fromkeys([*first, *text])}


def _scored(one: Scoring) -> dict[str, Any]:
    """Say how far those agreed who scored in one phase; never who."""
    parts = [(c.code, _plain(c.title), c.values) for c in one.criteria]
    return {
        "title": _plain(one.title),
        "people": one.people,
        "whole": agreement(one.totals),
        "criteria": [_agreed(code, title, values) for code, title, values in parts],
    }


def _agreed(code: str, title: dict[str, str], values: Units) -> dict[str, Any]:
    return {"code": code, "title": title, **agreement(values)}


def _in_public(one: dict[str, Any]) -> dict[str, Any]:
    if may_be_public(one["whole"]["bids"], one["people"]):
        criteria = [
            c for c in one["criteria"] if may_be_public(c["bids"], one["people"])
        ]
        return {**one, "criteria": criteria}
    return {"title": one["title"], "people": None, "whole": None, "criteria": []}


def fidelity_of(call: Call) -> Both:
    """Weigh what each project of a call delivered, by the rule that is printed."""
    known = mel.fulfilled_in(call)
    projects = [
        _project(award, known.get(award.id, Fulfilled()))
        for award in awards.awards_in(call)
        if award.is_live
    ]
    about = {
        "labels": {
            "theme": {t.code: _plain(t.name) for t in call.fund.themes},
            "tier": {t.code: _plain(t.name) for t in call.tiers},
        }
    }
    return {**fidelity(projects), **about}, {**public_fidelity(projects), **about}


def _project(award: Award, one: Fulfilled) -> Project:
    group = award.organisation
    return Project(
        reference=award.reference,
        theme=award.theme,
        tier=award.tier,
        area=group.borough if group else "",
        outputs=tuple(Output(str(m), p, d) for m, p, d in one.outputs),
        arrived=_arrived(award, one.reported_at),
        expected=one.expected,
        answers=one.answers,
        is_asking=one.is_asking,
    )


def _arrived(award: Award, at: datetime | None) -> Arrived:
    """Hold a report against the days that a group has for it after its project."""
    zone = ZoneInfo(award.call.fund.time_zone)
    due = award.ends_on and award.ends_on + timedelta(days=REPORT_DAYS)
    if due is None:
        return Arrived.UNDATED if at else Arrived.AWAITED
    if at is None:
        return Arrived.OVERDUE if clock.today(str(zone)) > due else Arrived.AWAITED
    return Arrived.IN_TIME if at.astimezone(zone).date() <= due else Arrived.LATE
