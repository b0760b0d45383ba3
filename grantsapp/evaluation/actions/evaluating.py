"""Work out the figures of a call, keep them, publish them."""

from typing import Any, NamedTuple

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.awards import queries as awards
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import surrounding
from grantsapp.evaluation.differencing import few_changed
from grantsapp.evaluation.models import Evaluation
from grantsapp.evaluation.outcomes import outcome, public_outcome
from grantsapp.evaluation.samples import sample_of
from grantsapp.evaluation.suppression import THRESHOLD
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries as mel
from grantsapp.mel.instruments import Instrument
from grantsapp.mel.models import Measure, Origin


class Figures(NamedTuple):
    """The figures of a call: everything, and what may be published."""

    inside: dict[str, Any]
    public: dict[str, Any]


def evaluate(call: Call, *, by: Person) -> Evaluation:
    """Work the figures out and keep them; the caller holds the lock of the call.

    They are of a moment before the first answer is read.
    """
    at = mel.quiet_moment(call)
    found = work_out(call)
    evaluation = Evaluation(
        call=call,
        number=queries.next_number(call),
        inside=found.inside,
        public=found.public,
        by_name=by.called,
        made_at=at,
    )
    db.session.add(evaluation)
    audit.record("evaluated", call, by=by, number=evaluation.number)
    return evaluation


def publish(evaluation: Evaluation, *, by: Person) -> None:
    """Give the suppressed figures to the public.

    Raises Refused where these figures, held against the ones published before, would
    show what a few single people answered.
    """
    for before in queries.published_of(evaluation.call):
        if changed := few_changed(before.public, evaluation.public):
            raise Refused(
                _(
                    "Too few answers changed since figures were last published, so "
                    "that both together would show single people: %(places)s.",
                    places=", ".join(changed),
                )
            )
    evaluation.published_at = clock.now()
    audit.record("published", evaluation, by=by)


def work_out(call: Call) -> Figures:
    """Work out the figures of a call from what is stored now."""
    frame = _frame(call)
    surveys = queries.surveys_by_key(call).values()
    tools = queries.tools_in(call)
    designs = {(row.id, str(s.design)) for s in surveys for row in s.instruments}
    answered = queries.answered_in(call)
    inside, public = [], []
    for key in sorted(tools, key=lambda k: tools[k].code):
        about = _about(tools[key]) | {
            "designs": sorted(design for owner, design in designs if owner == key)
        }
        code = tools[key].code
        sample = sample_of(answered[key])
        inside.append(about | outcome(code, sample))
        public.append(about | public_outcome(code, sample, THRESHOLD))
    # What is stored for the public names nobody: `queries.told` adds the names.
    nameless = {"projects": {key: {} for key in frame["projects"]}}
    told = {"public": True, "threshold": THRESHOLD, "instruments": public}
    process, fidelity = surrounding.process_of(call), surrounding.fidelity_of(call)
    around = [
        {"process": p, "fidelity": f} for p, f in zip(process, fidelity, strict=True)
    ]
    return Figures(
        {**frame, **around[0], "public": False, "instruments": inside},
        {**frame, **nameless, **around[1], **told},
    )


def _frame(call: Call) -> dict[str, Any]:
    """What is no answer of a person: awards, reach, outputs."""
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
        "projects": {
            a.reference: {"title": a.title, "language": a.language} for a in live
        },
        "synthetic": _is_synthetic(call),
    }


def _is_synthetic(call: Call) -> bool:
    return any(given.origin is Origin.SYNTHETIC for given in mel.responses_in(call))


def _about(tool: Instrument) -> dict[str, Any]:
    return {
        "code": tool.code,
        "version": tool.version,
        "title": dict(tool.title),
        "status": str(tool.status),
        "scale": list(tool.ends),
        "items": len(tool.items),
    }
