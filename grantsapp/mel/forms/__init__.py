"""What may be typed in this room, by subject."""

from grantsapp.mel.forms.asking import AskForm, OwesForm, Standing
from grantsapp.mel.forms.outputs import OutputForm
from grantsapp.mel.forms.suites import SuiteForm

__all__ = ["AskForm", "OutputForm", "OwesForm", "Standing", "SuiteForm"]
