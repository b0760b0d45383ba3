"""The grantee's report: kept as it is typed, sent when it is whole."""

from collections.abc import Mapping

from grantsapp import audit, clock, i18n
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.figures import whole
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext
from grantsapp.mel import queries
from grantsapp.mel.actions.planning import plan_output
from grantsapp.mel.models import Delivery, Output, Report, Stage, StoryPermission

# What is asked in words: a question, and the hint before its field.
HOW_IT_WAS = {
    "went_well": (
        lazy_gettext("What went well"),
        lazy_gettext(
            "What changed for people? An example says more than a summary. No full "
            "names, please."
        ),
    ),
    "was_hard": (
        lazy_gettext("What was hard"),
        lazy_gettext("What would you do differently?"),
    ),
}
LEARNED = {
    "learned": (
        lazy_gettext("What did you learn that others should know?"),
        lazy_gettext(
            "Think of a group that begins tomorrow. What would you tell them first?"
        ),
    ),
    "unexpected": (
        lazy_gettext("What happened that you did not expect?"),
        lazy_gettext("Good or bad, large or small."),
    ),
    "got_worse": (
        lazy_gettext("Did anything get worse, or was somebody left out?"),
        lazy_gettext("It helps the next round, and does not count against you."),
    ),
}
STORY = {
    "story": (
        lazy_gettext("A story from your project"),
        lazy_gettext(
            "Something that happened to one person or to a few. Write it so that they "
            "cannot be recognised: no names, no addresses, no schools."
        ),
    ),
}
PERMISSIONS = {
    StoryPermission.NONE: lazy_gettext("Only the fund and its evaluator"),
    StoryPermission.UNNAMED: lazy_gettext("Everybody, without the name of our group"),
    StoryPermission.NAMED: lazy_gettext("Everybody, with the name of our group"),
}
QUESTIONS = HOW_IT_WAS | LEARNED | STORY
TEXTS = tuple(QUESTIONS)
PERMISSION = "story_permission"
LONGEST = 20_000  # characters of a text
MOST = 10_000_000  # of anything that is counted


def save_report(
    award: Award,
    typed: Mapping[str, str],
    *,
    language: str,
    by: Person,
) -> Report:
    """Keep a report as far as it is typed, right or wrong.

    `typed` has the texts, who may read the story, and the number of each output by
    its measure. What names no permission gives none.
    """
    report = queries.report_on(award, lock=True)
    if report is None:
        report = Report(award_id=award.id, typed={}, language=language)
        db.session.add(report)
    report.version = (report.version or 0) + 1
    for name in TEXTS:
        setattr(report, name, typed.get(name, ""))
    given = typed.get(PERMISSION, "")
    report.story_permission = (
        StoryPermission(given)
        if given in list(StoryPermission)
        else StoryPermission.NONE
    )
    apart = (*TEXTS, PERMISSION)
    report.typed = {k: v for k, v in typed.items() if k not in apart}
    report.language = language
    audit.record("saved the report", award, by=by, **typed)
    return report


def read_delivered(report: Report | None, output: queries.Planned) -> int | None:
    """Read how much was delivered, as it was typed; None where it is no number."""
    typed = report.typed.get(output.measure, "") if report else ""
    found = whole(typed, report.language) if report and typed.strip() else None
    return found if found is not None and 0 <= found <= MOST else None


def typed_in(report: Report | None) -> dict[str, str]:
    """Give what a report holds, as it was typed, by the names of its fields."""
    if report is None:
        return {}
    told = {name: getattr(report, name) for name in TEXTS}
    return {**report.typed, **told, PERMISSION: str(report.story_permission)}


def faults(award: Award, report: Report | None) -> list[tuple[str, str]]:
    """Say what a report lacks before it can be sent: (field, sentence) each."""
    found = []
    for output in queries.plan_of(award):
        if read_delivered(report, output) is None:
            words = _("Write a whole number, such as 40; 0 where nothing came of it.")
            found.append((str(output.measure), words))
    if report is None or not report.went_well.strip():
        found.append(("went_well", _("Tell in a few sentences what went well.")))
    for name in TEXTS:
        length = len(getattr(report, name)) if report else 0
        if length > LONGEST:
            figures = {"now": i18n.number(length), "most": i18n.number(LONGEST)}
            words = _("This has %(now)s characters; %(most)s is the most.", **figures)
            found.append((name, words))
    return found


def _as_promised(award: Award, planned: queries.Planned, *, by: Person) -> Output:
    """Plan what the bid promised: the report is measured against it from here on."""
    number = min(planned.number, MOST)
    return plan_output(award, planned.measure, number, by=by)


def submit_report(award: Award, *, by: Person) -> Report:
    """Send the report; from here on its numbers count."""
    report = queries.report_on(award, lock=True)
    if report is None or faults(award, report):
        raise Refused(_("Something is missing in the report. Nothing was sent."))
    for planned in queries.plan_of(award):
        delivered = read_delivered(report, planned) or 0  # a fault would have said so
        output = planned.output or _as_promised(award, planned, by=by)
        report.deliveries.append(Delivery(output=output, delivered=delivered))
    report.stage, report.submitted_at = Stage.SUBMITTED, clock.now()
    audit.record("sent the report", award, by=by)
    return report
