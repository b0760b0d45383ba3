"""Points of a scale, typed as people write decimals."""

import re
from decimal import Decimal
from typing import Any

from wtforms import StringField, ValidationError

from grantsapp import i18n, unseen
from grantsapp.figures import ascii_digits
from grantsapp.i18n import gettext as _

_POINTS = re.compile(r"[0-9]{1,3}(?:[.,٫][0-9]{1,2})?")


class PointsField(StringField):
    """Points, typed as 1.5 or 1,5 in any script's digits, kept in hundredths."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return i18n.number((Decimal(self.data) / 100).normalize())

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the points, or say what they look like."""
        typed = ascii_digits(unseen.bare((valuelist[0] if valuelist else "").strip()))
        self.data: Any = None
        if not typed:
            return
        if not _POINTS.fullmatch(typed) or not int(re.sub(r"\D", "", typed)):
            raise ValidationError(
                _("Write points above nothing, with two decimals at most, such as 1.5.")
            )
        self.data = int(Decimal(re.sub("[,٫]", ".", typed)) * 100)
