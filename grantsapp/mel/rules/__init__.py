"""Who may do what in this room, and when, by subject."""

from grantsapp.access import Policy
from grantsapp.mel.rules import library, outputs, quality, surveys
from grantsapp.mel.rules.outputs import has_reported

POLICY: Policy = library.POLICY | outputs.POLICY | quality.POLICY | surveys.POLICY

__all__ = ["POLICY", "has_reported"]
