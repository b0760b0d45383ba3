"""Bank accounts as people write them: sort code and number, or an IBAN. Plain values.

An IBAN is checked by ISO 13616: its length for the country, and what is left of it as
a number modulo 97 (ISO 7064). The lengths are those of the public IBAN registry, which
SWIFT keeps for ISO (release of 2024). A BIC is checked for its form (ISO 9362).
"""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from grantsapp import unseen
from grantsapp.figures import ascii_digits

SORT_CODE, SHORTEST, LONGEST = 6, 6, 8  # digits
SHOWN = 4  # of an account, wherever it is shown masked
_BLOT = "\u2022" * 4
_LENGTHS = """
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22
DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28
HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25
MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29
RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29
VA22 VG24 XK20 YE30
"""
LENGTHS = {one[:2]: int(one[2:]) for one in _LENGTHS.split()}
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+")
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
_FIGURES = re.compile(r"[0-9]{6}")


class Fault(StrEnum):
    """What is wrong with a number; a form has a sentence for each."""

    SORT_CODE = "sort code"
    NUMBER = "number"
    LETTERS = "letters"
    COUNTRY = "country"
    LENGTH = "length"
    CHECK = "check digits"
    BIC = "bic"


class Misread(ValueError):
    """A number is not one; the fault names why, the figures help to say it."""

    def __init__(self, fault: Fault, **figures: str | int) -> None:
        super().__init__(fault)
        self.fault, self.figures = fault, figures


class Account(NamedTuple):
    """An account as it is kept: `number` is the IBAN, or sort code, space, number."""

    kind: str
    number: str
    bic: str = ""

    @property
    def masked(self) -> str:
        """What may be shown: that there is more, and the last four."""
        return f"{_BLOT} {self.number[-SHOWN:]}"


def uk(sort_code: str, number: str) -> Account:
    """Read a sort code and an account number; a short number is filled with noughts."""
    return Account("uk", f"{read_sort_code(sort_code)} {read_number(number)}")


def either(typed: str, code: str = "") -> Account:
    """Read an IBAN, perhaps with a BIC, or a sort code and eight digits in one line."""
    digits = plain(typed)
    if _is_digits(digits) and len(digits) == SORT_CODE + LONGEST:
        return uk(digits[:SORT_CODE], digits[SORT_CODE:])
    return Account("iban", iban(typed), bic(code))


def read_sort_code(typed: str) -> str:
    """Read the six digits of a sort code, however they are parted."""
    digits = plain(typed)
    if not _is_digits(digits) or len(digits) != SORT_CODE:
        raise Misread(Fault.SORT_CODE)
    return digits


def read_number(typed: str) -> str:
    """Read an account number of six to eight digits, as eight."""
    digits = plain(typed)
    if not _is_digits(digits) or not SHORTEST <= len(digits) <= LONGEST:
        raise Misread(Fault.NUMBER)
    return digits.zfill(LONGEST)


def iban(typed: str) -> str:
    """Read an IBAN; raises Misread with what is wrong with it."""
    text = plain(typed).removeprefix("IBAN").lstrip(":")
    if not _IBAN.fullmatch(text):
        raise Misread(Fault.LETTERS)
    country = text[:2]
    if country not in LENGTHS:
        raise Misread(Fault.COUNTRY, country=country)
    if len(text) != LENGTHS[country]:
        wanted = LENGTHS[country]
        raise Misread(Fault.LENGTH, country=country, wanted=wanted, has=len(text))
    if text[2:4] in {"00", "01", "99"} or _remainder(text) != 1:  # no check gives these
        raise Misread(Fault.CHECK)
    return text


def bic(typed: str) -> str:
    """Read a BIC of eight or eleven letters and digits; none is none."""
    text = plain(typed)
    if text and not _BIC.fullmatch(text):
        raise Misread(Fault.BIC)
    return text


def plain(typed: str) -> str:
    """Write what was typed in capitals and ASCII digits, without spaces and dashes."""
    text = ascii_digits(unicodedata.normalize("NFKC", unseen.bare(typed)))
    kept = (c for c in text if not c.isspace() and not _is_dash(c))
    return "".join(kept).upper()


def holds_figures(words: str) -> bool:
    """Say whether a text of somebody's own may hold an account: six digits in a row."""
    return bool(_FIGURES.search(plain(words)))


def _remainder(text: str) -> int:
    """Move the first four to the end, write letters as 10 to 35, and divide by 97."""
    moved = text[4:] + text[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_dash(character: str) -> bool:
    return unicodedata.category(character) == "Pd" or character == "\u2212"
