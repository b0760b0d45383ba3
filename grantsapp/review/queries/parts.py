"""What this room adds to a call's texts, file and copies: phases and criteria."""

from typing import Any

from grantsapp.calls.facts import is_text
from grantsapp.calls.packing import Rule
from grantsapp.calls.queries.parts import Part
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import Criterion, Phase


def _rubric_is_true(values: dict[str, Any]) -> bool:
    rubric = values.get("rubric", {})
    scale = range(values.get("minimum", 1), values.get("maximum", 5) + 1)
    return isinstance(rubric, dict) and all(
        score in map(str, scale) and (not text or is_text(text))
        for score, text in rubric.items()
    )


def _scale_has_two_ends(values: dict[str, Any]) -> bool:
    least, most = values.get("minimum", 1), values.get("maximum", 5)
    return least < most <= least + 100


PARTS = (
    Part(
        "phase",
        "phases",
        Phase,
        _("phase"),
        apart=frozenset({"closed_at", "due_at"}),
        holds_up=False,
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
