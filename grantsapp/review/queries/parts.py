"""What this room adds to a call's texts, file and copies: phases and criteria."""

from typing import Any

from sqlalchemy import select

from grantsapp.calls.facts import is_text
from grantsapp.calls.packing import Rule
from grantsapp.calls.queries.parts import Part
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import EXPERTISE, Advance, Area, Criterion, Phase

MOST_REVIEWS = 20
MOST_STEPS = 11  # of a scale
HIGHEST = 100
BY_NUMBER = {Advance.BEST, Advance.AT_LEAST}


def _cover_is_known(values: dict[str, Any]) -> bool:
    """Say whether each is one of the three of every panel, or some fund's own area."""
    cover = values.get("cover", [])
    if not isinstance(cover, list) or not all(isinstance(c, str) for c in cover):
        return False
    more = set(cover) - set(EXPERTISE)
    if len(set(cover)) < len(cover):
        return False
    known = select(Area.code).where(Area.code.in_(more)).distinct()
    return not more or more <= set(db.session.scalars(known))


def _advance_has_its_number(values: dict[str, Any]) -> bool:
    number = values.get("advance_number")
    wanted = values.get("advance", Advance.ALL) in BY_NUMBER
    return number > 0 if wanted and number is not None else not wanted


def _spread_is_some(values: dict[str, Any]) -> bool:
    spread = values.get("flag_spread")
    return spread is None or 0 < spread < 100 * HIGHEST


def _rubric_is_true(values: dict[str, Any]) -> bool:
    rubric = values.get("rubric", {})
    scale = range(values.get("minimum", 1), values.get("maximum", 5) + 1)
    return isinstance(rubric, dict) and all(
        score in map(str, scale) and (not text or is_text(text))
        for score, text in rubric.items()
    )


def _scale_has_two_ends(values: dict[str, Any]) -> bool:
    least, most = values.get("minimum", 1), values.get("maximum", 5)
    return 0 <= least < most <= HIGHEST and most - least < MOST_STEPS


PARTS = (
    Part(
        "phase",
        "phases",
        Phase,
        _("phase"),
        apart=frozenset({"closed_at", "due_at", "opens_at"}),
        holds_up=False,
        rules=(
            Rule("cover", _cover_is_known),
            Rule("advance_number", _advance_has_its_number),
            Rule("flag_spread", _spread_is_some),
            Rule("reviews", lambda v: 0 <= v.get("reviews", 3) <= MOST_REVIEWS),
        ),
    ),
    Part(
        "criterion",
        "criteria",
        Criterion,
        _("criterion"),
        "phase",
        is_local=True,
        holds_up=False,
        rules=(
            Rule("weight", lambda v: v["weight"] > 0),
            Rule("maximum", _scale_has_two_ends),
            Rule("rubric", _rubric_is_true),
        ),
    ),
)
