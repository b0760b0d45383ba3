"""What an evaluation says of a call's process, in sentences and names."""

from typing import Any

from grantsapp import i18n
from grantsapp.accounts.models import KINDS, Kind
from grantsapp.evaluation.agreement import LEAST_BIDS, RELIABLE, TENTATIVE
from grantsapp.evaluation.process import ENOUGH, FUNDED, SUBMITTED
from grantsapp.evaluation.reach import OUTSIDE
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext

STAGES = {
    "started": lazy_gettext("Begun"),
    "submitted": lazy_gettext("Handed in"),
    "eligible": lazy_gettext("Found eligible"),
    "scored": lazy_gettext("Scored by experts"),
    "funded": lazy_gettext("Funded"),
}
TITLES = {
    "language": lazy_gettext("By the language of the bid"),
    "kind": lazy_gettext("By kind of group"),
    "size": lazy_gettext("By size of group"),
    "grant": lazy_gettext("By size of grant"),
    "first": lazy_gettext("By whether the group is new to the fund"),
    "borough": lazy_gettext("By where the group is based"),
}
HIDDEN = {
    "language": lazy_gettext("By language the numbers are too small to be shown."),
    "kind": lazy_gettext("By kind of group the numbers are too small to be shown."),
    "size": lazy_gettext("By size of group the numbers are too small to be shown."),
    "grant": lazy_gettext("By size of grant the numbers are too small to be shown."),
    "first": lazy_gettext(
        "Whether groups are new to the fund is not shown: too few are, or are not."
    ),
    "borough": lazy_gettext("By borough the numbers are too small to be shown."),
}
NOT_KNOWN = {
    "language": lazy_gettext("In which languages people applied is not known."),
    "kind": lazy_gettext("Which kinds of group applied is not known."),
    "size": lazy_gettext("How large the groups are is not known: nobody asked them."),
    "grant": lazy_gettext("For which size of grant groups applied is not known."),
    "first": lazy_gettext("Which groups are new to the fund is not known."),
    "borough": lazy_gettext("Where the groups are based is not known."),
}
FIRST = {
    "yes": lazy_gettext("New to the fund"),
    "no": lazy_gettext("Applied or funded before"),
}


def lead(process: dict[str, Any]) -> list[str]:
    """Say what is known of a call from its first draft to its last award."""
    said = []
    if process["is_past"]:
        said.append(
            _(
                "This round was carried out before its calls were kept here. We know "
                "who was funded, and nothing of those who applied and were not."
            )
        )
    if process["waiting"]:
        said.append(
            _(
                "Not every group has heard yet what was decided. Who was funded is "
                "counted once all of them have."
            )
        )
    whole = process["whole"]
    if whole["share"] is not None:
        low, high = whole["ci"]
        said.append(
            _(
                "Of %(all)s bids handed in, %(some)s were funded: %(share)s. With as "
                "few bids as these, chance alone could make it anything from %(low)s "
                "to %(high)s.",
                all=i18n.number(whole["counts"][SUBMITTED]),
                some=i18n.number(whole["counts"][FUNDED]),
                share=i18n.percent(whole["share"]),
                low=i18n.percent(low),
                high=i18n.percent(high),
            )
        )
    return said


def beside(process: dict[str, Any]) -> list[str]:
    """Say what no table shows, and why."""
    said = [str(NOT_KNOWN[t["by"]]) for t in process["by"] if not t["is_known"]]
    said += [
        str(HIDDEN[table["by"]])
        for table in process["by"]
        if table["is_known"] and table["is_hidden"]
    ]
    said += _hidden(process)
    if any(_is_rated(table) for table in process["by"]):
        said.append(
            _(
                "A share stands where %(least)s bids or more were handed in, with its "
                "95%% interval (Wilson).",
                least=ENOUGH,
            )
        )
    return said


def _hidden(process: dict[str, Any]) -> list[str]:
    """Say how small numbers are hidden, where some are."""
    least, said = process["threshold"], []
    if any(table["other"] for table in process["by"]):
        said.append(
            _(
                "Numbers below %(least)s stand together as “all others”, with as many "
                "larger ones as keep each of them unknown.",
                least=least,
            )
        )
    if any(table["stages"] != process["stages"] for table in process["by"]):
        said.append(
            _(
                "A step at which fewer than %(least)s bids were lost is not in these "
                "tables, so that nobody finds out whose they were.",
                least=least,
            )
        )
    return said


def _is_rated(table: dict[str, Any]) -> bool:
    return any(row["share"] is not None for row in table["rows"])


def value(process: dict[str, Any], by: str, code: str) -> i18n.Shown:
    """Name what a row counts."""
    if not code:
        return i18n.Shown(_("Not known"), i18n.language())
    own = process["labels"].get(by, {}).get(code)
    if own:
        return i18n.Text.plainly(own).shown()
    words = code
    if by == "language":
        words = i18n.language_name(code)
    elif by == "kind":
        words = str(KINDS[Kind(code)])
    elif by == "first":
        words = str(FIRST[code])
    elif by == "borough" and code == OUTSIDE:
        words = _("Elsewhere, or in other words")
    return i18n.Shown(words, i18n.language())


def share(row: dict[str, Any]) -> str:
    """Write a share with its interval, as far as one is shown."""
    if row["share"] is None:
        return ""
    ends = " – ".join(i18n.percent(end) for end in row["ci"])
    return f"{i18n.percent(row['share'])} [{ends}]"


def section(process: dict[str, Any], code: str) -> i18n.Shown:
    """Name the last section in which something was written."""
    own = process["labels"]["section"].get(code)
    if own:
        return i18n.Text.plainly(own).shown()
    return i18n.Shown(_("Nothing written yet"), i18n.language())


def agreed(scoring: dict[str, Any]) -> list[str]:
    """Say how far those who scored agreed on the whole, and what that is worth."""
    whole = scoring["whole"]
    if whole is None:
        return [_("Too few bids were scored by several people for this to be shown.")]
    said = [
        _(
            "%(people)s moderators handed in scores; %(bids)s bids were scored by two "
            "of them or more.",
            people=i18n.number(scoring["people"]),
            bids=i18n.number(whole["bids"]),
        )
    ]
    if whole["alpha"] is None:
        return [*said, _("All gave the same, so that agreement cannot be measured.")]
    if whole["bids"] < LEAST_BIDS:
        return [*said, _("From so few bids nobody can say how well they agree.")]
    return [*said, _worth(whole["alpha"])]


def _worth(alpha: float) -> str:
    """Put Krippendorff's own marks into words."""
    if alpha >= RELIABLE:
        return _("On the whole score they agreed well.")
    if alpha >= TENTATIVE:
        return _(
            "On the whole score they agreed well enough for careful conclusions only."
        )
    return _(
        "On the whole score they agreed less than one may build on: with other "
        "moderators the order of the bids might have been another one."
    )


def alpha(one: dict[str, Any]) -> str:
    """Write an alpha with its interval."""
    if one["alpha"] is None:
        return ""
    if one["ci"] is None:
        return i18n.signless(one["alpha"])
    ends = "; ".join(i18n.signless(end) for end in one["ci"])
    return f"{i18n.signless(one['alpha'])} [{ends}]"


def about_alpha() -> str:
    """Say what alpha is, and where its interval comes from."""
    return _(
        "Krippendorff’s alpha for scores on an interval scale: 1 is full agreement, 0 "
        "is what chance would give, below 0 is worse than chance. Its author asks for "
        "0.80, and for 0.67 at least. The interval comes from drawing the bids anew a "
        "thousand times. It is about all moderators together, never about one of them."
    )
