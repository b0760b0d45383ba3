"""What a project is to deliver: planned, changed, dropped."""

from collections.abc import Mapping

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries
from grantsapp.mel.models import Measure, Output
from grantsapp.mel.rules import has_reported


def plan_output(
    award: Award, measure: Measure, planned: int, *, by: Person | None
) -> Output:
    """Say how much of something a project will deliver."""
    if any(o.measure is measure for o in queries.outputs_of(award)):
        raise Refused(_("This output is planned already."))
    output = Output(award=award, measure=measure, planned=planned)
    db.session.add(output)
    audit.record("planned an output", award, by=by, measure=measure, planned=planned)
    return output


def change_plan(award: Award, wanted: Mapping[str, int], by: Person) -> None:
    """Plan so much of each measure, as was agreed with the group, and nothing else.

    A measure that the bid alone promises stays promised. Raises Refused once the
    report is in, since it was measured against what was planned.
    """
    if has_reported(award):
        raise Refused(_("The report is in, so its planned outputs stay."))
    known = {str(output.measure): output for output in queries.outputs_of(award)}
    for code, output in known.items():
        if code not in wanted:
            drop_output(output, award, by=by)
    for code, number in wanted.items():
        output = known.get(code)
        if output is None:
            plan_output(award, Measure(code), number, by=by)
        elif output.planned != number:
            before, output.planned = output.planned, number
            facts = {"measure": code, "before": before, "now": number}
            audit.record("changed an output", award, by=by, **facts)


def drop_output(output: Output, award: Award, *, by: Person) -> None:
    """Plan it no longer."""
    db.session.delete(output)
    audit.record("dropped an output", award, by=by, measure=output.measure)
