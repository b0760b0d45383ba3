"""Declare what will be looked at; a plan is never changed, another one follows it."""

from grantsapp import audit, i18n
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.evaluation import plan, queries
from grantsapp.evaluation.models import AnalysisPlan


def declare(
    call: Call, wanted: plan.Plan, *, by: Person, reason: str = ""
) -> AnalysisPlan:
    """Declare a plan; the caller holds the lock of the call."""
    row = AnalysisPlan(
        call=call,
        number=len(queries.plans_of(call)) + 1,
        declared=plan.as_json(wanted),
        reason=reason,
        language=i18n.tongue(i18n.language()),
        by_name=by.called,
    )
    db.session.add(row)
    audit.record("declared a plan", call, by=by, number=row.number)
    return row
