"""What an evaluation says, in sentences: the same on the page and on paper."""

from typing import Any

from grantsapp import i18n
from grantsapp.evaluation import queries
from grantsapp.evaluation.blocks import number
from grantsapp.evaluation.queries import Line
from grantsapp.i18n import gettext as _


def opening(figures: dict[str, Any]) -> list[str]:
    """Say in sentences how many projects, how much money, how many people."""
    sentences = [_("Projects: %(number)s.", number=i18n.number(figures["awards"]))]
    if figures["awarded"]:
        amount = i18n.money(figures["awarded"], figures["currency"])
        sentences.append(_("Awarded to them: %(amount)s.", amount=amount))
    if figures["reach"] is not None:
        people = i18n.number(figures["reach"])
        sentences.append(_("People reached: %(number)s.", number=people))
    return [" ".join(sentences)]


def synthetic() -> str:
    """Say that the answers are made up."""
    return _("The answers in this report are synthetic: made up for demonstration.")


def inside_only() -> str:
    """Say that small groups are not hidden here."""
    return _("For people inside only: small groups are not hidden in these figures.")


def points(value: float | None) -> str:
    """Write a figure on the scale, with two decimals."""
    return "" if value is None else i18n.signless(value)


def change(line: Line) -> str:
    """Write a change with its interval, as far as one is shown."""
    if line.change is None:
        return ""
    if line.low is None or line.high is None:
        return i18n.signed(line.change)
    ends = f"{i18n.signed(line.low)}; {i18n.signed(line.high)}"
    return f"{i18n.signed(line.change)} [{ends}]"


def _at(key: str, path: str, text: str) -> str:
    """Mark a figure of an instrument, where the reader can ask where it comes from."""
    return number(f"outcomes.{key}.{path}", text) if key else text


def headline(one: dict[str, Any], key: str = "") -> str:
    """Say in one sentence how much changed in the average project, if that is known.

    With the key of the instrument the figure is marked with its path.
    """
    estimate, (low, high) = one["pooled"]["estimate"], one["scale"]
    if one["pairs"] is None or estimate is None or "too_few_projects" in one["notes"]:
        return ""
    return _(
        "In the average project the change was %(change)s points on a scale from "
        "%(low)s to %(high)s.",
        change=_at(key, "pooled.estimate", i18n.signed(estimate)),
        low=low,
        high=high,
    )


def sentences(one: dict[str, Any], key: str = "") -> list[str]:
    """Say in plain words how sure that is, and what the figures do not show."""
    said = []
    if one["status"] == "starter":
        said.append(_("Our own starter instrument, not validated."))
    if one["pairs"] is None:
        return [*said, _("Too few people answered for anything to be shown.")]
    said.append(
        _(
            "People who answered both times: %(people)s. Projects: %(projects)s.",
            people=_at(key, "pairs", i18n.number(one["pairs"])),
            projects=_at(key, "projects", i18n.number(one["projects"])),
        )
    )
    said += [*_pooled(one, one["pooled"], key), *_notes(one)]
    return said


def _pooled(one: dict[str, Any], pooled: dict[str, Any], key: str) -> list[str]:
    if pooled["estimate"] is None or not queries.has_interval(one):
        return []
    ends = _(
        "The 95%% interval runs from %(low)s to %(high)s.",
        low=_at(key, "pooled.ci", i18n.signed(pooled["ci"][0])),
        high=_at(key, "pooled.ci", i18n.signed(pooled["ci"][1])),
    )
    if pooled["prediction"] is None:
        return [ends]
    more = _(
        "In one more project like these we would expect anything from %(low)s to "
        "%(high)s.",
        low=_at(key, "pooled.prediction", i18n.signed(pooled["prediction"][0])),
        high=_at(key, "pooled.prediction", i18n.signed(pooled["prediction"][1])),
    )
    return [ends, more]


def _notes(one: dict[str, Any]) -> list[str]:
    """Say what limits these figures: the design, and what was left out or hidden."""
    designs = {
        "retrospective": _("People looked back from the end."),
        "matched": _("People answered before and after, under a code of their own."),
    }
    too_small = _("No interval can be trusted here: too few people in each project.")
    words = {
        "zero_variance_left_out": _(
            "Projects in which everybody changed alike are left out of the average."
        ),
        "interval_not_shown_small_projects": too_small,
        "interval_small_projects": too_small,
        "too_few_projects": _("Fewer than three projects: no average is worked out."),
        "suppressed_some": _(
            "Projects where fewer than ten people answered both times, or where all "
            "answered alike, are not in these figures."
        ),
    }
    said = [designs[d] for d in one["designs"] if d in designs]
    said.append(_("Nobody was compared with people who did not take part."))
    return said + [words[note] for note in one["notes"] if note in words]


def method(figures: dict[str, Any]) -> list[str]:
    """Say how the figures were made, and where they end."""
    said = [
        _(
            "The average is over projects, each weighed by how precisely its change is "
            "known (random effects, REML, with the interval of Hartung and Knapp). It "
            "is the average project, not the average participant."
        ),
        _(
            "A change is the mean after minus the mean before, over people who "
            "answered both times."
        ),
        _("Change without a comparison group may have other causes than the project."),
    ]
    if figures["public"]:
        words = _(
            "Groups of fewer than %(least)s people are hidden, and nothing shown "
            "contains them.",
            least=figures["threshold"],
        )
        said.append(words)
    if figures.get("withheld"):
        said.append(
            _(
                "To protect people, some projects count here without a line of their "
                "own."
            )
        )
    return said
