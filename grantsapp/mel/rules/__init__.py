"""Who may do what in this room, and when, by subject."""

from grantsapp.access import Policy
from grantsapp.mel.rules import concerns, library, outputs, surveys
from grantsapp.mel.rules.outputs import has_reported

POLICY: Policy = concerns.POLICY | library.POLICY | outputs.POLICY | surveys.POLICY

__all__ = ["POLICY", "has_reported"]
