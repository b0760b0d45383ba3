"""Who may read and publish evaluations."""

from typing import Any

from grantsapp.access import Policy, anybody, when, who
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_evaluator
from grantsapp.evaluation.models import Evaluation
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.queries import changed_since, surveys_in


@who
def its_evaluator(person: Any, evaluation: Evaluation) -> bool:
    """The independent evaluator of the call that it is about."""
    return call_evaluator.why_not(person, evaluation.call) is None


@when(_("Close the surveys of this call first: answers still come in."))
def surveys_are_closed(_person: Any, evaluation: Evaluation) -> bool:
    """Nobody can answer any more, so that nothing changes after publication."""
    return not any(c.survey.is_open for c in surveys_in(evaluation.call))


@when(_("Answers came or were left out since. Work the figures out again first."))
def is_up_to_date(_person: Any, evaluation: Evaluation) -> bool:
    """Nothing that is compared has changed since the figures were worked out."""
    return not changed_since(evaluation.call, evaluation.made_at)


@who
def published(_person: Any, evaluation: Evaluation) -> bool:
    """It was given to the public."""
    return evaluation.published_at is not None


POLICY: Policy = {
    ("list", Evaluation): anybody,
    ("read", Evaluation): published,
    ("evaluate", Call): call_evaluator,
}
