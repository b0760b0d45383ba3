"""What each figure is called, and the rule that made it, with its paper."""

from grantsapp.evaluation.origin_rules import Rule
from grantsapp.i18n import lazy_gettext as _

WHAT = {
    Rule.AWARDS: _("Projects that were awarded a grant"),
    Rule.AWARDED: _("Awarded to all of them"),
    Rule.REACH: _("People reached"),
    Rule.REPORTS: _("Reports of projects"),
    Rule.OUTPUT: _("Planned and delivered"),
    Rule.SHARE: _("Delivered of what was planned"),
    Rule.ANSWERED: _("People who answered"),
    Rule.PAIRS: _("People who can be compared"),
    Rule.PROJECTS: _("Projects with people who can be compared"),
    Rule.MEAN: _("Mean of people’s scores"),
    Rule.DIFFERENCE: _("Change"),
    Rule.INTERVAL: _("Interval (95 per cent) of the change"),
    Rule.SPREAD: _("How far people’s changes spread"),
    Rule.PAIRED_P: _("Test of the change"),
    Rule.D_Z: _("Change in units of how changes spread (d_z)"),
    Rule.D_AV: _("Change in units of how scores spread (d_av)"),
    Rule.ALPHA: _("How well the items hold together (alpha)"),
    Rule.POOLED: _("Change in the average project"),
    Rule.POOLED_COUNT: _("Projects in the average"),
    Rule.POOLED_ERROR: _("Standard error of the average project"),
    Rule.POOLED_INTERVAL: _("Interval (95 per cent) of the average project"),
    Rule.PREDICTION: _("Where the change in one more project may lie"),
    Rule.POOLED_P: _("p of the average project"),
    Rule.BETWEEN: _("How much projects differ"),
    Rule.ADJUSTED: _("p, adjusted for all tests of the plan"),
    Rule.LEVEL: _("Mean at the end"),
    Rule.LEVEL_INTERVAL: _("Interval (95 per cent) of the mean"),
    Rule.POOLED_LEVEL: _("Level of the average project"),
    Rule.NAIVE: _("Change of all people as one group"),
    Rule.NAIVE_INTERVAL: _("Interval (95 per cent) of all people as one group"),
    Rule.PROCESS: _("Counted from first draft to award"),
    Rule.WILSON: _("Share of bids that were funded"),
    Rule.KRIPPENDORFF: _("How far moderators agreed (alpha)"),
    Rule.DELIVERY: _("Delivered and planned, as projects report"),
}

# A figure that stands for one thing among several of its rule has its own name.
OWN = {
    "k": WHAT[Rule.POOLED_COUNT],
    "tau2": _("Variance between projects (τ²)"),
    "tau2_ci": _("Interval (95 per cent) of the variance between projects"),
    "i2": _("Share of the variance that is between projects (I²)"),
    "q": _("Cochran’s Q"),
    "q_p": _("p of Cochran’s Q"),
    "mean_before": _("Mean before"),
    "mean_after": _("Mean after"),
    "planned": _("Planned"),
    "delivered": _("Delivered"),
    "received": _("Reports that have come"),
    "expected": _("Reports that are expected"),
    "left_out": _("People left out"),
    "bids": _("Bids that two people scored or more"),
    "projects": _("Projects"),
    "expected_answers": _("Answers that were expected"),
    "answers": _("Answers that came"),
}

_PAIRS = _(
    "People count who have a score before and a score after. A score is worked out "
    "from a person’s answers as the instrument says, items that count the other way "
    "round turned first."
)
_POOL = _(
    "Each project’s change d is weighed by 1 / (v + τ²): v is the variance of that "
    "change, s² / n, and τ² the variance between projects, by restricted maximum "
    "likelihood, REML (Viechtbauer 2005). The average is Σ w·d / Σ w. It is the "
    "average project, not the average participant."
)
_WHO_POOLS = _(
    "A project needs three people who can be compared, and people who did not all "
    "change alike; otherwise it is not in the average."
)
_HK = _(
    "The interval is that of Hartung and Knapp (2001): the average ± t with k − 1 "
    "degrees of freedom × the standard error; the plain interval where that is wider."
)
_T = _(
    "The change ± t with n − 1 degrees of freedom × s / √n, where s is the standard "
    "deviation of people’s changes (Student 1908)."
)
_SELF_COUNTED = _("Projects count this themselves and write it in their reports.")
_AS_ONE = _(
    "All people together, as if they were of no project. People of one project are "
    "alike, so this is too sure of itself: it is here to compare, not to quote."
)

HOW = {
    Rule.AWARDS: [_("Counted: grants of this call that were agreed.")],
    Rule.AWARDED: [_("The sum of the amounts of all grants of this call.")],
    Rule.REACH: [
        _("The sum of the people whom projects counted as reached."),
        _SELF_COUNTED,
        _("Who came to two projects counts twice."),
    ],
    Rule.REPORTS: [_("Counted: projects that report, and those that have.")],
    Rule.OUTPUT: [
        _("The sum over the projects that planned it and have reported."),
        _SELF_COUNTED,
    ],
    Rule.SHARE: [_("What was delivered divided by what was planned."), _SELF_COUNTED],
    Rule.ANSWERED: [
        _("Counted: people with an answer before, after, or both, under a code.")
    ],
    Rule.PAIRS: [_("Counted: people with a score before and a score after.")],
    Rule.PROJECTS: [_("Counted: projects with at least one such person.")],
    Rule.MEAN: [_("The sum of people’s scores divided by their number."), _PAIRS],
    Rule.DIFFERENCE: [_("The mean after minus the mean before."), _PAIRS],
    Rule.INTERVAL: [_T],
    Rule.SPREAD: [_("The standard deviation of people’s changes, with n − 1.")],
    Rule.PAIRED_P: [
        _("t = change / (s / √n), with n − 1 degrees of freedom (Student 1908)."),
        _AS_ONE,
    ],
    Rule.D_Z: [
        _("d_z = change / standard deviation of people’s changes (Cohen 1988)."),
        _("Its interval is by the noncentral t (Steiger and Fouladi 1997)."),
    ],
    Rule.D_AV: [
        _("d_av = change / √((variance before + variance after) / 2) (Cumming 2012)."),
        _("Its interval is that of Algina and Keselman (2003)."),
    ],
    Rule.ALPHA: [
        _(
            "α = i / (i − 1) × (1 − sum of the items’ variances / variance of their "
            "sum), with i items (Cronbach 1951), over people who answered every item."
        )
    ],
    Rule.POOLED: [_POOL, _WHO_POOLS],
    Rule.POOLED_COUNT: [_("Counted: projects in the average."), _WHO_POOLS],
    Rule.POOLED_ERROR: [_POOL, _HK],
    Rule.POOLED_INTERVAL: [_POOL, _HK],
    Rule.PREDICTION: [
        _(
            "The average ± t with k − 1 degrees of freedom × √(τ² + standard error²). "
            "It is wider than the interval of the average, because projects differ."
        ),
        _POOL,
    ],
    Rule.POOLED_P: [
        _("t = average / standard error, with k − 1 degrees of freedom."),
        _HK,
    ],
    Rule.BETWEEN: [
        _(
            "Q = Σ (d − average)² / v (Cochran 1954); τ² by REML (Viechtbauer 2005), "
            "with its interval by the Q profile (Viechtbauer 2007); I² by Higgins and "
            "Thompson (2002)."
        )
    ],
    Rule.ADJUSTED: [
        _(
            "The p-values of all instruments that the plan tests together are taken "
            "together, so that many tests do not find something by chance: by Holm "
            "(1979), or by Benjamini and Hochberg (1995), as the plan declares."
        )
    ],
    Rule.LEVEL: [
        _("The mean of the scores of people who were asked once, at the end."),
        _("It shows where people stood, and no change."),
    ],
    Rule.LEVEL_INTERVAL: [
        _("The mean ± t with n − 1 degrees of freedom × s / √n (Student 1908).")
    ],
    Rule.POOLED_LEVEL: [_POOL, _("Here d is the mean of a project at the end.")],
    Rule.NAIVE: [_AS_ONE],
    Rule.NAIVE_INTERVAL: [_T, _AS_ONE],
    Rule.PROCESS: [
        _("Counted: bids at this step. Small numbers are hidden or put together.")
    ],
    Rule.WILSON: [
        _("Bids funded divided by bids handed in, with the interval of Wilson (1927).")
    ],
    Rule.KRIPPENDORFF: [
        _(
            "α = 1 − observed / expected disagreement, for scores on an interval scale "
            "(Krippendorff 2011); its interval by drawing the bids anew a thousand "
            "times. It is about all moderators together, never about one of them."
        )
    ],
    Rule.DELIVERY: [_SELF_COUNTED],
}
