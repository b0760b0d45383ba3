"""Agreements in plain values, in the languages that our own words do not speak too."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from grantsapp import clock
from grantsapp.awards import placeholders
from grantsapp.awards.models import Agreement, AgreementStage, Party, Signature

# A heading and a paragraph of terms, and the name of a group, in each language.
SAMPLES = {
    "ur": (
        "## رقم\n\n{group} کو {amount} دیے جاتے ہیں، منصوبہ {project} کے لیے۔",
        "محلے کا باورچی خانہ",
    ),
    "bn": (
        "## অর্থ\n\n{group} {project} প্রকল্পের জন্য {amount} পাবে। রাষ্ট্র, ক্ষুদ্র।",
        "পাড়ার রান্নাঘর",
    ),
    "so": (
        "## Lacagta\n\n{group} waxaa la siinayaa {amount} mashruuca {project}.",
        "Jikada Xaafadda",
    ),
    "uk": (
        "## Гроші\n\n{group} отримує {amount} на проєкт «{project}». Їжак, ґанок.",
        "Сусідська кухня",
    ),
    "am": (
        "## ገንዘብ\n\n{group} ለ{project} ፕሮጀክት {amount} ያገኛል።",
        "የሰፈር ወጥ ቤት",
    ),
    "zh": (
        "## 资金\n\n{group}因“{project}”项目获得{amount}的资助。",
        "社区厨房",
    ),
}
ENGLISH = "## Money\n\n{fund} gives {group} {amount} for {project}.\n\n{payments}"
NOON = datetime(2027, 5, 5, 12, tzinfo=clock.UTC)


def facts(language: str, group: str, **more: Any) -> dict[str, Any]:
    """Say what an award would."""
    return {
        "reference": "CF1-A01",
        "project": {"name": group, "language": language},
        "group": {"name": group, "language": language},
        "sponsor": {"name": "Big Roof", "language": "en"},
        "fund": {"en": "Common Fund"},
        "call": {"en": "Spring call"},
        "amount": 845_000,
        "currency": "GBP",
        "first": "2027-09-01",
        "last": "2028-08-31",
        "payments": [
            {
                "number": 1,
                "amount": 676_000,
                "due_on": "2027-09-01",
                "waits_for": "accepted",
                "condition": "",
            },
            {
                "number": 2,
                "amount": 169_000,
                "due_on": "2028-09-30",
                "waits_for": "reported",
                "condition": "",
            },
        ],
        "budget": [
            {"title": group, "amount": 845_000},
        ],
        **more,
    }


def a_sample(language: str, text: str, group: str, *, binding: str = "en") -> Agreement:
    """An agreement that the group has signed, with the binding terms in English."""
    values = {"group": group, "project": group, "amount": "£8,450"}
    values |= {"fund": "Common Fund", "payments": "1. £6,760\n2. £1,690"}
    from_right = language in {"ar", "ur"}
    words = {
        binding: placeholders.filled_in(ENGLISH, values, runs_from_right=False),
        language: placeholders.filled_in(text, values, runs_from_right=from_right),
    }
    signature = Signature(
        party=Party.GRANTEE,
        name=group,
        role="Chair",
        digest="ab" * 32,
        at=NOON,
        by_email="a@example.org",
    )
    return Agreement(
        number=1,
        language=language,
        binding=binding,
        words=words,
        facts=facts(language, group),
        conditions="Two grown-ups are in the room.",
        conditions_language="en",
        digest="ab" * 32,
        stage=AgreementStage.OPEN,
        signatures=[signature],
    )


def an_award_in_london() -> Any:
    """What a paper asks of an award besides: where the fund's clock hangs."""
    fund = SimpleNamespace(time_zone="Europe/London")
    return SimpleNamespace(call=SimpleNamespace(fund=fund))
