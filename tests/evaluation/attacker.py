"""An attacker who has every release, and wants to know what is hidden in them.

The worst one that we can think of: knows how many people each project and each group
in it has, that answers lie on the scale, and that every published mean is exact. What
is published makes linear equations of the unknown sums; a linear program then says
between which ends each hidden mean must lie. Averages over projects are worked out
anew from the lines that are shown: where that gives another figure, they contain more.

    python -m tests.evaluation.attacker people.csv release.json [release.json ...]

`people.csv` has the columns instrument, project, before, after, and one a question.
It tells sizes to the attacker, and whether the truth lies between the ends found.
"""

import csv
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy import optimize, stats

ROOM = 0.2  # of the scale: the least that must stay open
FIGURES = ("mean_before", "mean_after")
EXACT = 1e-6


@dataclass(frozen=True)
class Someone:
    """One person with both scores."""

    instrument: str
    project: str
    before: float
    after: float
    told: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """Between which ends a hidden mean must lie, in the points of its scale."""

    instrument: str
    what: str
    figure: str
    low: float
    high: float
    width: float  # as a share of the scale
    truth: float
    people: int
    is_of_one_mind: bool


def attack(releases, people):
    """Bound every hidden mean of every instrument; gives what was found."""
    found = []
    for code in sorted({one.instrument for one in people}):
        some = [one for one in people if one.instrument == code]
        views = [_view(release, code) for release in releases]
        views = [view for view in views if view is not None]
        if views:
            found += _bounds(code, some, views)
    return found


def averages_that_hold_more(releases):
    """Name the averages that cannot be worked out from the lines that are shown."""
    found = []
    for number, release in enumerate(releases):
        for one in release["instruments"]:
            pooled = one["pooled"]["estimate"]
            again = _pooled(one["by_project"])
            if pooled is None or (again is not None and abs(again - pooled) < 1e-5):
                continue
            found.append((number, one["code"], pooled, again))
    return found


def _view(release, code):
    for one in release["instruments"]:
        if one["code"] == code:
            return one
    return None


class _Unknowns:
    """The sums that nobody published: of a project's people with the same answer."""

    def __init__(self, people, question):
        self.question = question
        self.sizes = Counter((p.project, p.told.get(question, "")) for p in people)
        self.cells = sorted(self.sizes)
        self.equations = []

    def of_project(self, project):
        return [c for c in self.cells if c[0] == project]

    def of_group(self, value, projects):
        return [c for c in self.cells if c[1] == value and c[0] in projects]

    def people_in(self, cells):
        return sum(self.sizes[c] for c in cells)

    def learn(self, cells, mean):
        row = [1.0 if c in set(cells) else 0.0 for c in self.cells]
        self.equations.append((row, mean * self.people_in(cells)))

    def ends(self, cells, scale):
        """Give the least and the largest mean that these people can have."""
        wanted = np.array([1.0 if c in set(cells) else 0.0 for c in self.cells])
        sizes = np.array([self.sizes[c] for c in self.cells], float)
        limits = list(zip(scale[0] * sizes, scale[1] * sizes, strict=True))
        ends = []
        for sign in (1, -1):
            done = optimize.linprog(
                sign * wanted,
                A_eq=[row for row, _sum in self.equations] or None,
                b_eq=[total for _row, total in self.equations] or None,
                bounds=limits,
            )
            assert done.status == 0, done.message
            ends.append(sign * done.fun / self.people_in(cells))
        return ends


def _bounds(code, people, views):
    questions = {q for one in people for q in one.told} or {""}
    scale = views[0]["scale"]
    found = []
    for question in sorted(questions):
        for figure in FIGURES:
            unknown = _Unknowns(people, question)
            for view in views:
                _read(view, unknown, figure)
            for what, cells in _hidden(unknown, views):
                low, high = unknown.ends(cells, scale)
                share = (high - low) / (scale[1] - scale[0])
                values = _answers(people, question, set(cells))
                found.append(
                    Found(
                        code,
                        what,
                        figure,
                        low,
                        high,
                        share,
                        truth=float(values[figure].mean()),
                        people=len(values[figure]),
                        is_of_one_mind=any(np.ptp(v) < EXACT for v in values.values()),
                    )
                )
    return found


def _read(view, unknown, figure):
    """Turn what one release shows of an instrument into equations."""
    lines = [p for p in view["by_project"] if p[figure] is not None]
    for line in lines:
        unknown.learn(unknown.of_project(line["project"]), line[figure])
    every = {project for project, _value in unknown.cells}
    whole = _whose(unknown, view["pairs"], every, {p["project"] for p in lines})
    if view[figure] is not None and whole is not None:
        unknown.learn([c for c in unknown.cells if c[0] in whole], view[figure])
    for groups in view.get("groups") or []:
        if groups["by"] == unknown.question:
            for one in groups["groups"]:
                cells = unknown.of_group(one["value"], whole or every)
                if unknown.people_in(cells) == one["pairs"]:
                    unknown.learn(cells, one[figure])


def _whose(unknown, pairs, every, shown):
    """Guess which projects a total is over: the shown ones, or these and others."""
    if pairs is None:
        return None
    rest = sorted(every - shown)
    fitting = []
    for count in range(len(rest) + 1):
        for more in combinations(rest, count):
            projects = shown | set(more)
            cells = [c for c in unknown.cells if c[0] in projects]
            if unknown.people_in(cells) == pairs:
                fitting.append(projects)
    return fitting[0] if fitting else None


def _hidden(unknown, views):
    """Name what no release shows: projects, and groups over the projects shown."""
    shown = {p["project"] for v in views for p in v["by_project"] if p["mean_after"]}
    for project in sorted({project for project, _value in unknown.cells} - shown):
        yield f"project {project}", unknown.of_project(project)
    told = {
        one["value"]
        for view in views
        for groups in view.get("groups") or []
        if groups["by"] == unknown.question
        for one in groups["groups"]
    }
    for value in sorted({value for _project, value in unknown.cells} - told):
        cells = unknown.of_group(value, shown)
        if cells and unknown.question:
            yield f"{unknown.question} {value}", cells


def _answers(people, question, cells):
    some = [one for one in people if (one.project, one.told.get(question, "")) in cells]
    before = np.array([one.before for one in some])
    after = np.array([one.after for one in some])
    return {"mean_before": before, "mean_after": after, "change": after - before}


def _pooled(lines):
    """Pool by REML over the lines that are shown, from their intervals alone."""
    some = [p for p in lines if p["ci"] is not None and p["pairs"] >= 3]
    if len(some) < 2:
        return some[0]["difference"] if some else None
    y = np.array([p["difference"] for p in some])
    se = [
        (p["ci"][1] - p["difference"]) / stats.t.ppf(0.975, p["pairs"] - 1)
        for p in some
    ]
    v = np.square(se)

    def against(tau2):
        w = 1 / (v + tau2)
        mean = (w * y).sum() / w.sum()
        squares = (w * (y - mean) ** 2).sum()
        return (np.log(v + tau2).sum() + np.log(w.sum()) + squares) / 2

    top = 10 * (y.var(ddof=1) + v.max())
    # The likelihood may have two tops: look everywhere first, then closely.
    grid = np.concatenate([[0.0], np.geomspace(1e-9 * top, top, 400)])
    place = int(np.argmin([against(t) for t in grid]))
    near = grid[max(0, place - 1)], grid[min(len(grid) - 1, place + 1)]
    best = optimize.minimize_scalar(
        against, bounds=near, method="bounded", options={"xatol": 1e-13}
    ).x
    tau2 = min((grid[0], best, grid[place]), key=against)
    w = 1 / (v + tau2)
    return float((w * y).sum() / w.sum())


def too_narrow(found, threshold=10):
    """Give what is bounded more narrowly than it may be.

    A part that is hidden to cover another one could be shown itself; it is no secret.
    """
    return [
        one
        for one in found
        if one.width < ROOM - EXACT and (one.people < threshold or one.is_of_one_mind)
    ]


def main():
    people_file, *release_files = map(Path, sys.argv[1:])
    with people_file.open(encoding="utf-8", newline="") as file:
        people = [
            Someone(
                row.pop("instrument"),
                row.pop("project"),
                float(row.pop("before")),
                float(row.pop("after")),
                row,
            )
            for row in csv.DictReader(file)
        ]
    releases = [json.loads(f.read_text(encoding="utf-8")) for f in release_files]
    found = attack(releases, people)
    for one in found:
        ends = f"{one.low:.2f} to {one.high:.2f}"
        print(one.instrument, one.what, one.figure, ends)  # noqa: T201
    more = averages_that_hold_more(releases)
    for number, code, pooled, again in more:
        print(f"release {number} {code}: {pooled} is not {again}")  # noqa: T201
    sys.exit(1 if too_narrow(found) or more else 0)


if __name__ == "__main__":
    main()
