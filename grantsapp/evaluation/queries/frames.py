"""What stands around the outcomes of a call and is no answer of a person."""

from typing import Any

from grantsapp import clock
from grantsapp.awards import queries as awards
from grantsapp.calls.models import Call
from grantsapp.mel import queries as mel
from grantsapp.mel.models import Measure


def frame_of(call: Call) -> dict[str, Any]:
    """Give awards, reach and outputs as they stand now; no person is named."""
    live = [a for a in awards.awards_in(call) if a.is_live]
    outputs = mel.delivered_in(call)
    received, expected = mel.reports_in(call)
    known = [a.amount for a in live if a.amount is not None]
    return {
        "call": call.reference,
        "title": dict(call.title),
        "currency": call.fund.currency,
        "made_at": clock.now().isoformat(),
        "awards": len(live),
        "awarded": sum(known) if len(known) == len(live) else None,
        "reports": {"received": received, "expected": expected},
        "outputs": [
            {
                "measure": str(o.measure),
                "planned": o.planned,
                "delivered": o.delivered,
                "projects": o.projects,
            }
            for o in outputs
        ],
        "reach": next(
            (o.delivered for o in outputs if o.measure is Measure.PEOPLE), None
        ),
        "projects": {a.reference: _project(a) for a in live},
    }


def _project(award: Any) -> dict[str, Any]:
    group = award.organisation
    return {
        "title": award.title,
        "language": award.language,
        "theme": award.theme,
        "tier": award.tier,
        "area": group.borough if group else "",
    }
