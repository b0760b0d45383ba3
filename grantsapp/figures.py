"""Figures as people write them: numbers and amounts, in digits of any script."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from babel.numbers import NumberFormatError, get_currency_precision, parse_decimal

from grantsapp import unseen

# How people write the name of a currency beside an amount.
SIGNS = {
    "GBP": ("£", "gbp"),
    "EUR": ("€", "eur"),
    "PLN": ("zł", "zl", "pln"),
    "USD": ("$", "us$", "usd"),
    "CAD": ("$", "ca$", "cad"),
    "AUD": ("$", "a$", "aud"),
}
_ALL_SIGNS = {sign for signs in SIGNS.values() for sign in signs}
_SIGN = re.compile(r"([^\d\s.,'’+-]*)\s*([\d\s.,'’+-]+?)\s*([^\d\s.,'’+-]*)\.?")
_FIGURE = re.compile(r"[-+]?[0-9][0-9.,]*")
# Spaces and apostrophes part thousands, and nothing else: 10 00 is no amount.
_IN_THOUSANDS = re.compile(r"([-+]?[0-9]{1,3})((?:[ '][0-9]{3})+)((?:[.,][0-9]*)?)")
_TWO_WAYS = re.compile(r"[-+]?[0-9]{1,3}\.[0-9]{3}")
_ONE_WAY_ONLY = re.compile(r".*\..*,.*|.*\..*\..*")
MOST, LONGEST = 10**12, 100


class Misread(StrEnum):
    """Why an amount was not understood; a page has a sentence for each."""

    NO_AMOUNT = "no_amount"
    OTHER_CURRENCY = "other_currency"
    TWO_WAYS = "two_ways"
    TOO_LARGE = "too_large"


def sign_of(currency: str) -> str:
    """Give the sign that people write for a currency, or its code."""
    return SIGNS.get(currency, (currency,))[0]


def whole(typed: str, language: str) -> int | None:
    """Read a whole number as people of a language write it; None where it is none.

    A reading with decimals is none: so "2,000" is two thousand in Polish too, where a
    comma parts the decimals, and "2.000" is asked back everywhere.
    """
    sign, figure = _parted(typed)
    for found in _readings(figure, language) if not sign else ():
        if int(found.as_tuple().exponent) >= 0 and abs(found) < MOST:
            return int(found)
    return None


def minor_units(typed: str, currency: str, language: str) -> int | Misread:
    """Read an amount of money in minor units, or say why it cannot be read.

    A reading with more decimals than the currency has is none: so "1,000" is a
    thousand in Polish too, where a comma parts the decimals.
    """
    sign, figure = _parted(typed)
    if sign and sign not in SIGNS.get(currency, (currency.lower(),)):
        other = sign in _ALL_SIGNS and _FIGURE.fullmatch(figure)
        return Misread.OTHER_CURRENCY if other else Misread.NO_AMOUNT
    places, too_large = get_currency_precision(currency), False
    for found in _readings(figure, language):
        decimals = -int(found.as_tuple().exponent)
        if decimals <= places and 0 <= found < MOST:
            return int(found.scaleb(places))
        too_large = too_large or found >= MOST
    if too_large:
        return Misread.TOO_LARGE
    two_ways = places < 3 and _TWO_WAYS.fullmatch(figure)  # noqa: PLR2004 - thousands
    return Misread.TWO_WAYS if two_ways else Misread.NO_AMOUNT


def _parted(typed: str) -> tuple[str, str]:
    """Part what was typed into the name of a currency, if any, and plain figures."""
    text = ascii_digits(unseen.bare(typed)).replace("٬", ",").replace("٫", ".")
    if len(text) > LONGEST:
        return "", ""
    parts = _SIGN.fullmatch(text.replace("’", "'").replace("−", "-"))
    if parts is None or (parts[1] and parts[3]):
        return "", ""
    figure = " ".join(parts[2].split())
    if grouped := _IN_THOUSANDS.fullmatch(figure):
        rest = grouped[3].replace(",", ".")  # thousands are parted already
        figure = grouped[1] + re.sub("[ ']", "", grouped[2]) + rest
    return (parts[1] or parts[3]).lower(), figure


def _readings(figure: str, language: str) -> Iterator[Decimal]:
    """Read a figure as the language does, then as English does.

    Where only one reading is left, as in 1.000,50, that one is tried last.
    """
    if not _FIGURE.fullmatch(figure):
        return
    more = ("de",) if _ONE_WAY_ONLY.fullmatch(figure) else ()
    for tongue in (language, "en", *more):
        try:
            yield parse_decimal(figure, locale=tongue, strict=True)
        except (NumberFormatError, InvalidOperation, ValueError):
            continue


def ascii_digits(typed: str) -> str:
    """Write the digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in typed)
