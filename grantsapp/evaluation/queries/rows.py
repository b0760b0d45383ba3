"""The rows of a data set: everybody of a call who answered, column by column.

`rows_of` alone reads them, so that it can read a sealed snapshot one day.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import current_app

from grantsapp import i18n
from grantsapp.awards import queries as awards
from grantsapp.calls.models import Call
from grantsapp.evaluation import telling_data as words
from grantsapp.evaluation.anonymity import Trait
from grantsapp.evaluation.dataset import (
    ABOUT,
    DECLINED,
    LEFT_OUT,
    NOT_ASKED,
    Asked,
    Form,
    People,
)
from grantsapp.evaluation.queries.answers import surveys_by_key
from grantsapp.mel import models as mel_models
from grantsapp.mel import queries as mel
from grantsapp.mel.instruments import Instrument, Moment
from grantsapp.mel.models import Survey
from grantsapp.mel.queries import Given
from grantsapp.mel.sittings import Answers

FAR = 9000  # beyond any scale; a number that is farther was no answer to it
WORTH = {"project": 8.0, "theme": 3.0, "language": 2.0, "way": 0.5}
Person = tuple[UUID, str]
Read = Callable[[Given], str]


def rows_of(call: Call) -> People:
    """Read everybody who answered, with what they told of themselves."""
    import numpy as np

    surveys, given = surveys_by_key(call), mel.responses_in(call)
    tools, places = _tools(surveys, given)
    rows: dict[Person, int] = {}
    firsts: list[Given] = []
    for one in given:
        if (one.survey_id, one.person) not in rows:
            rows[one.survey_id, one.person] = len(firsts)
            firsts.append(one)
    asked = _asked(surveys, places)
    return People(
        person=np.array(
            [pseudonym(surveys[g.survey_id], g.person) for g in firsts], str
        ),
        traits=tuple(_traits(call, firsts)),
        asked=np.array([asked[one.survey_id] for one in firsts], np.int64),
        tools=tools,
        raw=_raw(tools, places, given, rows),
    )


def codes_of(call: Call) -> Sequence[str]:
    """Give the code of everybody who would be in a package of a call now."""
    surveys = surveys_by_key(call)
    people = {(one.survey_id, one.person) for one in mel.responses_in(call)}
    return [pseudonym(surveys[survey], person) for survey, person in people]


def pseudonym(survey: Survey, person: str) -> str:
    """Give another code than the one that is stored, the same in every package.

    Keyed, since the survey's own key is public and names can be guessed.
    """
    secret = str(current_app.config["SECRET_KEY"]).encode()
    named = f"export:{survey.key}:{person}".encode()
    return hmac.new(secret, named, hashlib.sha256).hexdigest()[:16]


def _tools(
    surveys: Mapping[UUID, Survey], given: Sequence[Given]
) -> tuple[tuple[Asked, ...], dict[UUID, int]]:
    """List the instruments by code and version, with the moments they were asked at."""
    found: dict[UUID, tuple[Instrument, set[Moment]]] = {}
    for survey in surveys.values():
        for row in survey.instruments:
            found.setdefault(row.id, (row.tool, set()))[1].update(survey.moments)
    for one in given:
        found[one.instrument_id][1].update(one.raw)
    keys = sorted(found, key=lambda k: (found[k][0].code, found[k][0].version))
    order = list(Moment)
    tools = tuple(
        Asked(found[key][0], tuple(sorted(found[key][1], key=order.index)))
        for key in keys
    )
    return tools, {key: place for place, key in enumerate(keys)}


def _asked(
    surveys: Mapping[UUID, Survey], places: Mapping[UUID, int]
) -> dict[UUID, int]:
    """Number the surveys, alike where they ask alike: it shows in what is empty."""
    kinds = {
        key: (
            survey.design,
            tuple(sorted(places[row.id] for row in survey.instruments)),
        )
        for key, survey in surveys.items()
    }
    numbers = {kind: place for place, kind in enumerate(sorted(set(kinds.values())))}
    return {key: numbers[kind] for key, kind in kinds.items()}


def _raw(
    tools: Sequence[Asked],
    places: Mapping[UUID, int],
    given: Sequence[Given],
    rows: Mapping[Person, int],
) -> dict[tuple[int, Moment], Any]:
    import numpy as np

    raw = {
        (place, moment): np.full(
            (len(rows), len(asked.tool.items)), NOT_ASKED, np.int32
        )
        for place, asked in enumerate(tools)
        for moment in asked.moments
    }
    for one in given:
        place, row = places[one.instrument_id], rows[one.survey_id, one.person]
        for moment, answers in one.raw.items():
            raw[place, moment][row] = _cells(tools[place].tool, answers)
    return raw


def _cells(tool: Instrument, answers: Answers) -> list[int]:
    return [_cell(answers, item.code) for item in tool.items]


def _cell(answers: Answers, item: str) -> int:
    value = answers.get(item)
    if value is None:
        return DECLINED if item in answers else LEFT_OUT
    return max(-FAR, min(FAR, value))


def _traits(call: Call, firsts: Sequence[Given]) -> list[Trait]:
    every = {a.id: a for a in awards.awards_in(call)}
    reads: dict[str, Read] = {
        "project": lambda one: every[one.award_id].reference,
        "theme": lambda one: every[one.award_id].theme,
        "language": lambda one: one.language,
        "way": lambda one: str(one.origin),
    }
    told = {question for one in firsts for question in one.about}
    for question in [*mel_models.ABOUT, *sorted(told - mel_models.ABOUT.keys())]:
        if question in told:
            reads[ABOUT + question] = _reading(question)
    return [_trait(name, [read(one) for one in firsts]) for name, read in reads.items()]


def _reading(question: str) -> Read:
    return lambda one: one.about.get(question, "")


def _trait(name: str, told: Sequence[str]) -> Trait:
    import numpy as np

    values = tuple(sorted(set(told)))
    place = {value: at for at, value in enumerate(values)}
    return Trait(
        name,
        values,
        np.array([place[value] for value in told], np.int64),
        WORTH.get(name, 1.0),
        words.AGE_BANDS if name == f"{ABOUT}age" else {},
        "project" if name == "theme" else "",
    )


def forms_of(call: Call, people: People, titles: Mapping[str, str]) -> dict[str, Form]:
    """Put the traits into words, in the language that is written in."""
    themes = {t.code: t.name.plain("en") or t.code for t in call.fund.themes}
    known = {
        "project": Form(str(words.PROJECT), titles),
        "theme": Form(str(words.THEME), themes),
        "language": Form(str(words.LANGUAGE), _languages(people)),
        "way": Form(str(words.WAY), _plain(words.ORIGINS)),
    }
    return {t.name: known.get(t.name) or _about(t.name) for t in people.traits}


def _languages(people: People) -> dict[str, str]:
    (trait,) = (t for t in people.traits if t.name == "language")
    return {code: i18n.language_name(code) for code in trait.values if code}


def _about(name: str) -> Form:
    question = name.removeprefix(ABOUT)
    asked, options = mel_models.ABOUT.get(question, (question, {}))
    bands = words.AGE_WORDS if question == "age" else {}
    return Form(str(asked), _plain({**options, **bands}))


def _plain(told: Mapping[str, Any]) -> dict[str, str]:
    return {code: str(text) for code, text in told.items()}
