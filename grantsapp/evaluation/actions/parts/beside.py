"""What stands beside the main figures of an instrument: themes, groups, later, checks.

Each is there when it was worked out, and nothing when it was not.
"""

from typing import Any

from grantsapp import i18n
from grantsapp.evaluation.actions.parts.common import (
    Document,
    interval,
    paragraph,
    points,
    signed,
    theme_name,
    whole,
)
from grantsapp.evaluation.actions.parts.fund import project
from grantsapp.evaluation.blocks import Block, Table, Tone, Words
from grantsapp.evaluation.plan import LANGUAGE
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.mel.models import ABOUT

CHANGE = frozenset({1, 2, 3})


def blocks(document: Document, one: dict[str, Any], key: str) -> list[Block]:
    """Give what was worked out beside the main figures of an instrument."""
    path = f"outcomes.{key}"
    return [
        *_after_only(document, one, path),
        *_themes(document, one, path),
        *[block for by in one.get("groups") or [] for block in _groups(by, path)],
        *_follow_ups(one, path),
        *_checks(one, path),
    ]


def _table(caption: str, first: str, rows: list[tuple[Words, ...]]) -> list[Block]:
    if not rows:
        return []
    head = (first, _("People"), _("Change"), _("Interval (95 per cent)"))
    table = Table(
        caption=Words(caption),
        head=tuple(map(Words, head)),
        rows=tuple(rows),
        numeric=CHANGE,
        widths=(3, 0.8, 1, 1.8),
    )
    return [table]


def _pooled(
    name: Words, people: int | None, pooled: dict[str, Any], path: str
) -> tuple[Words, ...]:
    """Make the row of an average project."""
    return (
        name,
        Words("" if people is None else whole(f"{path}.pairs", people)),
        Words(signed(f"{path}.pooled.estimate", pooled["estimate"]) or _("not shown")),
        Words(interval(f"{path}.pooled.ci", pooled["ci"])),
    )


def _themes(document: Document, one: dict[str, Any], path: str) -> list[Block]:
    themes = one.get("themes") or []
    if len(themes) < 2:  # noqa: PLR2004 - one theme is the instrument itself
        return []
    rows = [
        _pooled(
            theme_name(document, each["theme"]),
            each["pairs"],
            each["pooled"],
            f"{path}.themes.{each['theme']}",
        )
        for each in themes
    ]
    return _table(_("The average project of each theme"), _("Theme"), rows)


def _groups(by: dict[str, Any], path: str) -> list[Block]:
    named = f"{path}.groups.{by['by']}"
    rows = [
        (
            Words(answer(by["by"], group["value"])),
            Words(whole(f"{named}.{group['value']}.pairs", group["pairs"])),
            Words(signed(f"{named}.{group['value']}.difference", group["difference"])),
            Words(interval(f"{named}.{group['value']}.ci", group["ci"])),
        )
        for group in by["groups"]
    ]
    found = _table(question(by["by"]), _("Group"), rows)
    if hidden := by["hidden"]:
        words = ngettext(
            "One group is not shown, so that nobody in it can be recognised.",
            "%(num)d groups are not shown, so that nobody in them can be recognised.",
            hidden,
        )
        found.append(paragraph(words, Tone.SMALL))
    return found


def question(by: str) -> str:
    """Say by what people are put in groups."""
    if by == LANGUAGE:
        return _("By the language in which people answered")
    asked, _options = ABOUT.get(by, (by, {}))
    return str(asked)


def answer(by: str, value: str) -> str:
    """Name a group."""
    if not value:
        return _("Not said")
    if by == LANGUAGE:
        return i18n.language_name(value)
    _asked, options = ABOUT.get(by, ("", {}))
    return str(options.get(value, value))


def _follow_ups(one: dict[str, Any], path: str) -> list[Block]:
    rows = [
        _pooled(
            Words(later(each)),
            each["pairs"],
            each["pooled"],
            f"{path}.follow_ups.{each['moment']}-{each['since']}",
        )
        for each in one.get("follow_ups") or []
        if each["pairs"]
    ]
    return _table(_("Asked again later"), _("When"), rows)


def later(each: dict[str, Any]) -> str:
    """Say when people were asked again, and what that is held against."""
    names = {
        ("t2", "before"): _("Three months later, against before the project"),
        ("t2", "after"): _("Three months later, against the end of the project"),
        ("t3", "before"): _("Six months later, against before the project"),
        ("t3", "after"): _("Six months later, against the end of the project"),
    }
    plain = {"t2": _("Three months later"), "t3": _("Six months later")}
    moment = each["moment"]
    return names.get((moment, each["since"]), plain.get(moment, moment))


def _after_only(document: Document, one: dict[str, Any], path: str) -> list[Block]:
    """Show where people stood at the end, where nobody asked before."""
    asked = one.get("after_only")
    if not asked or not asked["by_project"]:
        return []
    known = document["figures"]["projects"]
    rows = tuple(
        (
            project(known[each["project"]]),
            Words(whole(f"{path}.after_only.{each['project']}.n", each["n"])),
            Words(points(f"{path}.after_only.{each['project']}.mean", each["mean"])),
        )
        for each in asked["by_project"]
        if each["project"] in known
    )
    words = _("These projects asked once, at the end. That shows no change.")
    head = (_("Project"), _("People"), _("Mean at the end"))
    table = Table(
        caption=Words(_("Where people stood at the end")),
        head=tuple(map(Words, head)),
        rows=rows,
        numeric=frozenset({1, 2}),
        widths=(3, 1, 1),
    )
    return [paragraph(words), table] if rows else []


def choices() -> dict[str, str]:
    """Name the choices that are tried the other way, by their word in a path."""
    return {
        "complete_cases": _("Only people who answered every item"),
        "without_flagged": _("Without answers that looked careless"),
    }


def as_one() -> str:
    """Say what the naive figure leaves aside."""
    return _("As if people were of no project; too sure of itself")


def _checks(one: dict[str, Any], path: str) -> list[Block]:
    """Show how much hangs on a choice, beside what was chosen."""
    checks = one.get("checks") or {}
    rows = [
        _pooled(Words(words), found["pairs"], found["pooled"], f"{path}.{name}")
        for name, words in choices().items()
        if (found := checks.get(name))
    ]
    if naive := checks.get("naive"):
        rows.append(_naive(naive, f"{path}.naive"))
    if not rows:
        return []
    main = _pooled(Words(_("As shown above")), one["pairs"], one["pooled"], path)
    return _table(_("How much hangs on our choices"), _("Counted"), [main, *rows])


def _naive(naive: dict[str, Any], path: str) -> tuple[Words, ...]:
    return (
        Words(as_one()),
        Words(whole(f"{path}.pairs", naive["pairs"])),
        Words(signed(f"{path}.difference", naive["difference"])),
        Words(interval(f"{path}.ci", naive["ci"])),
    )
