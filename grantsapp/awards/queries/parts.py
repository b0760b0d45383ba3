"""What this room adds to a call's texts, file and copies: the checklist."""

from grantsapp.awards.models import DueItem
from grantsapp.calls.queries.parts import Part
from grantsapp.i18n import lazy_gettext as _

PARTS = (
    Part("due_item", "checklist", DueItem, _("point of the checklist"), holds_up=False),
)
