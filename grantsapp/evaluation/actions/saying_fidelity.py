"""What an evaluation says of reach and delivery, in sentences and names."""

from typing import Any

from grantsapp import i18n
from grantsapp.evaluation import queries
from grantsapp.evaluation.fidelity import Arrived, Level
from grantsapp.evaluation.reach import OUTSIDE
from grantsapp.evaluation.suppression import THRESHOLD
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext
from grantsapp.mel.models import MEASURES, Measure

TITLES = {
    "theme": lazy_gettext("By theme"),
    "tier": lazy_gettext("By size of grant"),
    "area": lazy_gettext("By where the group is based"),
}
LEVELS = {
    Level.AS_PLANNED: lazy_gettext("As planned"),
    Level.PARTLY: lazy_gettext("Partly"),
    Level.BELOW: lazy_gettext("Below"),
    Level.NOT_KNOWN: lazy_gettext("Not yet known"),
}
TONES = {Level.AS_PLANNED: "good", Level.PARTLY: "wait", Level.BELOW: "stop"}
ARRIVED = {
    Arrived.IN_TIME: lazy_gettext("in time"),
    Arrived.LATE: lazy_gettext("late"),
    Arrived.UNDATED: lazy_gettext("came; when it was due is not known"),
    Arrived.AWAITED: lazy_gettext("not due yet"),
    Arrived.OVERDUE: lazy_gettext("overdue"),
}


def project(figures: dict[str, Any], card: dict[str, Any]) -> i18n.Shown:
    """Name the project of a card: by its title, or by where it is."""
    return i18n.Shown(*queries.named(figures["projects"][card["project"]]))


def level(code: str) -> str:
    """Name a level."""
    return str(LEVELS[Level(code)])


def tone(code: str) -> str:
    """Give the colour of a level's mark; its word says the same."""
    return TONES.get(Level(code), "")


def rule(found: dict[str, Any]) -> list[str]:
    """Print the rule of the score cards, as it stands in the file."""
    whole, half = (i18n.percent(share) for share in found["outputs"])
    many, some = (i18n.percent(share) for share in found["answers"])
    return [
        _(
            "Outputs: each counts with what was delivered of its plan, at most all of "
            "it, and all of them count the same. On average %(whole)s or more is as "
            "planned, %(half)s or more is partly, less is below.",
            whole=whole,
            half=half,
        ),
        _(
            "Report: in time is as planned, late is partly, overdue is below. Where no "
            "day was set, or it is still to come, this part is not counted."
        ),
        _(
            "Survey: of the answers that were expected %(many)s or more is as planned, "
            "%(some)s or more is partly, less is below. While people can still answer, "
            "and where nobody agreed how many to expect, this part is not counted.",
            many=many,
            some=some,
        ),
        _(
            "In the end: below, where the outputs are below; as planned, where every "
            "part that is counted is as planned; partly otherwise. Without a plan or a "
            "report it is not yet known."
        ),
        _("Rule number %(number)s.", number=found["version"]),
    ]


def about(*, public: bool) -> list[str]:
    """Say what the cards are not, and what they do not show."""
    said = [
        _(
            "A card says how much was done, not how good it was or what it changed. "
            "Groups count their outputs themselves."
        )
    ]
    if public:
        said.append(
            _(
                "Fewer than %(least)s people, and fewer than %(least)s answers, are "
                "not shown; nor is a figure from which they could be worked out.",
                least=THRESHOLD,
            )
        )
    return said


def about_reach() -> str:
    """Say whose place and which projects the tables are about."""
    return _(
        "Projects whose report has come, and whose figures may be shown. The place is "
        "where the group is based: where people came from, nobody counts."
    )


def value(found: dict[str, Any], by: str, code: str) -> i18n.Shown:
    """Name what a row of a table of reach is about."""
    if not code:
        return i18n.Shown(_("Not known"), i18n.language())
    own = found["labels"].get(by, {}).get(code)
    if own:
        return i18n.Text.plainly(own).shown()
    words = _("Elsewhere, or in other words") if code == OUTSIDE else code
    return i18n.Shown(words, i18n.language())


def output(line: dict[str, Any]) -> str:
    """Say how much of an output was delivered."""
    what = str(MEASURES[Measure(line["measure"])])
    if line["planned"] is None:
        return _("%(what)s: not shown", what=what)
    planned = i18n.number(line["planned"])
    if line["delivered"] is None:
        return _("%(what)s: %(planned)s planned", what=what, planned=planned)
    return _(
        "%(what)s: %(some)s of %(planned)s",
        what=what,
        some=i18n.number(line["delivered"]),
        planned=planned,
    )


def arrived(card: dict[str, Any]) -> str:
    """Say whether the report came in time."""
    return str(ARRIVED[Arrived(card["arrived"])])


def answers(card: dict[str, Any]) -> str:
    """Say how many answered of those expected."""
    if card["is_asking"]:
        return _("people still answer")
    if card["answers"] is None:
        is_counted = Level(card["parts"]["answers"]) is not Level.NOT_KNOWN
        return _("not shown") if is_counted else _("nobody was asked")
    some = i18n.number(card["answers"])
    if card["expected"] is None:
        return _("%(some)s; how many to expect was not agreed", some=some)
    return _("%(some)s of %(all)s", some=some, all=i18n.number(card["expected"]))
