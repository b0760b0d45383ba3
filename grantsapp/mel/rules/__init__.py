"""Who may do what in this room, and when, by subject."""

from grantsapp.access import Policy
from grantsapp.mel.rules import (
    bringing,
    concerns,
    library,
    outputs,
    quality,
    suites,
    surveys,
    ways,
)
from grantsapp.mel.rules.concerns import lead_of, leads
from grantsapp.mel.rules.outputs import has_reported
from grantsapp.mel.rules.suites import lacks

POLICY: Policy = (
    bringing.POLICY
    | concerns.POLICY
    | library.POLICY
    | outputs.POLICY
    | quality.POLICY
    | suites.POLICY
    | surveys.POLICY
    | ways.POLICY
)

__all__ = ["POLICY", "has_reported", "lacks", "lead_of", "leads"]
