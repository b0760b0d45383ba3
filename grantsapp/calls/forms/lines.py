"""Lines that a manager writes: a code, perhaps a kind, a text in each language."""

import re
from typing import Any

from wtforms import Field, ValidationError

from grantsapp import i18n
from grantsapp.calls.forms.staff import CODE
from grantsapp.forms import choices
from grantsapp.i18n import gettext as _

BLANK, LEAST, MOST = 2, 4, 60
_NO_CODE = re.compile(r"[^a-z0-9]+")


class LinesField(Field):
    """`options.0.code`, `options.0.en`, ... make a list of codes with their labels.

    A line whose first text is all that is written gets a code made from it.
    """

    def __init__(
        self, label: Any, *, least: int = 1, kinds: Any = (), **more: Any
    ) -> None:
        super().__init__(label, **more)
        self.least, self.kinds = least, kinds
        self.languages = ["en"]

    def in_languages(self, languages: list[str]) -> None:
        """Say which languages the page asks for, the source first."""
        self.languages = languages

    def process(
        self,
        formdata: Any,
        data: Any = None,
        extra_filters: Any = None,  # noqa: ARG002
    ) -> None:
        """Read the lines that hold something, over the labels that were stored."""
        self.process_errors = []
        stored = data if isinstance(data, list) else []
        self.object_data, self.data = data, list(stored)
        if formdata is None:
            return
        labels = {line["code"]: i18n.Text(line["label"]) for line in stored}
        typed = self._typed(formdata)
        self.data = [self._line(cells, labels) for cells in typed]
        for line, cells in zip(self.data, typed, strict=True):
            line["code"] = line["code"] or self._made_code(cells)

    def _typed(self, formdata: Any) -> list[dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        for key in formdata:
            name, number, cell = [*key.split("."), "", ""][:3]
            words = str(formdata.get(key)).strip()
            if name == self.name and number.isdecimal() and len(cell) <= 8:  # noqa: PLR2004
                found.setdefault(int(number[:4]), {})[cell] = words
        lines = (found[number] for number in sorted(found))
        return [line for line in lines if _says_something(line)][:MOST]

    def _line(
        self, cells: dict[str, str], labels: dict[str, i18n.Text]
    ) -> dict[str, Any]:
        code = cells.pop("code", "")
        line: dict[str, Any] = {"code": code}
        if self.kinds:
            line["kind"] = cells.pop("kind", "")
        label = labels.get(code, i18n.Text())
        source = label.source
        for tongue in sorted(cells, key=lambda t: (t != source, list(cells).index(t))):
            if cells[tongue] != label.plain(tongue):
                label = label.with_text(tongue, cells[tongue])
        return {**line, "label": dict(label)}

    def _made_code(self, cells: dict[str, str]) -> str:
        """Make a code of the first text, such as young_people, that is free."""
        first = next((words for words in cells.values() if words), "")
        made = _NO_CODE.sub("_", i18n.fold(first).casefold()).strip("_")[:30].strip("_")
        start = made if CODE.fullmatch(made) else "answer"
        taken = {line["code"] for line in self.data}
        more = (f"{start}_{number}" for number in range(2, MOST + 2))
        return next(code for code in (start, *more) if code not in taken)

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The lines for the page, with empty ones after them."""
        lines = [{**one, "label": i18n.Text(one["label"])} for one in self.data]
        empty = {"code": "", "kind": "", "label": i18n.Text()}
        return lines + [empty] * max(BLANK, LEAST - len(lines))

    def kind_choices(self) -> Any:
        """The kinds to choose from."""
        return choices(self.kinds)

    def check(self) -> None:
        """Demand enough lines, each with a code of its own and a text."""
        if len(self.data) < self.least:
            words = i18n.ngettext(
                "Write at least one line.", "Write at least %(num)d lines.", self.least
            )
            raise ValidationError(words)
        codes = [line["code"] for line in self.data]
        if not all(map(CODE.fullmatch, codes)):
            words = _("Use small Latin letters, digits and _, such as young_people.")
            raise ValidationError(words)
        if len(set(codes)) < len(codes):
            raise ValidationError(_("Two lines have the same code."))
        first = self.languages[0]
        if not all(i18n.Text(line["label"]).plain(first) for line in self.data):
            name = i18n.language_name(first)
            raise ValidationError(
                _("Each line needs its text in %(tongue)s.", tongue=name)
            )


def _says_something(cells: dict[str, str]) -> bool:
    """Say whether a line is more than the kind that stands in every empty one."""
    return any(words for name, words in cells.items() if name != "kind")
