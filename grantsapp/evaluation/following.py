"""Follow-ups: what is left some months later, of those who answered again.

Each is an outcome like the main one, with the later moment in the place of after, and
before or after in the place of before. Items play no part in it.
"""

from collections.abc import Collection, Mapping
from typing import Any

from grantsapp.evaluation.outcomes import Outcome, outcome, public_outcome
from grantsapp.evaluation.samples import Sample
from grantsapp.evaluation.sampling import AFTER, BEFORE, LATER, Asked
from grantsapp.evaluation.suppression import THRESHOLD

LEFT = ("code", "alpha_before", "alpha_after")  # of an outcome
ALPHA = "alpha_not_shown_few_complete"


def comparisons(asked: Asked) -> dict[tuple[str, str], Sample]:
    """Give who answered at a later moment, by that and by what it is held against."""
    import numpy as np

    found = {}
    for moment in LATER:
        for start in (BEFORE, AFTER):
            if moment in asked.scores:
                sample = asked.since(start, moment)
                came = sample.where(~np.isnan(sample.after))
                if len(came.pairs()):
                    found[moment, start] = came
    return found


def follow_ups(asked: Asked) -> list[dict[str, Any]]:
    """Give every follow-up that somebody answered, for people inside."""
    return [
        _told(moment, start, outcome("", sample))
        for (moment, start), sample in comparisons(asked).items()
    ]


def public_follow_ups(
    asked: Asked,
    allowed: Mapping[tuple[str, str], Collection[str]],
    threshold: int = THRESHOLD,
) -> list[dict[str, Any]]:
    """Give what everybody may see; `allowed` names the projects of each follow-up."""
    found = []
    for (moment, start), sample in comparisons(asked).items():
        projects = {name for name, _group in sample.by_project()}
        kept = sample.of_projects(allowed.get((moment, start), ()))
        told = _told(moment, start, public_outcome("", kept, threshold))
        shown = {line["project"] for line in told["by_project"]}
        told["hidden"] = {"projects": len(projects - shown)}
        if shown and projects - shown and "suppressed_some" not in told["notes"]:
            told["notes"].append("suppressed_some")
        found.append(told)
    return found


def _told(moment: str, start: str, found: Outcome) -> dict[str, Any]:
    told = {name: value for name, value in found.items() if name not in LEFT}
    told["notes"] = [note for note in found["notes"] if note != ALPHA]
    return {"moment": moment, "since": start, **told}
