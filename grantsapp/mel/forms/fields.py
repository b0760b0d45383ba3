"""What fields of this room share."""

from typing import Any

from wtforms import SelectMultipleField
from wtforms.validators import StopValidation

from grantsapp.i18n import gettext as _


def offered(_form: Any, field: Any) -> None:
    """Take only what was offered, and say so in our words.

    The library's own sentence is English: `validate_choice=False` silences it.
    """
    known = {str(choice[0]) for choice in field.iter_choices()}
    given = field.data if isinstance(field.data, list) else [field.data]
    if not known.issuperset(map(str, given)):
        raise StopValidation(_("Choose only from the list."))


def several(label: Any, *validators: Any, **more: Any) -> Any:
    """Make a field of boxes to tick, whose every fault is told in our words."""
    tests = [*validators, offered]
    return SelectMultipleField(label, tests, validate_choice=False, **more)
