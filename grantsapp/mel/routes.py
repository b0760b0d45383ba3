"""The pages of grantees who report, and of people who answer a survey."""

import re
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import may, person, require
from grantsapp.accounts import actions as accounts
from grantsapp.awards import queries as awards
from grantsapp.awards.models import Award
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries
from grantsapp.mel.actions import measuring, reporting
from grantsapp.mel.instruments import Design, Instrument, Moment
from grantsapp.mel.models import MEASURES, Survey

bp = Blueprint("mel", __name__)
# No account, no cookie, no token: nothing that a forged request could misuse.
surveys_bp = Blueprint("surveys", __name__)
ANSWERS_AN_HOUR = 600  # from one address: a school shares one
KEY = re.compile(r"[0-9a-f]{32}")


@bp.route("/awards/<uuid:key>/report", methods=["GET", "POST"])
def report(key: UUID) -> ResponseReturnValue:
    """Show the report of a grantee; keep what is typed, send it when it is whole."""
    found = awards.award(key, lock=request.method == "POST") or abort(404)
    if request.method == "GET":
        require("read report", found)
        return _report_page(found)
    require("report on", found)
    names = [*reporting.TEXTS, *(str(p.measure) for p in queries.plan_of(found))]
    typed = {n: request.form.get(n, "").replace("\r\n", "\n") for n in names}
    known = queries.report_on(found, lock=True)
    if known and known.version != request.form.get("version", 0, type=int):
        return _report_page(found, typed), 409
    saved = reporting.save_report(found, typed, language=i18n.language(), by=person())
    if request.form.get("then") != "send":
        flash(_("Your report is saved. Send it when it is ready."))
        return redirect(url_for(".report", key=key), 303)
    if reporting.faults(found, saved):
        return redirect(url_for(".report", key=key, check=1), 303)
    reporting.submit_report(found, by=person())
    flash(_("Thank you. Your report is with the fund."))
    return redirect(url_for("awards.award", key=key), 303)


def _report_page(found: Award, mine: dict[str, str] | None = None) -> str:
    """Show a report; with what was typed beside what somebody else saved meanwhile."""
    known, writes = queries.report_on(found), may("report on", found)
    checks = writes and "check" in request.args and mine is None
    faults = reporting.faults(found, known) if checks else []
    saved = reporting.typed_in(known)
    shown = mine or saved
    return render_template(
        "mel/report.html",
        award=found,
        report=known,
        plan=queries.plan_of(found),
        delivered=queries.delivered_by(known),
        measures=MEASURES,
        faults=faults,
        whys=dict(faults),
        writes=writes,
        typed=shown,
        theirs={n: v for n, v in saved.items() if shown.get(n, "") != v},
    )


@surveys_bp.get("/surveys/<uuid:key>")
def survey(key: UUID) -> ResponseReturnValue:
    """Say what the survey is for, and ask; a matched one asks first for the moment."""
    found = _survey(key)
    if found.design is Design.MATCHED:
        return render_template("mel/choose_moment.html", survey=found)
    return _questions(found, Moment.T1, respondent=uuid4().hex)


@surveys_bp.post("/surveys/<uuid:key>")
def answer_looking_back(key: UUID) -> ResponseReturnValue:
    """Take the answers for now, then ask the same about before, then keep both."""
    found = _survey(key, lock=True)
    if found.design is not Design.RETROSPECTIVE:
        abort(404)
    respondent = request.form.get("respondent", "")
    if not KEY.fullmatch(respondent):
        respondent = uuid4().hex
    now = _typed(found, Moment.T1)
    if request.form.get("step") != "before":
        fault = "" if now else _nothing_answered()
        moment = Moment.T1 if fault else Moment.R0
        return _questions(found, moment, respondent=respondent, kept=now, fault=fault)
    raw = {str(m): given for m in found.moments if (given := _typed(found, m))}
    try:
        return _keep(found, respondent, raw)
    except measuring.CodeTaken:
        words = _("Your answers are with us already. They stay as they were.")
        raise Refused(words) from None


@surveys_bp.get("/surveys/<uuid:key>/<any(before, after):moment>")
def matched_survey(key: UUID, moment: str) -> ResponseReturnValue:
    """Ask before or after the project, with the person's own code."""
    found = _survey(key)
    return _questions(found, _moment(found, moment))


@surveys_bp.post("/surveys/<uuid:key>/<any(before, after):moment>")
def answer_matched(key: UUID, moment: str) -> ResponseReturnValue:
    """Keep the answers of one moment under the person's own code."""
    found = _survey(key, lock=True)
    when = _moment(found, moment)
    code, given = request.form.get("code", "").strip(), _typed(found, when)
    if len(i18n.fold(code).replace(" ", "")) < 3:  # noqa: PLR2004
        words = _("Write your code: at least three letters or figures.")
        return _questions(found, when, kept=given, fault=words, at="code")
    if not given:
        return _questions(found, when, fault=_nothing_answered())
    try:
        return _keep(found, measuring.pseudonym(found, code), {when: given})
    except measuring.CodeTaken:
        words = _("Somebody has used this code already. Add a letter of your own.")
        return _questions(found, when, kept=given, fault=words, at="code")


def _survey(key: UUID, *, lock: bool = False) -> Survey:
    if lock:
        accounts.count_try(
            f"survey:{request.remote_addr}", limit=ANSWERS_AN_HOUR, minutes=60
        )
    found = queries.survey(key, lock=lock) or abort(404)
    require("answer", found)
    return found


def _moment(found: Survey, word: str) -> Moment:
    moments = {"before": found.moments[0], "after": found.moments[1]}
    if found.design is not Design.MATCHED or word not in moments:
        abort(404)
    return moments[word]


def _typed(found: Survey, moment: Moment) -> dict[str, int]:
    """Read what was chosen on the scale; anything else is no answer."""
    tool = found.instrument.tool
    given = {i.code: request.form.get(f"{moment}-{i.code}", "") for i in tool.items}
    values = {str(v): v for v in tool.values}
    return {code: values[v] for code, v in given.items() if v in values}


def _nothing_answered() -> str:
    return _("You have not answered anything yet. You may leave out what you like.")


def _keep(found: Survey, respondent: str, raw: measuring.Raw) -> ResponseReturnValue:
    if raw:
        measuring.answer(found, respondent, raw, language=i18n.language())
    return redirect(url_for(".thanks", key=found.key), 303)


def _questions(
    found: Survey,
    moment: Moment,
    *,
    respondent: str = "",
    kept: dict[str, int] | None = None,
    fault: str = "",
    at: str = "items",
) -> ResponseReturnValue:
    tool: Instrument = found.instrument.tool
    page = render_template(
        "mel/survey.html",
        survey=found,
        tool=tool,
        moment=moment,
        respondent=respondent,
        kept=kept or {},
        code=request.form.get("code", ""),
        fault=fault,
        at=at,
    )
    return page, 422 if fault else 200


@surveys_bp.get("/surveys/<uuid:key>/thanks")
def thanks(key: UUID) -> ResponseReturnValue:
    """Thank the person."""
    found = queries.survey(key) or abort(404)
    require("see thanks", found)
    return render_template("mel/thanks.html", survey=found)
