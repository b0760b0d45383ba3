"""The grantee's report: kept as it is typed, sent when it is whole."""

from collections.abc import Mapping

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award
from grantsapp.db import db
from grantsapp.errors import Late, Refused
from grantsapp.figures import number
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries
from grantsapp.mel.models import Delivery, Output, Report, Stage

TEXTS = ("went_well", "was_hard")


def save_report(
    award: Award,
    typed: Mapping[str, str],
    *,
    version: int | None,
    language: str,
    by: Person,
) -> Report:
    """Keep a report as far as it is typed; raises Late where somebody saved meanwhile.

    `typed` has the two texts, and the number of each output by its measure.
    """
    report = queries.report_on(award, lock=True)
    if report is None:
        report = Report(award_id=award.id, typed={}, language=language)
        db.session.add(report)
    elif version is not None and version != report.version:
        words = _("Somebody of your group saved this report meanwhile.")
        raise Late(words + " " + _("What you typed is kept."))
    report.version = (report.version or 0) + 1
    for name in TEXTS:
        setattr(report, name, typed.get(name, ""))
    report.typed = {k: v for k, v in typed.items() if k not in TEXTS}
    report.language = language
    audit.record("saved the report", award, by=by, **typed)
    return report


def read_delivered(report: Report | None, output: Output) -> int | None:
    """Read how much was delivered, as it was typed; None where it is no number."""
    typed = report.typed.get(output.measure, "") if report else ""
    found = number(typed, report.language) if report and typed.strip() else None
    whole = found is not None and found == found.to_integral_value() and found >= 0
    return int(found) if whole and found is not None else None


def faults(award: Award, report: Report | None) -> list[tuple[str, str]]:
    """Say what a report lacks before it can be sent: (field, sentence) each."""
    found = []
    for output in queries.outputs_of(award):
        if read_delivered(report, output) is None:
            words = _("Write a whole number; 0 where nothing came of it.")
            found.append((str(output.measure), words))
    if report is None or not report.went_well.strip():
        found.append(("went_well", _("Tell in a few sentences what went well.")))
    return found


def submit_report(award: Award, *, by: Person) -> Report:
    """Send the report; from here on its numbers count."""
    report = queries.report_on(award, lock=True)
    if report is None or faults(award, report):
        raise Refused(_("Something is missing in the report. Nothing was sent."))
    for output in queries.outputs_of(award):
        delivered = read_delivered(report, output) or 0  # a fault would have said so
        line = Delivery(report_id=report.id, output_id=output.id, delivered=delivered)
        db.session.add(line)
    report.stage, report.submitted_at = Stage.SUBMITTED, clock.now()
    audit.record("sent the report", award, by=by)
    return report
