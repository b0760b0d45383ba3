"""Everything that the figures of a call come from, gathered into one snapshot.

First what is small is read, with the call; then the answers, maybe for a long while,
within a session that holds up nobody.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from grantsapp.calls.models import Call
from grantsapp.evaluation.hiding import hidden_names
from grantsapp.evaluation.linking import (
    LATER,
    MOMENTS,
    Answers,
    Linked,
    Sittings,
    found_in,
    places_of,
)
from grantsapp.evaluation.queries.frames import frame_of
from grantsapp.evaluation.queries.packed import answer_rows, sitting_rows
from grantsapp.evaluation.queries.plans import told_plan
from grantsapp.evaluation.snapshots import Snapshot
from grantsapp.mel import instruments
from grantsapp.mel import queries as mel
from grantsapp.mel.instruments import Instrument
from grantsapp.mel.models import Response

if TYPE_CHECKING:
    from numpy.typing import NDArray

AT_ONCE = 500  # ids in one question
Rows = dict[UUID, list[Any]]  # by survey


@dataclass(frozen=True)
class Asked:
    """A survey, as plain values."""

    id: UUID
    project: str
    design: str
    moments: tuple[str, ...]
    tools: tuple[UUID, ...]


class Ground(NamedTuple):
    """What is small of a call, read before its answers are."""

    meta: Mapping[str, Any]
    surveys: tuple[Asked, ...]
    tools: Mapping[UUID, Instrument]
    flagged: bytes  # ids of what the rules of quality speak of
    key: bytes  # under which names are hidden


def ground_of(call: Call, extra: Mapping[str, Any] | None = None) -> Ground:
    """Read what is small; `extra` comes through into the figures as it is given."""
    surveys = mel.asked_in(call)
    rows = {row.id: row for survey in surveys for row in survey.instruments}
    order = sorted(rows.values(), key=lambda row: (row.code, row.version))
    meta = {
        "frame": frame_of(call),
        "plan": told_plan(call),
        "extra": dict(extra or {}),
    }
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return Ground(
        meta,
        tuple(
            Asked(
                survey.id,
                survey.award.reference,
                str(survey.design),
                tuple(map(str, survey.moments)),
                tuple(row.id for row in survey.instruments),
            )
            for survey in surveys
        ),
        {row.id: row.tool for row in order},
        mel.flagged_in(call) or b"",
        hmac.digest(secret, f"snapshot:{call.id}".encode(), "sha256")[:16],
    )


def gathered(ground: Ground, session: Session) -> Snapshot:
    """Read the answers, and put everything together."""
    surveys = [asked.id for asked in ground.surveys]
    sittings: Rows = {key: [] for key in surveys}
    answers: Rows = {key: [] for key in surveys}
    if surveys:
        for row in sitting_rows(session, surveys):
            sittings[row.survey].append(row)
        told = [row for rows in sittings.values() for row in rows]
        for row in answer_rows(session, told, list(ground.tools)):
            answers[row.survey].append(row)
    return _Gathering(ground, session).snapshot(sittings, answers)


class _Gathering:
    """The arrays of a snapshot, a survey after the other."""

    def __init__(self, ground: Ground, session: Session) -> None:
        import numpy as np

        self._ground, self._session = ground, session
        self._kinds: dict[tuple[str, str, str], int] = {}
        self._people = 0
        self._parts: dict[str, list[Any]] = {}
        names = np.frombuffer(ground.flagged, ">u8").astype(np.uint64).reshape(-1, 2)
        self._flagged = names

    def snapshot(self, sittings: Rows, answers: Rows) -> Snapshot:
        """Gather every survey; what was read of it is let go of."""
        import numpy as np

        for place, asked in enumerate(self._ground.surveys):
            here, told = sittings.pop(asked.id), answers.pop(asked.id)
            if here:
                self._add(place, asked, self._linked(here), told)
        arrays: dict[str, Any] = {}
        for name in list(self._parts):
            array = _joined(self._parts.pop(name))
            if array is not None:
                arrays[name] = array
        if self._kinds:
            order = sorted(self._kinds)
            turned = [order.index(kind) for kind in self._kinds]
            arrays["people/kind"] = np.array(turned, np.uint32)[arrays["people/kind"]]
        return Snapshot(self._meta(), arrays)

    def _linked(self, rows: list[Any]) -> Linked:
        import numpy as np

        kinds = [
            self._kinds.setdefault(
                (row.language, row.origin, _steady(row.about)), len(self._kinds)
            )
            for row in rows
        ]
        counts = [len(row.ids) for row in rows]
        moments = [MOMENTS.index(row.moment) for row in rows]
        sittings = Sittings(
            np.concatenate([row.ids for row in rows]),
            np.concatenate([row.codes for row in rows]),
            np.repeat(np.array(moments, np.uint8), counts),
            np.repeat(np.array(kinds, np.uint32), counts),
        )
        return Linked(sittings, self._flagged)

    def _add(self, place: int, asked: Asked, linked: Linked, rows: list[Any]) -> None:
        """Add a survey's people in the order of their hidden names."""
        import numpy as np

        found = self._rows(linked, rows)
        people, kinds = linked.people()
        names = hidden_names(people.name, self._ground.key)
        order = np.argsort(names, kind="stable")
        self._part("people/name", names[order])
        self._part("people/survey", np.full(len(order), place, np.uint16))
        self._part("people/kind", kinds[order])
        self._part("people/flagged", people.is_flagged[order])
        rank = np.empty(len(order), np.intp)
        rank[order] = np.arange(len(order))
        for key in asked.tools:
            width = len(self._ground.tools[key].items)
            answers = linked.answers(found.get(key, {}), asked.moments, width)
            self._add_answers(key, answers, rank, width)
        self._people += len(order)

    def _rows(
        self, linked: Linked, rows: list[Any]
    ) -> dict[UUID, dict[str, tuple["NDArray[Any]", "NDArray[Any]"]]]:
        """Find the sittings of each row, and note who answered anything at all."""
        found: dict[UUID, dict[str, Any]] = {}
        for row in rows:
            place, is_here = found_in(linked.ids, row.ids)
            places, items = place[is_here], row.items[is_here]
            found.setdefault(row.instrument, {})[row.moment] = places, items
            if row.moment not in LATER:
                linked.tell(places)
        silent = linked.silent()
        for start in range(0, len(silent), AT_ONCE):
            some = silent[start : start + AT_ONCE]
            linked.tell(places_of(linked.ids, self._told_otherwise(some)))
        return found

    def _told_otherwise(self, names: "NDArray[Any]") -> "NDArray[Any]":
        """Give those who answered something that no instrument of theirs asks."""
        import numpy as np

        ids = [UUID(int=(int(high) << 64) | int(low)) for high, low in names]
        query = select(Response.id, Response.raw).where(Response.id.in_(ids))
        told = [
            key.bytes
            for key, raw in self._session.execute(query)
            if any(given for moment, given in raw.items() if moment not in LATER)
        ]
        return np.frombuffer(b"".join(told), ">u8").astype(np.uint64).reshape(-1, 2)

    def _add_answers(
        self, key: UUID, answers: Answers, rank: "NDArray[Any]", width: int
    ) -> None:
        import numpy as np

        place = list(self._ground.tools).index(key)
        person = rank[answers.person]
        order = np.argsort(person)
        self._part(f"{place:02}/person", (person[order] + self._people).astype("u4"))
        for role in ("before", "after", *LATER):
            table = answers.items.get(role)
            told = (len(order), width) if table is None else table[order]
            self._part(f"{place:02}/{role}", told)

    def _part(self, name: str, array: Any) -> None:
        """Add an array, or the shape of one that has nothing in it."""
        self._parts.setdefault(name, []).append(array)

    def _meta(self) -> dict[str, Any]:
        designs: dict[UUID, set[str]] = {}
        for asked in self._ground.surveys:
            for key in asked.tools:
                designs.setdefault(key, set()).add(asked.design)
        return {
            **self._ground.meta,
            "surveys": [
                {"project": asked.project, "design": asked.design}
                for asked in self._ground.surveys
            ],
            "instruments": [
                {
                    "definition": instruments.as_json(tool),
                    "designs": sorted(designs[key]),
                }
                for key, tool in self._ground.tools.items()
            ],
            "kinds": [
                {"language": language, "origin": origin, "about": json.loads(about)}
                for language, origin, about in sorted(self._kinds)
            ],
        }


def _joined(parts: list[Any]) -> Any:
    """Join arrays; where none of them has anything there is none."""
    import numpy as np

    if all(isinstance(part, tuple) for part in parts):
        return None
    return np.concatenate(
        [
            np.full(part, instruments.LEFT_OUT, np.uint8)
            if isinstance(part, tuple)
            else part
            for part in parts
        ]
    )


def _steady(about: str) -> str:
    return json.dumps(json.loads(about or "{}"), sort_keys=True)
