"""Who declares what will be looked at."""

from grantsapp.access import Policy
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_evaluator

POLICY: Policy = {("declare", Call): call_evaluator}
