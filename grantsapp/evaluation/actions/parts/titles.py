"""What the parts of a report are called, and what belongs in each."""

from grantsapp.evaluation.models import Part
from grantsapp.i18n import lazy_gettext as _

TITLES = {
    Part.SUMMARY: _("Summary"),
    Part.FUND: _("The fund and its projects"),
    Part.PROCESS: _("How the call went"),
    Part.REACH: _("Who was reached"),
    Part.OUTCOMES: _("What changed"),
    Part.FIDELITY: _("Delivered against planned"),
    Part.STORIES: _("Stories"),
    Part.LEARNED: _("What the projects learned"),
    Part.RECOMMENDATIONS: _("Recommendations"),
    Part.METHOD: _("How these figures were made"),
    Part.LIMITS: _("What this report cannot say"),
    Part.INSTRUMENTS: _("What people were asked"),
}
GUIDANCE = {
    Part.SUMMARY: _(
        "For readers of one page: what the fund paid for, what changed, how sure that "
        "is, and what should happen next. The key figures stand above your words."
    ),
    Part.FUND: _(
        "Why there was this call, what it looked for, and what kind of projects it "
        "paid for. The projects are listed below your words."
    ),
    Part.PROCESS: _(
        "Who applied and who did not, where people stopped, and how evenly the bids "
        "were judged."
    ),
    Part.REACH: _(
        "Whom the projects met, and whom they did not. Say it where a count is an "
        "estimate."
    ),
    Part.OUTCOMES: _(
        "Read the figures to your readers, theme by theme: what changed, what did not, "
        "and what may lie behind it. The figures stand below your words."
    ),
    Part.FIDELITY: _(
        "What was delivered as planned and what was not, and why. A project may have "
        "had good reasons to change its plan."
    ),
    Part.STORIES: _(
        "What the stories have in common, and how you chose them. The stories stand "
        "below your words, each with the permission to tell it."
    ),
    Part.LEARNED: _(
        "What grantees wrote of what they learned, what surprised them, and what got "
        "worse. Negative change belongs here too."
    ),
    Part.RECOMMENDATIONS: _(
        "Why you recommend what you do. The recommendations themselves are a numbered "
        "list below your words; the next report says what became of each."
    ),
    Part.METHOD: _(
        "How you worked, beside what is told here by itself: the statistics, the plan "
        "with its departures, the version of the software and the seal of the data."
    ),
    Part.LIMITS: _(
        "The caveats of the design stand here by themselves. Add what else a reader "
        "should know before relying on a figure."
    ),
    Part.INSTRUMENTS: _(
        "Where the instruments come from and why they were chosen. Items and scales "
        "are listed here by themselves."
    ),
}
