"""Who writes a report, who comments on it, and who gives it to the public.

The evaluator is independent: a manager reads and comments, and neither changes nor
takes back anything. There is no verb for taking an edition back: nobody does.
"""

from typing import Any

from grantsapp.access import Policy, anybody, when, who
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_evaluator, call_manager
from grantsapp.evaluation.models import Comment, Edition, Evaluation
from grantsapp.evaluation.rules.evaluations import (
    is_up_to_date,
    its_evaluator,
    surveys_are_closed,
)
from grantsapp.i18n import lazy_gettext as _


@who
def not_its_evaluator(person: Any, call: Call) -> bool:
    """Nobody comments on what they wrote."""
    return call_evaluator.why_not(person, call) is not None


@who
def evaluator_of_its_call(person: Any, comment: Comment) -> bool:
    """The evaluator who wrote what the comment is about."""
    return call_evaluator.why_not(person, comment.report.call) is None


@when(_("This comment is answered. Comments and answers stay as they are."))
def is_unanswered(_person: Any, comment: Comment) -> bool:
    """A comment is answered once."""
    return comment.answered_at is None


POLICY: Policy = {
    ("read report", Call): call_evaluator | call_manager,
    ("write report", Call): call_evaluator,
    ("comment on report", Call): call_manager & not_its_evaluator,
    ("answer", Comment): evaluator_of_its_call & is_unanswered,
    ("read", Edition): anybody,
    ("publish report", Evaluation): its_evaluator & surveys_are_closed & is_up_to_date,
}
