"""Figures as people write them: numbers and amounts, in digits of any script."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from babel.numbers import NumberFormatError, get_currency_precision, parse_decimal

_CURRENCY = re.compile(r"[\s\u00a0\u202f£€$]|GBP|EUR|PLN|zł")

_FIGURE = re.compile(r"[-+]?[0-9][0-9.,'’]*")
MOST = 10**12


def number(typed: str, language: str) -> Decimal | None:
    """Read a number as people of a language write it, in digits of any script."""
    return next(_readings(typed, language), None)


def minor_units(typed: str, currency: str, language: str) -> int | None:
    """Read an amount of money in minor units; None where it is none.

    A reading with more decimals than the currency has is none: so "1,000" is a
    thousand in Polish too, where a comma parts the decimals.
    """
    places = get_currency_precision(currency)
    for amount in _readings(typed, language):
        decimals = -int(amount.as_tuple().exponent)
        if decimals <= places and 0 <= amount < MOST:
            return int(amount.scaleb(places))
    return None


def _readings(typed: str, language: str) -> Iterator[Decimal]:
    """Read a figure as the language does, then as English does."""
    bare = ascii_digits(_CURRENCY.sub("", typed)).replace("٬", ",").replace("٫", ".")
    if not _FIGURE.fullmatch(bare):
        return
    for tongue in (language, "en"):
        try:
            yield parse_decimal(bare, locale=tongue, strict=True)
        except (NumberFormatError, InvalidOperation, ValueError):
            continue


def ascii_digits(typed: str) -> str:
    """Write the digits of any script as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in typed)
