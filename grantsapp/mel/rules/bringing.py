"""Who brings files of responses in, and who takes one back until when."""

from typing import Any

from grantsapp.access import Policy, elsewhere, when, who
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_evaluator, call_manager
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.models import FileStage, ResponseFile


@who
def its_staff(person: Any, file: ResponseFile) -> bool:
    """A manager or the evaluator of the call that it was brought to."""
    return (call_manager | call_evaluator).why_not(person, file.call) is None


@who
def its_evaluator(person: Any, file: ResponseFile) -> bool:
    """The evaluator of the call that it was brought to."""
    return call_evaluator.why_not(person, file.call) is None


@when(_("Only a file that was taken can be taken back."))
def was_taken(_person: Any, file: ResponseFile) -> bool:
    """Its responses are here."""
    return file.stage is FileStage.TAKEN


@when(
    _(
        "Figures with these answers are published, so the file stays. Single answers "
        "can still be left out of the next figures."
    )
)
def is_unpublished(_person: Any, file: ResponseFile) -> bool:
    """Nothing was published since it was taken."""
    return not elsewhere("is_published_since", file.call, file.ended_at)


POLICY: Policy = {
    ("bring", Call): call_manager | call_evaluator,
    ("bring", ResponseFile): its_staff,
    ("take back", ResponseFile): its_evaluator & was_taken & is_unpublished,
}
