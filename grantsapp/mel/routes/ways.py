"""The ways into a survey, for those who hand it on: links, posters, forms on paper."""

from urllib.parse import urlencode
from uuid import UUID

from flask import Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from grantsapp import mail
from grantsapp.access import public, require
from grantsapp.awards import queries as awards
from grantsapp.mel.actions import paper_form, posters
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Survey
from grantsapp.mel.queries import tickets, ways
from grantsapp.mel.queries.ways import Asked
from grantsapp.mel.routes.blueprint import bp
from grantsapp.mel.rules.ways import keyable
from grantsapp.mel.timing import MONTHS
from grantsapp.mel.walk import DAYS

_WHEN = "<any(before, after, 'after-3-months', 'after-6-months'):when>"
_WAY = "<any(before, after, 'after-3-months', 'after-6-months', concern, kiosk):way>"


@bp.get("/awards/<uuid:key>/ways-in")
def ways_in(key: UUID) -> ResponseReturnValue:
    """Show each way by which people come into the survey, to hand it on."""
    award = awards.award(key) or abort(404)
    require("see the ways into", award)
    survey = ways.survey_for(award)
    asked = ways.asked_by(survey) if survey else None
    return render_template(
        "mel/ways_in.html",
        award=award,
        survey=survey,
        asked=asked,
        ways=ways,
        host=mail.address("").partition("://")[2],
        can_key=bool(survey and keyable(survey)),
        later_now=[m for m in asked.moments if m in MONTHS] if asked else [],
        paper_days=DAYS,
        batches=tickets.batches_of(survey) if survey else [],
    )


@bp.get(f"/awards/<uuid:key>/poster/{_WHEN}/<language>.pdf")
def survey_poster(key: UUID, when: str, language: str) -> Response:
    """Give a poster that leads to the survey, to print."""
    asked, moment = asked_at(key, when, language)
    return _pdf(posters.as_pdf(asked, moment, language), f"poster-{when}-{language}")


@bp.get(f"/awards/<uuid:key>/paper/{_WHEN}/<language>.pdf")
def survey_on_paper(key: UUID, when: str, language: str) -> Response:
    """Give the survey as a form to fill in by hand."""
    asked, moment = asked_at(key, when, language)
    return _pdf(paper_form.as_pdf(asked, moment, language), f"paper-{when}-{language}")


@bp.get("/s/<code>", defaults={"way": ""})
@bp.get(f"/s/<code>/{_WAY}")
def short(code: str, way: str) -> ResponseReturnValue:
    """Lead from an address that a hand can type to the survey it stands for."""
    public()
    found = ways.survey_by_code(code) or abort(404)
    told = {n: request.args[n] for n in ("in", "moment") if n in request.args}
    tail = f"?{urlencode(told)}" if told else ""
    return redirect(f"/surveys/{found}/{way}".rstrip("/") + tail, 303)


def survey_of(key: UUID, *, lock: bool = False) -> Survey:
    """Find the survey that an award hands on, or answer 404."""
    award = awards.award(key) or abort(404)
    return ways.survey_for(award, lock=lock) or abort(404)


def asked_at(key: UUID, when: str, language: str) -> tuple[Asked, Moment]:
    """Find what is asked at a moment in a language, for those who hand it on."""
    survey = survey_of(key)
    require("hand on", survey)
    asked = ways.asked_by(survey)
    if ways.PLACES[when] not in asked.all_moments or language not in asked.languages:
        abort(404)
    return asked, ways.PLACES[when]


def _pdf(data: bytes, name: str) -> Response:
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
