"""What the pages of this room read, by subject."""

from grantsapp.evaluation.queries.answers import answered_in, surveys_by_key, tools_in
from grantsapp.evaluation.queries.evaluations import (
    all_published,
    evaluation,
    evaluation_key,
    is_given_up,
    is_published_since,
    newest,
    next_number,
    of_seal,
    public_figures,
    published,
    told,
    work_on,
)
from grantsapp.evaluation.queries.lines import Line, Shown, has_interval, named, shown
from grantsapp.evaluation.queries.plans import (
    declared_in,
    groups_of,
    instruments_of,
    looked_at,
    plans_of,
    proposed,
    told_plan,
)
from grantsapp.evaluation.queries.rounds import rounds_of, series_of

__all__ = [
    "Line",
    "Shown",
    "all_published",
    "answered_in",
    "declared_in",
    "evaluation",
    "evaluation_key",
    "groups_of",
    "has_interval",
    "instruments_of",
    "is_given_up",
    "is_published_since",
    "looked_at",
    "named",
    "newest",
    "next_number",
    "of_seal",
    "plans_of",
    "proposed",
    "public_figures",
    "published",
    "rounds_of",
    "series_of",
    "shown",
    "surveys_by_key",
    "told",
    "told_plan",
    "tools_in",
    "work_on",
]
