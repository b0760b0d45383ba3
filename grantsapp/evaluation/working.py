"""The figures of a snapshot: all of them for people inside, and what may be public.

Plain values only, so that a sealed file gives the same figures wherever it is read. The
plan in the snapshot says which instruments are one family, which checks there are, in
which groups, and below how many people nothing is shown.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from grantsapp.evaluation import plan
from grantsapp.evaluation.checks import checks
from grantsapp.evaluation.following import follow_ups, public_follow_ups
from grantsapp.evaluation.groups import Groups, in_groups, public_groups
from grantsapp.evaluation.once import once, public_once
from grantsapp.evaluation.outcomes import compared_in, outcome, public_outcome
from grantsapp.evaluation.plan import Adjust, Check
from grantsapp.evaluation.sampling import Asked, asked_in, is_synthetic
from grantsapp.evaluation.snapshots import Snapshot
from grantsapp.evaluation.statistics import benjamini_hochberg, holm
from grantsapp.evaluation.themes import in_themes, public_themes
from grantsapp.evaluation.withholding import Allowed, Crossed, allowed

ADJUSTED: Final = {Adjust.HOLM: holm, Adjust.BENJAMINI_HOCHBERG: benjamini_hochberg}
Told = dict[str, Any]


class Figures(NamedTuple):
    """The figures of a call: everything, and what may be published."""

    inside: Told
    public: Told


def figures(snapshot: Snapshot) -> Figures:
    """Work out everything that a snapshot holds."""
    meta = snapshot.meta
    declared = plan.read(meta["plan"])
    theme_of = {
        key: one.get("theme", "") for key, one in meta["frame"]["projects"].items()
    }
    inside, public = [], []
    for asked in asked_in(snapshot, declared.by):
        about = _about(asked)
        inside.append(about | _inside(asked, declared, theme_of))
        public.append(about | _public(asked, declared, theme_of))
    for some in (inside, public):
        _adjust(some, declared)
    frame = {
        **meta["frame"],
        "synthetic": is_synthetic(snapshot),
        "threshold": declared.threshold,
        "plan": dict(meta["plan"]),
    }
    # What is stored for the public names nobody: `queries.told` adds the names.
    nameless = {"projects": {key: {} for key in frame["projects"]}}
    extra = meta["extra"]
    return Figures(
        {**frame, **extra.get("inside", {}), "public": False, "instruments": inside},
        {
            **frame,
            **nameless,
            **extra.get("public", {}),
            "public": True,
            "instruments": public,
        },
    )


def _about(asked: Asked) -> Told:
    tool = asked.tool
    return {
        "code": tool.code,
        "version": tool.version,
        "title": dict(tool.title),
        "status": str(tool.status),
        "scale": list(tool.ends),
        "items": len(tool.items),
        "designs": list(asked.designs),
    }


def _inside(asked: Asked, declared: plan.Plan, theme_of: Mapping[str, str]) -> Told:
    people = asked.everybody
    return {
        **outcome(asked.tool.code, people),
        "themes": in_themes(compared_in(people), theme_of),
        "checks": checks(people, declared.checks),
        "groups": [in_groups(by, people) for by in declared.by],
        "follow_ups": follow_ups(asked),
        "after_only": once(asked.only_after) if len(asked.only_after) else None,
    }


def _public(asked: Asked, declared: plan.Plan, theme_of: Mapping[str, str]) -> Told:
    """Give what may be known, all tables of an instrument taken together."""
    threshold, people = declared.threshold, asked.everybody
    may = allowed(asked, declared.checks, threshold)
    shown = people.of_projects(may.shown)
    return {
        **public_outcome(asked.tool.code, people, threshold),
        "themes": public_themes(compared_in(shown), theme_of, may.shown),
        "checks": _public_checks(shown, declared, may),
        "groups": _public_groups(asked, shown, declared, may),
        "follow_ups": public_follow_ups(asked, may.follow_ups, threshold),
        "after_only": public_once(asked.only_after, threshold)
        if len(asked.only_after)
        else None,
    }


def _public_checks(shown: Any, declared: plan.Plan, may: Allowed) -> Told:
    """Leave one project out for nobody: two averages are a project's own figures."""
    if not may.shown:
        return {}
    wanted = {*may.checks, *({Check.NAIVE} & set(declared.checks))}
    return dict(checks(shown, wanted))


def _public_groups(
    asked: Asked, shown: Any, declared: plan.Plan, may: Allowed
) -> list[Groups]:
    """Hide a group where what is published would tell of too few in it."""
    crossed, ends, found = Crossed(may, declared.threshold), asked.tool.ends, []
    for by in declared.by:
        secret: set[str] = set()
        while True:
            groups = public_groups(by, shown, ends, declared.threshold, secret)
            leaks = crossed.leaks(by, {one["value"] for one in groups["groups"]})
            if not leaks:
                break
            secret |= leaks
        found.append(groups)
    return found


def _adjust(instruments: list[Told], declared: plan.Plan) -> None:
    """Adjust the p-values of the family for the number of tests that were made."""
    family = [
        one
        for one in instruments
        if one["code"] in declared.family and one["pooled"]["p"] is not None
    ]
    adjusted = ADJUSTED[declared.adjust]([one["pooled"]["p"] for one in family])
    for one in instruments:
        one["p_adjusted"] = None
    for one, p in zip(family, adjusted, strict=True):
        one["p_adjusted"] = p


def differences(one: Any, other: Any, at: str = "") -> list[tuple[str, Any, Any]]:
    """List where two sets of figures differ, with both values."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = [*one, *(name for name in other if name not in one)]
        pairs = [(f"{at}.{n}" if at else n, one.get(n), other.get(n)) for n in names]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [
            (f"{at}[{n}]", a, b)
            for n, (a, b) in enumerate(zip(one, other, strict=True))
        ]
    else:
        return [] if one == other else [(at, one, other)]
    return [found for place, a, b in pairs for found in differences(a, b, place)]
