"""What is told of people in data, in words: traits, bands, and how people came."""

from collections.abc import Mapping
from typing import Any, Final

from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.telling_quality import LEFT_OUT, MOMENTS, ORIGINS

__all__ = [
    "AGE_BANDS",
    "AGE_WORDS",
    "LANGUAGE",
    "LEFT_OUT",
    "MOMENTS",
    "ORIGINS",
    "PROJECT",
    "THEME",
    "WAY",
]

PROJECT: Final = "The reference of the award"
THEME: Final = "The theme of the project"
LANGUAGE: Final = "The language in which the person answered"
WAY: Final = "How the answers came"
AGE_BANDS: Mapping[str, str] = {
    "under_16": "under_25",
    "age_16_24": "under_25",
    "age_25_34": "age_25_49",
    "age_35_49": "age_25_49",
    "age_50_64": "age_50_up",
    "age_65_up": "age_50_up",
}
AGE_WORDS: Mapping[str, Any] = {
    "under_25": "Under 25",
    "age_25_49": "25 to 49",
    "age_50_up": "50 or older",
}
# What can be withheld, in the words of a page.
TRAITS: Mapping[str, Any] = {
    "project": _("the project"),
    "theme": _("the theme"),
    "language": _("the language"),
    "way": _("how the answers came"),
    "about_age": _("the age"),
    "about_gender": _("the gender"),
    "about_origin": _("the group that people count themselves to"),
    "about_faith": _("the religion or belief"),
    "about_disability": _("illness or disability"),
    "about_role": _("the part in the project"),
}
