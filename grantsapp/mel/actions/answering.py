"""People answer: a sitting becomes a response, once, scored on the server."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import insert

from grantsapp import clock, i18n
from grantsapp.db import db
from grantsapp.mel import instruments, queries
from grantsapp.mel.actions import counting
from grantsapp.mel.instruments import Instrument, Moment
from grantsapp.mel.models import (
    HOUSE,
    Exclusion,
    Origin,
    Response,
    ResponseScore,
    Survey,
)
from grantsapp.mel.quality.reasons import Why
from grantsapp.mel.sittings import Sitting, digest


class Named(Protocol):
    """A survey, or what stands for one that is still to be made."""

    @property
    def id(self) -> Any:
        """The id of its row."""


def code_hash(survey: Named, code: str) -> str | None:
    """Turn a code that a person made into one that says nothing about them.

    However it is typed: case, accents, spaces and the digits' script do not matter.
    """
    folded = i18n.fold(code).replace(" ", "")
    if not folded:
        return None
    secret = str(current_app.config["SECRET_KEY"]).encode()
    words = f"{survey.id}:{folded}".encode()
    return hmac.new(secret, words, hashlib.sha256).hexdigest()[:24]


def keep(
    survey: Survey,
    sitting: Sitting,
    *,
    left_out: Why | None = None,
    is_another: bool = False,
) -> Response:
    """Keep what a person answered, exactly once; the caller holds the survey's lock.

    The same sitting again is the row that is there. Other answers under the same name
    are kept beside it, and so is what came late (`left_out` says why); both count only
    if an evaluator says so. Where somebody says that they are another person's, they
    count too.
    """
    known = queries.sittings_of(survey, sitting.client_key)
    row = as_row(survey, sitting, is_resent=bool(known) and not is_another)
    same = next((r for r in known if r.digest == row["digest"]), None)
    if same is not None:
        return same
    response = Response(**row)
    db.session.add(response)
    if left_out:
        _leave_out(response, left_out)
    db.session.flush()
    lines = list(score_rows(response.id, response.raw, tools_of(survey)))
    if lines:
        db.session.execute(insert(ResponseScore), lines)
    return response


def _leave_out(response: Response, reason: Why) -> None:
    """Keep a response out of all figures, for an evaluator to take in again."""
    response.exclusions = [Exclusion(reason=reason, by_name=HOUSE)]
    counting.settle(response)


def add_many(
    survey: Survey, sittings: Iterable[Sitting], *, file_id: UUID | None = None
) -> int:
    """Keep many sittings at once, none of which is here yet; gives how many."""
    tools, rows, scores = tools_of(survey), [], []
    for sitting in sittings:
        row = as_row(survey, sitting, is_resent=False) | {
            "id": uuid4(),
            "file_id": file_id,
        }
        rows.append(row)
        scores += score_rows(row["id"], row["raw"], tools)
    for table, lines in ((Response, rows), (ResponseScore, scores)):
        if lines:
            db.session.execute(insert(table), lines)
    return len(rows)


def as_row(survey: Named, sitting: Sitting, *, is_resent: bool) -> dict[str, Any]:
    """Give the columns of a response, with the code turned into its hash."""
    who, now = code_hash(survey, sitting.code), clock.now()
    return {
        "survey_id": survey.id,
        "client_key": sitting.client_key,
        "digest": digest(sitting, who),
        "moment": sitting.moment,
        "code_hash": who,
        "raw": sitting.raw,
        "about": dict(sitting.about),
        "language": sitting.language,
        "origin": Origin(sitting.origin),
        "layout": list(sitting.layout),
        "seconds": sitting.seconds,
        "answered_at": min(sitting.answered_at or now, now),
        "made_at": now,
        **counting.as_new(is_resent=is_resent),
    }


def tools_of(survey: Survey) -> dict[str, tuple[UUID, Instrument]]:
    """Give the instruments that a survey asks, by code, with the ids of their rows."""
    return {row.code: (row.id, row.tool) for row in survey.instruments}


def score_rows(
    response_id: UUID,
    raw: Any,
    tools: dict[str, tuple[UUID, Instrument]],
    key: Callable[[], UUID] = uuid4,
) -> Iterator[dict[str, Any]]:
    """Score every moment and instrument of a response, and every subscale.

    Of an instrument of which nothing was answered, not even that, there is no row.
    """
    now = clock.now()
    for moment, answered in raw.items():
        for code, given in answered.items():
            if code not in tools or not given:
                continue
            instrument_id, tool = tools[code]
            for subscale in ("", *(s.code for s in tool.subscales)):
                found = instruments.score(tool, given, subscale)
                yield {
                    "id": key(),
                    "response_id": response_id,
                    "instrument_id": instrument_id,
                    "moment": Moment(moment),
                    "subscale": subscale,
                    "value": found.value,
                    "answered": found.answered,
                    "keyed": None if subscale else instruments.packed(tool, given),
                    "made_at": now,
                }


def people(
    instrument: Instrument,
    answered: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    origin: Origin,
    language: str = "en",
) -> Iterator[Sitting]:
    """Make sittings of (respondent, {moment: answers}) to one instrument.

    What looks back is one sitting with now; any other moment is one of its own.
    """
    for respondent, raw in answered:
        told = {m: {instrument.code: given} for m, given in raw.items()}
        one = Sitting(
            moment=Moment.T1,
            raw=told,
            client_key=uuid4(),
            code=respondent,
            language=language,
            origin=origin,
        )
        if Moment.R0 in told or not told:
            yield one
            continue
        for moment, given in told.items():
            yield replace(
                one, moment=Moment(moment), raw={moment: given}, client_key=uuid4()
            )
