"""Where the figures end: what the designs used cannot show, said by itself."""

from typing import Any

from grantsapp import i18n
from grantsapp.evaluation.actions import saying
from grantsapp.evaluation.actions.parts.common import (
    Document,
    apart,
    key_of,
    listed,
    own,
    shown,
    whole,
)
from grantsapp.evaluation.blocks import Block
from grantsapp.evaluation.models import Part
from grantsapp.i18n import gettext as _
from grantsapp.mel.instruments import Design


def blocks(document: Document) -> list[Block]:
    """Give the caveats of what was done, and then what the evaluator adds."""
    figures = document["figures"]
    return [*listed(_caveats(figures)), *own(document, Part.LIMITS)]


def _caveats(figures: dict[str, Any]) -> list[str]:
    designs = {design for one in figures["instruments"] for design in one["designs"]}
    said = [saying.synthetic()] if figures["synthetic"] else []
    if figures["instruments"]:
        said += [
            _(
                "Nobody was compared with people who did not take part. What changed "
                "may have other causes than the project."
            ),
            *(words for design, words in _of_designs().items() if design in designs),
            _(
                "Those who answered may differ from those who did not; nothing here "
                "speaks of people who were not asked or left."
            ),
        ]
    if any(one["status"] == "starter" for one in figures["instruments"]):
        said.append(
            _("Some instruments are starters of our own, and nobody validated them.")
        )
    return [*said, *_expected(figures), *_answered(figures), *_reports(figures)]


def _of_designs() -> dict[str, str]:
    """Say what each design cannot show."""
    return {
        Design.RETROSPECTIVE: _(
            "In some projects people looked back from the end, and judged then where "
            "they had begun. Memory, and the wish to have learned something, can make "
            "a change look larger."
        ),
        Design.MATCHED: _(
            "In some projects people answered before and after under a code of their "
            "own. Only those who came both times are compared."
        ),
        Design.AFTER_ONLY: _(
            "Some projects asked once, at the end. That shows where people stood, and "
            "no change."
        ),
    }


def _expected(figures: dict[str, Any]) -> list[str]:
    """Say how many answered of those whom the shown projects expected."""
    cards = (figures.get("fidelity") or {}).get("cards") or []
    known = [
        (card["answers"], card["expected"])
        for card in cards
        if card["answers"] is not None and card["expected"]
    ]
    if not known:
        return []
    came, expected = map(sum, zip(*known, strict=True))
    return [
        _(
            "Of %(expected)s people whom the projects expected to ask, %(came)s "
            "answered (%(share)s). What the others would have said is not known. "
            "Projects counted in this: %(projects)s.",
            expected=i18n.number(expected),
            came=i18n.number(came),
            share=i18n.percent(came / expected),
            projects=i18n.number(len(known)),
        )
    ]


def _answered(figures: dict[str, Any]) -> list[str]:
    """Say of each instrument how many who answered can be compared."""
    return [
        _(
            "%(instrument)s: of %(all)s who answered, %(pairs)s can be compared.",
            instrument=apart(shown(one["title"]).text),
            all=whole(f"outcomes.{key_of(one, figures)}.n", one["n"]),
            pairs=whole(f"outcomes.{key_of(one, figures)}.pairs", one["pairs"]),
        )
        for one in figures["instruments"]
        if one["pairs"] is not None and one["n"] and one["n"] > one["pairs"]
    ]


def _reports(figures: dict[str, Any]) -> list[str]:
    missing = figures["reports"]["expected"] - figures["reports"]["received"]
    if missing <= 0:
        return []
    return [
        _(
            "Projects that have not reported, and are not in what was delivered: "
            "%(number)s.",
            number=i18n.number(missing),
        )
    ]
