"""How the pages of a survey are shown: in which language, at which addresses."""

from functools import partial
from typing import Any

from flask import redirect, render_template, request
from flask import url_for as address
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import ABOUT
from grantsapp.mel.queries import Frame
from grantsapp.mel.queries.ways import CODE_PARTS, MOMENTS_IN_WORDS, SLUGS
from grantsapp.mel.walk import DAYS, LEAST_OF_A_CODE

# What an address may say besides the language. A link that works once is in the first
# one alone, and in no other that a line on the way may write down.
WAYS = ("kiosk", "ticket", "moment")


def spoken(frame: Frame) -> str:
    """Say in which of the survey's languages we ask; ours may be another."""
    wish, ours = request.args.get("in", ""), i18n.language()
    for code in (wish, ours):
        if code in frame.languages:
            return code
    best = request.accept_languages.best_match(frame.languages)
    return best or frame.languages[0]


def elsewhere(frame: Frame) -> ResponseReturnValue | None:
    """Lead to a language of the survey, where the reader's is none of them."""
    code, wish = spoken(frame), request.args.get("in", "")
    if wish in (*frame.languages, i18n.PSEUDO) or code == i18n.language():
        return None
    ways = {w: request.args[w] for w in WAYS if w in request.args}
    values = {**(request.view_args or {}), **ways, "in": code}
    return redirect(address(str(request.endpoint), **values), 302)


def place(frame: Frame, name: str, **values: Any) -> str:
    """Give an address of this survey that keeps the language, and the device's kind."""
    ways = {"kiosk": request.args["kiosk"]} if "kiosk" in request.args else {}
    told = {"key": frame.survey.key, "in": spoken(frame), **ways, **values}
    return address(f"surveys.{name}", **told)


def shown(name: str, frame: Frame, moment: Moment | None = None, **more: Any) -> str:
    """Draw a page of a survey."""
    return render_template(
        f"mel/survey/{name}.html",
        frame=frame,
        survey=frame.survey,
        moment=moment,
        words=SLUGS,
        heads=MOMENTS_IN_WORDS,
        ABOUT=ABOUT,
        CODE_PARTS=CODE_PARTS,
        DAYS=DAYS,
        LEAST_OF_A_CODE=LEAST_OF_A_CODE,
        spoken=spoken(frame),
        place=partial(place, frame),
        **more,
    )
