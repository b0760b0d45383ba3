"""Who may read and publish evaluations."""

from typing import Any

from grantsapp.access import Policy, anybody, when, who
from grantsapp.calls.rules import call_evaluator, call_manager
from grantsapp.evaluation.models import Evaluation
from grantsapp.i18n import lazy_gettext as _


@who
def evaluation_staff(person: Any, evaluation: Evaluation) -> bool:
    """A manager or the evaluator of the call."""
    return (call_manager | call_evaluator).why_not(person, evaluation.call) is None


@who
def published(_person: Any, evaluation: Evaluation) -> bool:
    """It was given to the public."""
    return evaluation.published_at is not None


@when(_("These figures are published already."))
def unpublished(_person: Any, evaluation: Evaluation) -> bool:
    """It was not given to the public yet."""
    return evaluation.published_at is None


POLICY: Policy = {
    ("list", Evaluation): anybody,
    ("read", Evaluation): published,
    ("publish", Evaluation): evaluation_staff & unpublished,
}
