"""Figures as people write them: numbers and amounts, in digits of any script."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from babel.numbers import NumberFormatError, get_currency_precision, parse_decimal

_CURRENCY = re.compile(r"[\s\u00a0\u202f£€$]|GBP|EUR|PLN|zł")


def number(typed: str, language: str) -> Decimal | None:
    """Read a number as people of a language write it, in digits of any script."""
    bare = ascii_digits(_CURRENCY.sub("", typed))
    bare = bare.replace("٬", ",").replace("٫", ".")
    for tongue in (language, "en"):
        try:
            found = parse_decimal(bare, locale=tongue, strict=True)
        except (NumberFormatError, InvalidOperation, ValueError):
            continue
        return found if found.is_finite() else None
    return None


def minor_units(typed: str, currency: str, language: str) -> int | None:
    """Read an amount of money in minor units; None where it is none."""
    amount = number(typed, language)
    if amount is None:
        return None
    minor = amount.scaleb(get_currency_precision(currency))
    whole = minor == minor.to_integral_value() and 0 <= minor < 10**14
    return int(minor) if whole else None


def ascii_digits(typed: str) -> str:
    """Write the digits of any script as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in typed)
