"""What may be typed in this room, by subject."""

from grantsapp.mel.forms.asking import AskForm, OwesForm, Standing
from grantsapp.mel.forms.concerns import ConcernForm, SettlingForm
from grantsapp.mel.forms.outputs import OutputForm
from grantsapp.mel.forms.quality import ExcludeForm, PartForm, PreferForm, RestoreForm
from grantsapp.mel.forms.suites import SuiteForm

__all__ = [
    "AskForm",
    "ConcernForm",
    "ExcludeForm",
    "OutputForm",
    "OwesForm",
    "PartForm",
    "PreferForm",
    "RestoreForm",
    "SettlingForm",
    "Standing",
    "SuiteForm",
]
