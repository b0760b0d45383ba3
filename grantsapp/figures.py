"""Figures as people write them: numbers and amounts, in digits of any script."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from babel.numbers import NumberFormatError, get_currency_precision, parse_decimal

_CURRENCY = re.compile(r"[\s\u00a0\u202f£€$]|GBP|EUR|PLN|zł")

_FIGURE = re.compile(r"[-+]?[0-9][0-9.,'’]*")
MOST = 10**12


def whole(typed: str, language: str) -> int | None:
    """Read a whole number as people of a language write it; None where it is none.

    A reading with decimals is none: so "2,000" is two thousand in Polish too, where a
    comma parts the decimals, and "2.000" is asked back everywhere.
    """
    for found in _readings(typed, language):
        if int(found.as_tuple().exponent) >= 0 and abs(found) < MOST:
            return int(found)
    return None


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
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in typed)
