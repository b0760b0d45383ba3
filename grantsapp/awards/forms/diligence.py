"""What managers ask for on a checklist, and what a group gives."""

from datetime import date
from typing import Any

from wtforms import BooleanField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp.awards.models import MATTERS, DueItem, Matter
from grantsapp.calls.forms.staff import TextsForm, source_text
from grantsapp.forms import DayField, Form, Needed, TranslatedField, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

LONGEST_TITLE = 120
FURTHEST = 30  # years that a paper may hold


class ItemForm(TextsForm):
    """One point of a checklist."""

    title = TranslatedField(
        _("What do you ask for?"),
        [source_text],
        description=_("A few words, such as: Public liability insurance."),
    )
    matter = SelectField(
        _("What is it about?"),
        choices=choices((str(m), words) for m, words in MATTERS.items()),
        default=str(Matter.OTHER),
    )
    wants_file = BooleanField(_("A paper is asked for"), default=True)
    expires = BooleanField(_("The paper has a last day"))

    def validate_title(self, field: Any) -> None:
        """It stands in a list, on a phone."""
        if any(len(field.data.plain(c)) > LONGEST_TITLE for c in field.data):
            raise ValidationError(
                gettext(
                    "This text is too long. Write at most %(number)d letters.",
                    number=LONGEST_TITLE,
                )
            )


class GiveForm(Form):
    """What a group says to one point, beside the file that it attaches."""

    said = TextAreaField(
        _("Your answer"),
        [Length(max=4000, message=_("Write at most 4,000 letters."))],
    )
    until = DayField(
        _("Last day of the paper"),
        description=_(
            "As it stands on the paper. You can find it under “valid until”."
        ),
    )

    def fits(self, item: DueItem, *, has_file: bool, today: date) -> bool:
        """Check it against what is asked; the sentences stand at the fields."""
        is_whole = self.validate()
        if not has_file and not str(self.said.data or "").strip():
            self.said.errors = [_attach_or_write(item)]
            is_whole = False
        if item.expires and not self.until.errors:
            self.until.errors = _fault_of(self.until.data, today, has_file=has_file)
        return is_whole and not self.until.errors


def _attach_or_write(item: DueItem) -> str:
    if item.wants_file:
        return gettext("Attach the paper, or write why there is none.")
    return gettext("Write an answer, or attach a paper.")


def _fault_of(until: date | None, today: date, *, has_file: bool) -> list[str]:
    if until is None:
        missing = gettext("Write the last day on which the paper holds.")
        return [missing] if has_file else []
    if until < today:
        return [gettext("This paper has expired. Attach one that still holds.")]
    if until.year > today.year + FURTHEST:
        return [gettext("Look at this year again: it is too far away.")]
    return []


class BackForm(Form):
    """Why something is not right yet."""

    because = TextAreaField(
        _("What should the group send instead?"),
        [
            Needed(_("Write what is missing: the group reads it.")),
            Length(max=2000, message=_("Write at most 2,000 letters.")),
        ],
    )
