"""Snapshots of made-up people, as a call's answers lie in them."""

import numpy as np

from grantsapp.evaluation import plan
from grantsapp.evaluation.plan import Check
from grantsapp.evaluation.snapshots import Snapshot
from grantsapp.mel import instruments

TOOL = {
    "code": "skills",
    "version": 1,
    "title": {"en": "Skills"},
    "licence": {"status": "own"},
    "scale": {"minimum": 1, "maximum": 5},
    "scoring": {"rule": "mean", "missing": "complete"},
}
NONE = 255


def a_tool(items, **more):
    told = [{"code": f"i{n}", "text": {"en": f"I {n}"}} for n in range(items)]
    return instruments.as_json(instruments.read({**TOOL, "items": told, **more}))


def a_snapshot(people, *, codes=("skills",), design="matched", extra=None, **wanted):
    """People of projects: (project, {role: items}, {"language": .., "flagged": ..}).

    All of them answered each instrument of `codes` alike.
    """
    people = sorted(people, key=lambda one: one[0])
    projects = sorted({project for project, _told, _about in people})
    kinds = sorted({(a.get("language", "en"), a.get("age", "")) for *_, a in people})
    width = max((len(i) for _p, told, _a in people for i in told.values()), default=1)
    arrays = {
        "people/name": np.arange(len(people), dtype=np.uint64),
        "people/survey": np.array([projects.index(p[0]) for p in people], np.uint16),
        "people/kind": np.array(
            [
                kinds.index((a.get("language", "en"), a.get("age", "")))
                for *_, a in people
            ],
            np.uint32,
        ),
        "people/flagged": np.array([a.get("flagged", False) for *_, a in people], bool),
    }
    for place in range(len(codes)):
        arrays[f"{place:02}/person"] = np.arange(len(people), dtype="u4")
        for role in ("before", "after", "t2", "t3"):
            if any(role in told for _p, told, _a in people):
                rows = [told.get(role, (None,) * width) for _p, told, _a in people]
                arrays[f"{place:02}/{role}"] = packed(rows, width)
    wanted = {"family": codes, "checks": tuple(Check), **wanted}
    return Snapshot(
        {
            "frame": {
                "call": "C1",
                "projects": {p: {"theme": p[0], "title": p} for p in projects},
            },
            "plan": plan.as_json(plan.Plan(**wanted)),
            "extra": extra or {},
            "surveys": [{"project": p, "design": design} for p in projects],
            "instruments": [
                {"definition": a_tool(width, code=code), "designs": [design]}
                for code in codes
            ],
            "kinds": [
                {"language": la, "origin": "web", "about": {"age": age} if age else {}}
                for la, age in kinds
            ],
        },
        arrays,
    )


def packed(rows, width):
    table = [[NONE if v is None else int(v) - 1 for v in row] for row in rows]
    return np.array(table, np.uint8).reshape(len(rows), width)
