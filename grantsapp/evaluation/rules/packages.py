"""Who may have the answers of a call as data: its independent evaluator alone."""

from typing import Any

from grantsapp.access import Policy, when, who
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_evaluator
from grantsapp.evaluation.models import Evaluation, Package
from grantsapp.evaluation.rules.evaluations import is_up_to_date, its_evaluator
from grantsapp.i18n import lazy_gettext as _


@who
def evaluator_of_it(person: Any, package: Package) -> bool:
    """The independent evaluator of the call whose answers are in it."""
    return call_evaluator.why_not(person, package.evaluation.call) is None


@when(_("The file of this package is not there: ask for a new one."))
def its_file_is_there(_person: Any, package: Package) -> bool:
    """It is made, and its time is not over."""
    return package.file_id is not None


POLICY: Policy = {
    ("see packages of", Call): call_evaluator,
    ("package", Evaluation): its_evaluator & is_up_to_date,
    ("take", Package): evaluator_of_it & its_file_is_there,
}
