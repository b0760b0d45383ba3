"""What the pages of this room read, by subject."""

from grantsapp.mel.queries.library import (
    calls_to_evaluate,
    instrument,
    instruments,
    languages_of,
    versions_of,
)
from grantsapp.mel.queries.outputs import (
    Delivered,
    Planned,
    delivered_by,
    delivered_in,
    output,
    outputs_of,
    plan_of,
    report_on,
    reported_among,
    reports_in,
)
from grantsapp.mel.queries.responses import (
    Given,
    changed_since,
    responses_in,
    sittings_of,
)
from grantsapp.mel.queries.surveys import (
    Counted,
    counted,
    suite_of,
    survey,
    surveys_in,
    surveys_of,
)

__all__ = [
    "Counted",
    "Delivered",
    "Given",
    "Planned",
    "calls_to_evaluate",
    "changed_since",
    "counted",
    "delivered_by",
    "delivered_in",
    "instrument",
    "instruments",
    "languages_of",
    "output",
    "outputs_of",
    "plan_of",
    "report_on",
    "reported_among",
    "reports_in",
    "responses_in",
    "sittings_of",
    "suite_of",
    "survey",
    "surveys_in",
    "surveys_of",
    "versions_of",
]
