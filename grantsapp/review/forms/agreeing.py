"""What managers write for a panel: its terms, and areas of expertise."""

from typing import Any

from wtforms import ValidationError

from grantsapp import i18n
from grantsapp.calls.forms.staff import TextsForm, a_code, source_text
from grantsapp.calls.models import Fund
from grantsapp.forms import LineField, TranslatedField
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import EXPERTISE, Area
from grantsapp.review.queries.panel import areas_of

LONGEST_TERMS, LONGEST_NAME = 20_000, 120


def at_most(longest: int) -> Any:
    """Limit a text in each language, with a sentence that says to what."""

    def check(_form: Any, field: Any) -> None:
        long = [c for c in field.data if len(field.data.plain(c)) > longest]
        if long:
            words = gettext(
                "Write at most %(most)s characters in %(languages)s.",
                most=longest,
                languages=i18n.listed([i18n.language_name(c) for c in long]),
            )
            raise ValidationError(words)

    return check


class TermsForm(TextsForm):
    """The terms of reference of a panel."""

    text = TranslatedField(
        _("What the panel agrees to"),
        [source_text, at_most(LONGEST_TERMS)],
        rows=14,
        description=_("An empty line starts a paragraph; ## starts a heading."),
    )


class AreaForm(TextsForm):
    """An area of expertise that a fund wants."""

    taken: frozenset[str] = frozenset()
    code = LineField(_("Code"), [a_code], description=_("A short name that stays."))
    name = TranslatedField(_("Name of the area"), [source_text, at_most(LONGEST_NAME)])

    @classmethod
    def of(cls, fund: Fund, area: Area | None = None) -> "AreaForm":
        """Ask in the languages of a fund; the code of an area that is there stays."""
        form = cls(obj=area).in_languages(fund.languages)
        codes = {a.code for a in areas_of(fund)} | {str(code) for code in EXPERTISE}
        form.taken = frozenset(codes)
        if area is not None:
            del form["code"]
        return form

    def validate_code(self, field: Any) -> None:
        """A code of its own."""
        if field.data in self.taken:
            raise ValidationError(gettext("Another area has this code."))
