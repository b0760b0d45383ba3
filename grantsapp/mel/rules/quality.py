"""Who looks at single responses, and decides which of them count."""

from grantsapp.access import Policy
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_evaluator

POLICY: Policy = {("weigh answers", Call): call_evaluator}
