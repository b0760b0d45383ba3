"""The page of a group: how many answered, the links, and nothing of any person."""

from typing import Any
from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from grantsapp.access import may, require
from grantsapp.awards import queries as awards
from grantsapp.mel import queries
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Suite, Survey
from grantsapp.mel.queries import moments, ways
from grantsapp.mel.routes.blueprint import bp


@bp.get("/awards/<uuid:key>/surveys")
def counts(key: UUID) -> ResponseReturnValue:
    """Show a group how many have answered, and what to hand on."""
    found = awards.award(key) or abort(404)
    require("see counts", found)
    suite, known = queries.suite_of(found.call), queries.surveys_of(found)
    surveys = [counted.survey for counted in known]
    return render_template(
        "mel/counts.html",
        award=found,
        surveys=known,
        languages=_languages(suite, known),
        moments=ways.MOMENTS_IN_WORDS,
        shown={s.id: moments.asked_about(s, suite) for s in surveys},
        links={s.id: _links(s, suite) for s in surveys},
        later={s.id: moments.still_to_come(s, suite) for s in surveys},
        staff_side=may("measure", found),
    )


def _languages(suite: Suite | None, known: list[queries.Counted]) -> list[str]:
    """List the languages that are offered, and those that came in besides."""
    offered = list(suite.languages) if suite else []
    came = {code for counted in known for _moment, code in counted.by_language}
    return [*offered, *sorted(came.difference(offered))]


def _links(survey: Survey, suite: Suite | None) -> list[tuple[Moment, Any]]:
    """List what can be answered today, with a link in each language."""
    codes = _languages(suite, []) or ["en"]
    return [
        (moment, [(code, ways.link(survey, moment, code)) for code in codes])
        for moment in moments.open_now(survey, suite)
    ]
