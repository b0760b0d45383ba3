"""A project that is asked by a whole suite, for the tests of the ways in."""

from dataclasses import dataclass
from typing import Any

from grantsapp import i18n
from grantsapp.accounts.models import Organisation
from grantsapp.awards.models import Award
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel.actions import asking, library
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Suite, SuiteInstrument, Survey
from tests.cast import CALM, Cast, a_bid, a_call, a_fund, a_group, an_award

LABELS = {
    "1": {
        "en": "Never",
        "ar": "أبدًا",
        "pl": "Nigdy",
        "ur": "کبھی نہیں",
        "bn": "কখনও না",
    },
    "2": {"en": "Rarely", "ar": "نادرًا", "pl": "Rzadko", "ur": "شاذ", "bn": "কদাচিৎ"},
    "3": {
        "en": "At times",
        "ar": "أحيانًا",
        "pl": "Czasem",
        "ur": "کبھی",
        "bn": "মাঝে মাঝে",
    },
    "4": {"en": "Often", "ar": "غالبًا", "pl": "Często", "ur": "اکثر", "bn": "প্রায়ই"},
    "5": {"en": "Always", "ar": "دائمًا", "pl": "Zawsze", "ur": "ہمیشہ", "bn": "সবসময়"},
}
WORDS = {
    "en": "I ask others how they see it",
    "ar": "أسأل الآخرين كيف يرون الأمر",
    "pl": "Pytam innych, jak to widzą",
    "ur": "میں دوسروں سے پوچھتا ہوں کہ وہ اسے کیسے دیکھتے ہیں",
    "bn": "আমি অন্যদের জিজ্ঞাসা করি তারা বিষয়টি কীভাবে দেখে",
}


def of_items(code: str, count: int, **more: Any) -> dict[str, Any]:
    """An instrument of so many statements, in five languages."""
    return {
        **CALM,
        "code": code,
        "title": {language: f"{code} {language}" for language in WORDS},
        "scale": {"minimum": 1, "maximum": 5, "labels": LABELS},
        "items": [
            {"code": f"i{n}", "text": {k: f"{v} ({n})" for k, v in WORDS.items()}}
            for n in range(1, count + 1)
        ],
        **more,
    }


@dataclass
class Asked:
    """An award, its group, and the survey of two instruments that its people answer."""

    award: Award
    group: Organisation
    survey: Survey
    suite: Suite


def a_suite(cast: Cast, design: Design = Design.RETROSPECTIVE, **facts: Any) -> Asked:
    """Amina's project is asked seven statements; Eva evaluates."""
    fund = a_fund(cast.stella)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    call = a_call(fund, cast.stella)
    group = a_group(cast.amina, cast.bo)
    award = an_award(a_bid(call, group, cast.amina), cast.stella, cast.otto)
    tools = [
        library.add_instrument(of_items(c, n)) for c, n in (("ask", 3), ("wait", 4))
    ]
    told = {"consent": _text("Your choice"), "help": _text("Call 999.")}
    plain = {"languages": ["en", "ar", "pl"], "about": ["age", "role"]}
    suite = Suite(call_id=call.id, design=design, **{**told, **plain, **facts})
    suite.parts = [
        SuiteInstrument(instrument=tool, position=n) for n, tool in enumerate(tools)
    ]
    db.session.add(suite)
    survey = asking.ask(award, tools, design, by=None)
    db.session.commit()
    return Asked(award, group, survey, suite)


def _text(words: str) -> i18n.Text:
    return i18n.Text.of("en", en=words, ar=f"{words} ع", pl=f"{words} pl")
