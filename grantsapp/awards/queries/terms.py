"""The terms of agreements: a call's own, or those of the house; and how they read."""

from typing import NamedTuple

from sqlalchemy import select

from grantsapp import i18n
from grantsapp.awards.models import AgreementTerms
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _

ANSWER_DAYS = 28
# Headings begin with ##; a paragraph that names the sponsor goes where there is none.
_HOUSE = (
    (
        _("1. What this is"),
        _(
            "This is an agreement between {fund} and {group}. It is about the grant "
            "{reference} for the project “{project}” in the call “{call}”."
        ),
    ),
    (
        _("2. The money"),
        _("{fund} gives {group} {amount}, in these parts:"),
        "{payments}",
        _(
            "{sponsor} receives the money for {group}. It keeps it apart from its own, "
            "passes it on for this project alone, and answers for it together with "
            "{group}."
        ),
    ),
    (
        _("3. What the money is for"),
        _(
            "The project runs from {first} to {last}. The money is spent on this "
            "project and in this time. What is left at the end goes back to the fund."
        ),
    ),
    (
        _("4. When something changes"),
        _(
            "{group} tells the fund before it changes dates, people, plans or what the "
            "money is spent on. A change counts once the fund has agreed in writing."
        ),
    ),
    (
        _("5. Receipts"),
        _("{group} keeps receipts for six years, and shows them when the fund asks."),
    ),
    (
        _("6. Keeping people safe"),
        _(
            "{group} keeps children, and adults who need care, safe. It treats people "
            "fairly, and keeps private what it knows of them. Where somebody was "
            "harmed, or nearly was, it tells the fund within two days."
        ),
    ),
    (
        _("7. Report and survey"),
        _(
            "{group} sends a short report at the end: what it planned, and what it "
            "did. It lets the people who take part answer the fund’s survey, if they "
            "want to."
        ),
    ),
    (
        _("8. What everybody may know"),
        _(
            "The fund publishes the names of group and project, the area, the dates "
            "and the amounts. It leaves out what could put somebody in danger."
        ),
    ),
    (
        _("9. When this is not kept"),
        _(
            "Where the money is spent on something else, or these terms are not kept, "
            "the fund may hold payments back, ask for money back, or end the grant. It "
            "says why first, and listens to {group}."
        ),
    ),
    (
        _("10. Ending it early"),
        _(
            "Each side may end this agreement by writing to the other one month "
            "before. Money that is not spent by then goes back to the fund."
        ),
    ),
)


class Terms(NamedTuple):
    """What the agreements of a call are made from; version 0 is that of the house."""

    text: i18n.Text
    binding: str
    answer_days: int = ANSWER_DAYS
    version: int = 0


def own_terms(call: Call, *, lock: bool = False) -> AgreementTerms | None:
    """The terms that a fund wrote for the agreements of a call, if it did."""
    query = select(AgreementTerms).where(AgreementTerms.call_id == call.id)
    return db.session.scalar(query.with_for_update() if lock else query)


def house_terms(languages: list[str]) -> i18n.Text:
    """Give the words of the house in those of the languages that it speaks."""
    texts = {}
    for code in [c for c in languages if c in i18n.LANGUAGES] or ["en"]:
        with i18n.writing_in(code):
            texts[code] = "\n\n".join(
                "\n\n".join((f"## {heading}", *map(str, words)))
                for heading, *words in _HOUSE
            )
    return i18n.Text.plainly(texts)


def terms_of(call: Call) -> Terms:
    """Give the terms that the agreements of a call are made from now."""
    own = own_terms(call)
    if own is not None:
        return Terms(own.text, own.binding, own.answer_days, own.version)
    text = house_terms(call.languages)
    return Terms(text, text.source or "en")
