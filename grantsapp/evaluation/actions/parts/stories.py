"""Stories of projects, told with the permission of those whom they are about."""

from datetime import date
from typing import Any

from grantsapp import i18n, unseen
from grantsapp.evaluation import prose
from grantsapp.evaluation.actions.parts.common import (
    Document,
    apart,
    mark,
    own,
    paragraph,
    shown,
)
from grantsapp.evaluation.blocks import Block, Heading, Quote, Tone, Words
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words, and each story."""
    told = document["stories"]
    found: list[Block] = own(document, Part.STORIES)
    if told:
        words = _("Stories are single voices. They show how, not how often.")
        found.append(paragraph(words, Tone.SMALL))
    for place, one in enumerate(told, 1):
        found += _story(one, place)
    if back := document.get("stories_taken_back"):
        words = ngettext(
            "One story is not shown any more: its project is no longer named.",
            "%(num)d stories are not shown any more: their projects are no longer "
            "named.",
            back,
        )
        found.append(paragraph(words, Tone.SMALL))
    return found


def _story(one: dict[str, Any], place: int) -> list[Block]:
    title, words = shown(one["title"]), shown(one["words"])
    quoted = prose.blocks_of(words.text, words.language)
    head = Words(title.text, title.language)
    if unseen.is_blank(title.text):
        head = Words(_("Story %(number)s", number=place))
    return [
        Heading(head, f"story-{place}"),
        *mark(words),
        Quote(tuple(quoted), Words(_by(one))),
    ]


def _by(one: dict[str, Any]) -> str:
    on = i18n.day(date.fromisoformat(one["permission_on"]))
    if project := one["project"]:
        title = project["title"]
        return _(
            "%(project)s. Told with permission of %(day)s.",
            project=apart(title),
            day=on,
        )
    return _("Told without a name, with permission of %(day)s.", day=on)
