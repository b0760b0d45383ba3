"""The sittings of a call and what was answered in them, read as arrays.

PostgreSQL packs the rows of a survey into one string of bytes, so that there is no work
in Python a row; SQLite has no such word, and its rows are gathered one by one. A name
is two numbers: of a sitting its id, of a person the code's hash.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grantsapp.evaluation.linking import found_in, in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ID, _CODE = 16, 12  # bytes
_SITTINGS = """
SELECT r.survey_id, r.moment, r.language, r.origin, CAST(r.about AS text) AS about,
  {}
FROM responses r WHERE r.counts AND r.survey_id {}"""
_ANSWERS = """
SELECT r.survey_id, s.instrument_id, s.moment, {}
FROM response_scores s JOIN responses r ON r.id = s.response_id
WHERE r.counts AND s.subscale = '' AND r.survey_id {}"""
_OF_TOOLS = """
SELECT instrument_id, moment, response_id, keyed FROM response_scores
WHERE subscale = '' AND {}instrument_id {}"""
_PACKED_SITTINGS = (
    "string_agg(uuid_send(r.id) || coalesce(decode(r.code_hash, 'hex'), "
    f"decode('{'00' * _CODE}', 'hex')), '')"
)
_PACKED_ANSWERS = "string_agg(uuid_send(r.id) || s.keyed, '')"
_NO_CODE = "00" * _CODE


class SittingRows(NamedTuple):
    """Sittings of a survey that are alike but for who they are of."""

    survey: UUID
    moment: str
    language: str
    origin: str
    about: str  # JSON
    ids: "NDArray[Any]"
    codes: "NDArray[Any]"


class AnswerRows(NamedTuple):
    """What was answered to one instrument at one moment of a survey."""

    survey: UUID
    instrument: UUID
    moment: str
    ids: "NDArray[Any]"
    items: "NDArray[Any]"


class Unpacked(Exception):
    """Something was scored by an older house, that did not keep the answers with it."""


def sitting_rows(session: Session, surveys: Collection[UUID]) -> Iterator[SittingRows]:
    """Read the sittings that count."""
    if _is_postgresql(session):
        words = _SITTINGS.format(_PACKED_SITTINGS, "= ANY(%s) GROUP BY 1, 2, 3, 4, 5")
        # There may be many kinds of sittings: none is to be sorted on a disk.
        session.execute(text("SET LOCAL work_mem = '256MB'"))
        yield from (
            _sittings(survey, told, packed)
            for survey, *told, packed in _packed(session, words, surveys)
        )
        session.execute(text("SET LOCAL work_mem TO DEFAULT"))
        return
    gathered: defaultdict[Any, list[str]] = defaultdict(list)
    what = f"r.id || coalesce(r.code_hash, '{_NO_CODE}')"
    for *told, name in _rows(session, _SITTINGS, what, surveys):
        gathered[tuple(told)].append(name)
    for told, names in gathered.items():
        yield _sittings(UUID(told[0]), told[1:], bytes.fromhex("".join(names)))


def _sittings(survey: UUID, told: Sequence[str], packed: bytes) -> SittingRows:
    moment, language, origin, about = told
    ids, codes = _named(_bytes(packed, _ID + _CODE))
    return SittingRows(survey, moment, language, origin, about, ids, codes)


def answer_rows(
    session: Session, sittings: Sequence[SittingRows], tools: Collection[UUID]
) -> Iterator[AnswerRows]:
    """Read what was answered in some sittings; raises Unpacked."""
    surveys = {one.survey for one in sittings}
    if not surveys:
        return
    if not _is_postgresql(session):
        rows = list(_answers_of_tools(session, tools))
        yield from _by_survey(rows, sittings)
        return
    what = f"count(*), count(*) - count(s.keyed), {_PACKED_ANSWERS}"
    words = _ANSWERS.format(what, "= ANY(%s) GROUP BY 1, 2, 3")
    for survey, tool, moment, *found in _packed(session, words, surveys):
        count, lacking, packed = found
        if lacking:
            raise Unpacked
        rows = _bytes(packed, len(packed) // count)
        yield AnswerRows(survey, tool, moment, _numbers(rows[:, :_ID]), rows[:, _ID:])


def _answers_of_tools(session: Session, tools: Collection[UUID]) -> Iterator[Any]:
    """Read all answers to some instruments: to join them costs more than to read on."""
    ids: defaultdict[Any, list[str]] = defaultdict(list)
    keyed: defaultdict[Any, list[bytes]] = defaultdict(list)
    for tool, moment, key, items in _rows(session, _OF_TOOLS, "", tools):
        place = tool, moment
        ids[place].append(key)
        keyed[place].append(items)
    for (tool, moment), names in ids.items():
        given = keyed.pop((tool, moment))
        rows = _numbers(_bytes(bytes.fromhex("".join(names)), _ID))
        width = next((len(items) for items in given if items), 1)
        lacking = bytes(width)
        packed = b"".join([lacking if items is None else items for items in given])
        is_lacking = [items is None for items in given]
        yield UUID(tool), moment, rows, _bytes(packed, width), is_lacking


def _by_survey(
    rows: list[Any], sittings: Sequence[SittingRows]
) -> Iterator[AnswerRows]:
    """Give each survey its answers; those of sittings that do not count fall out."""
    import numpy as np

    surveys = list(dict.fromkeys(one.survey for one in sittings))
    counts = [len(one.ids) for one in sittings]
    ids = np.concatenate([one.ids for one in sittings])
    of = np.repeat([surveys.index(one.survey) for one in sittings], counts)
    order = in_order(ids)
    ids, of = ids[order], of[order]
    for tool, moment, names, items, is_lacking in rows:
        place, is_here = found_in(ids, names)
        if np.array(is_lacking)[is_here].any():
            raise Unpacked
        survey = of[place[is_here]]
        here = np.flatnonzero(is_here)[np.argsort(survey, kind="stable")]
        ends = np.cumsum(np.bincount(survey, minlength=len(surveys)))
        for at, (start, end) in enumerate(pairwise([0, *ends.tolist()])):
            if end > start:
                some = here[start:end]
                yield AnswerRows(surveys[at], tool, moment, names[some], items[some])


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _packed(session: Session, words: str, surveys: Collection[UUID]) -> Iterator[Any]:
    """Ask for packed rows; the driver hands bytes over as they are."""
    driver = _driver(session)
    with driver.cursor(binary=True) as cursor:
        cursor.execute(words, (list(surveys),))
        yield from cursor


def _rows(
    session: Session, words: str, what: str, surveys: Collection[UUID]
) -> Iterator[Any]:
    marks = ", ".join("?" * len(surveys))
    keys = [key.hex for key in surveys]
    return _driver(session).execute(words.format(what, f"IN ({marks})"), keys)


def _driver(session: Session) -> Any:
    """Give the driver's own connection, once the session has written what it holds."""
    session.flush()
    return session.connection().connection.driver_connection


def _bytes(packed: bytes, width: int) -> "NDArray[Any]":
    import numpy as np

    return np.frombuffer(packed, np.uint8).reshape(-1, width)


def _named(rows: "NDArray[Any]") -> tuple["NDArray[Any]", "NDArray[Any]"]:
    """Part rows of ids and codes; a code is made as long as an id."""
    import numpy as np

    codes = np.zeros((len(rows), _ID), np.uint8)
    codes[:, :_CODE] = rows[:, _ID:]
    return _numbers(rows[:, :_ID]), _numbers(codes)


def _numbers(names: "NDArray[Any]") -> "NDArray[Any]":
    import numpy as np

    return np.ascontiguousarray(names).view(">u8").astype(np.uint64)
