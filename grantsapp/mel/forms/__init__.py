"""What may be typed in this room, by subject."""

from grantsapp.mel.forms.outputs import OutputForm
from grantsapp.mel.forms.quality import ExcludeForm, PreferForm, RestoreForm
from grantsapp.mel.forms.surveys import AttachForm

__all__ = ["AttachForm", "ExcludeForm", "OutputForm", "PreferForm", "RestoreForm"]
