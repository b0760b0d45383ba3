"""Which rule made a figure and how it is written, by its name and where it stands."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final


class Form(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    MONEY = "money"
    POINTS = "points"
    CHANGE = "change"
    SHARE = "share"
    P = "p"


class Rule(StrEnum):
    """How a figure was made."""

    AWARDS = "awards"
    AWARDED = "awarded"
    REACH = "reach"
    REPORTS = "reports"
    OUTPUT = "output"
    SHARE = "share"
    ANSWERED = "answered"
    PAIRS = "pairs"
    PROJECTS = "projects"
    MEAN = "mean"
    DIFFERENCE = "difference"
    INTERVAL = "interval"
    SPREAD = "spread"
    PAIRED_P = "paired_p"
    D_Z = "d_z"
    D_AV = "d_av"
    ALPHA = "alpha"
    POOLED = "pooled"
    POOLED_COUNT = "pooled_count"
    POOLED_ERROR = "pooled_error"
    POOLED_INTERVAL = "pooled_interval"
    PREDICTION = "prediction"
    POOLED_P = "pooled_p"
    BETWEEN = "between"
    ADJUSTED = "adjusted"
    LEVEL = "level"
    LEVEL_INTERVAL = "level_interval"
    POOLED_LEVEL = "pooled_level"
    NAIVE = "naive"
    NAIVE_INTERVAL = "naive_interval"
    PROCESS = "process"
    WILSON = "wilson"
    KRIPPENDORFF = "krippendorff"
    DELIVERY = "delivery"


OUTCOMES: Final = {
    "n": (Form.COUNT, Rule.ANSWERED),
    "pairs": (Form.COUNT, Rule.PAIRS),
    "left_out": (Form.COUNT, Rule.PAIRS),
    "projects": (Form.COUNT, Rule.PROJECTS),
    "mean_before": (Form.POINTS, Rule.MEAN),
    "mean_after": (Form.POINTS, Rule.MEAN),
    "mean": (Form.POINTS, Rule.LEVEL),
    "difference": (Form.CHANGE, Rule.DIFFERENCE),
    "ci": (Form.CHANGE, Rule.INTERVAL),
    "sd_difference": (Form.POINTS, Rule.SPREAD),
    "t": (Form.CHANGE, Rule.PAIRED_P),
    "p": (Form.P, Rule.PAIRED_P),
    "d_z": (Form.CHANGE, Rule.D_Z),
    "d_z_ci": (Form.CHANGE, Rule.D_Z),
    "d_av": (Form.CHANGE, Rule.D_AV),
    "d_av_ci": (Form.CHANGE, Rule.D_AV),
    "alpha_before": (Form.POINTS, Rule.ALPHA),
    "alpha_after": (Form.POINTS, Rule.ALPHA),
    "p_adjusted": (Form.P, Rule.ADJUSTED),
}
POOLED: Final = {
    "estimate": (Form.CHANGE, Rule.POOLED),
    "k": (Form.COUNT, Rule.POOLED_COUNT),
    "se": (Form.POINTS, Rule.POOLED_ERROR),
    "ci": (Form.CHANGE, Rule.POOLED_INTERVAL),
    "prediction": (Form.CHANGE, Rule.PREDICTION),
    "p": (Form.P, Rule.POOLED_P),
    "tau2": (Form.POINTS, Rule.BETWEEN),
    "tau2_ci": (Form.POINTS, Rule.BETWEEN),
    "q": (Form.POINTS, Rule.BETWEEN),
    "q_p": (Form.P, Rule.BETWEEN),
    "i2": (Form.SHARE, Rule.BETWEEN),
}
LEVELS: Final = {"ci": (Form.POINTS, Rule.LEVEL_INTERVAL)}
LEVELS_POOLED: Final = {
    "estimate": (Form.POINTS, Rule.POOLED_LEVEL),
    "ci": (Form.POINTS, Rule.POOLED_INTERVAL),
    "prediction": (Form.POINTS, Rule.PREDICTION),
}
NAIVE: Final = {
    "difference": (Form.CHANGE, Rule.NAIVE),
    "ci": (Form.CHANGE, Rule.NAIVE_INTERVAL),
    "p": (Form.P, Rule.NAIVE_INTERVAL),
    "wilcoxon_p": (Form.P, Rule.NAIVE_INTERVAL),
}
HEADS: Final = {
    "awards": (Form.COUNT, Rule.AWARDS),
    "awarded": (Form.MONEY, Rule.AWARDED),
    "reach": (Form.COUNT, Rule.REACH),
    "reports": (Form.COUNT, Rule.REPORTS),
    "outputs": (Form.COUNT, Rule.OUTPUT),
    "process": (Form.COUNT, Rule.PROCESS),
    "fidelity": (Form.COUNT, Rule.DELIVERY),
}
AROUND: Final = {
    "outputs": {"share": (Form.SHARE, Rule.SHARE)},
    "fidelity": {"share": (Form.SHARE, Rule.SHARE)},
    "process": {
        "share": (Form.SHARE, Rule.WILSON),
        "alpha": (Form.POINTS, Rule.KRIPPENDORFF),
        "exact": (Form.SHARE, Rule.KRIPPENDORFF),
    },
}


def ruled(path: str, chain: Sequence[Any]) -> tuple[Form, Rule]:
    """Say how a figure is written and which rule made it; `chain` leads to it."""
    names = path.split(".")
    head, last = names[0], names[-1]
    if head == "outcomes":
        return _outcome(names, chain)
    if head == "process" and last == "ci":
        is_share = "share" in chain[-2]
        return AROUND[head]["share" if is_share else "alpha"]
    if head == "reach" and len(names) > 1:
        head = "fidelity"
    return AROUND.get(head, {}).get(last, HEADS[head])


def _outcome(names: list[str], chain: Sequence[Any]) -> tuple[Form, Rule]:
    last = names[-1]
    is_line = isinstance(chain[-1], dict)
    is_level = "after_only" in names
    if is_line:
        last = "estimate" if "estimate" in chain[-1] else "difference"
    if "pooled" in names and last != "pooled":
        found = POOLED | (LEVELS_POOLED if is_level else {})
    elif "naive" in names:
        found = OUTCOMES | NAIVE
    else:
        found = OUTCOMES | (LEVELS if is_level else {})
    return found.get(last, (Form.POINTS, Rule.DIFFERENCE))
