"""Plans of analysis: what was declared for a call, and what could be declared."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from grantsapp import i18n
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.evaluation import plan
from grantsapp.evaluation.models import AnalysisPlan, Evaluation, Package
from grantsapp.evaluation.queries.answers import tools_in
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel import queries as mel
from grantsapp.mel.models import ABOUT


def plans_of(call: Call) -> list[AnalysisPlan]:
    """Give the plans of a call in the order in which they were declared."""
    query = select(AnalysisPlan).where(AnalysisPlan.call_id == call.id)
    return list(db.session.scalars(query.order_by(AnalysisPlan.number)))


def declared_in(call: Call) -> list[plan.Declared]:
    """Give the plans of a call as plain values, in the order of time."""
    return [
        plan.Declared(plan.read(row.declared), row.made_at, row.reason)
        for row in plans_of(call)
    ]


def looked_at(call: Call) -> datetime | None:
    """Say when outcomes of a call were first seen: worked out, or taken away."""
    query = select(func.min(Evaluation.made_at)).where(Evaluation.call_id == call.id)
    packed = select(func.min(Package.made_at)).join(Package.evaluation)
    packed = packed.where(Evaluation.call_id == call.id)
    found = [db.session.scalar(query), db.session.scalar(packed)]
    return min((at for at in found if at is not None), default=None)


def proposed(call: Call) -> plan.Plan:
    """Give the plan that we propose: every instrument, every check, in no groups."""
    return plan.Plan(family=tuple(instruments_of(call)))


def told_plan(call: Call) -> dict[str, Any]:
    """Give the plan by which figures are made, with what departs from it.

    Without a declared one it is what we propose, and says so.
    """
    declared = declared_in(call)
    last = declared[-1] if declared else None
    departures = plan.departures(declared, looked_at(call))
    return plan.as_json(last.plan if last else proposed(call)) | {
        "declared_at": last.at.isoformat() if last else None,
        "number": len(declared),
        "reason": last.reason if last else "",
        "departures": [str(departure) for departure in departures],
    }


def instruments_of(call: Call) -> dict[str, i18n.Text]:
    """Give the instruments that projects are asked, or will be, by code."""
    suite = mel.suite_of(call)
    tools = [row.tool for row in suite.instruments] if suite else []
    tools += tools_in(call).values()
    return {tool.code: i18n.Text.plainly(tool.title) for tool in tools}


def groups_of(call: Call) -> dict[str, Any]:
    """Give what people are asked about themselves, in words, and their language."""
    suite = mel.suite_of(call)
    asked = suite.about if suite else []
    words: dict[str, Any] = {plan.LANGUAGE: _("The language in which they answered")}
    return words | {code: ABOUT[code][0] for code in asked if code in ABOUT}
