"""What may be typed in this room, by subject."""

from grantsapp.mel.forms.concerns import ConcernForm, SettlingForm
from grantsapp.mel.forms.outputs import OutputForm
from grantsapp.mel.forms.surveys import AttachForm

__all__ = ["AttachForm", "ConcernForm", "OutputForm", "SettlingForm"]
