"""What the pages of this room read, by subject."""

from grantsapp.evaluation.queries.answers import answered_in, surveys_by_key, tools_in
from grantsapp.evaluation.queries.evaluations import (
    all_published,
    evaluation,
    is_published_since,
    newest,
    next_number,
    public_figures,
    published,
    told,
)
from grantsapp.evaluation.queries.lines import Line, Shown, has_interval, shown

__all__ = [
    "Line",
    "Shown",
    "all_published",
    "answered_in",
    "evaluation",
    "has_interval",
    "is_published_since",
    "newest",
    "next_number",
    "public_figures",
    "published",
    "shown",
    "surveys_by_key",
    "told",
    "tools_in",
]
