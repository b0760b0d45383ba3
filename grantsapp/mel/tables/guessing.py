"""What the columns of a table most likely are, for a person to look at. Plain values.

What is neither recognised nor clearly something else is left open: a column may be an
item that the instrument does not have, and only a person can say so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from grantsapp.mel.instruments import Design, Instrument
from grantsapp.mel.tables import dates, words
from grantsapp.mel.tables.cells import Known, Meaning, Odd, answers, bare
from grantsapp.mel.tables.folding import fold
from grantsapp.mel.tables.mapping import Facts, Matching
from grantsapp.mel.tables.opening import Cells, Table
from grantsapp.mel.tables.placing import Places, Slot, candidates

_FEW = 12  # different cells at most, in a column of moments


def guess(table: Table, tools: Sequence[Instrument], facts: Facts) -> Matching:
    """Say what each column most likely is."""
    cells = _cells_by_column(table.names, table.sample())
    places = Places(tools, facts.design)
    items = {n: slot for n in table.names if (slot := places.of(n))}
    about = _about(cells, items, facts)
    free = [n for n in table.names if n not in items and n not in about]
    single, moments = _single(free, cells, facts)
    if moments:
        items = {n: Slot(slot.tool, slot.item) for n, slot in items.items()}
    items = _repeated(items, facts)
    rest = [n for n in free if n not in single.values()]
    judge = _Judge(places, tools, facts)
    answered = single.get("answered", "")
    projects = facts.projects if "project_column" not in single else ()
    found = Matching(
        items=items,
        moments=moments,
        moment="" if moments else _moment(items, facts),
        project=projects[0] if len(projects) == 1 else "",
        language=_language(cells, tools, facts),
        zone="UTC" if answered in words.UTC else facts.zone,
        day_first=dates.order_in(cells.get(answered, [])),
        about=about,
        ignored=tuple(n for n in rest if judge.is_something_else(n, cells[n])),
    )
    return replace(found, **single)


def _cells_by_column(
    names: Sequence[str], sample: Sequence[Cells]
) -> dict[str, list[str]]:
    """Give what stands in the first rows of each column, without the blanks."""
    columns = zip(*sample, strict=True) if sample else ([] for _name in names)
    return {
        name: [cell for cell in column if bare(cell)]
        for name, column in zip(names, columns, strict=True)
    }


def _about(
    cells: dict[str, list[str]], items: dict[str, Slot], facts: Facts
) -> dict[str, str]:
    known = {
        fold(word): question.code
        for question in facts.about
        for word in (question.code, f"about {question.code}", *question.title.values())
    }
    found: dict[str, str] = {}
    for name in cells:
        parts = (known.get(fold(rest)) for _groups, rest in candidates(name))
        code = next(filter(None, parts), None)
        if code and name not in items and code not in found.values():
            found[name] = code
    return found


def _single(
    names: Sequence[str], cells: dict[str, list[str]], facts: Facts
) -> tuple[dict[str, str], dict[str, str]]:
    """Find the columns that are one thing each, and what the cells of moments mean."""
    single: dict[str, str] = {
        "identity": words.identity(names),
        "began": words.time_of_start(names),
        "answered": words.time_of_answer(names),
    }
    fields = {"project": "project_column", "language": "language_column"}
    moments: dict[str, str] = {}
    for name in names:
        kind = words.purpose(words.last_part(name))
        if not moments and (moments := _moments(cells[name], facts)):
            single["moment_column"] = name
        elif kind in {"code", "project", "language"}:
            single.setdefault(fields.get(kind, kind), name)
        elif kind == "answered" and not single["answered"]:
            single["answered"] = name
    theirs = next((n for n in names if _are_projects(cells[n], facts)), "")
    if theirs:
        single["project_column"] = theirs
    return {what: name for what, name in single.items() if name}, moments


def _moments(cells: Iterable[str], facts: Facts) -> dict[str, str]:
    """Read a column in which every cell names a moment; nothing if it is none."""
    said = dict.fromkeys(cells)
    if not said or len(said) > _FEW:
        return {}
    found = {cell: words.moment(fold(cell), facts.design) for cell in said}
    return found if all(found.values()) else {}


def _are_projects(cells: Iterable[str], facts: Facts) -> bool:
    known = {fold(name) for name in facts.projects}
    said = {fold(cell) for cell in cells}
    return bool(said and said <= known)


def _repeated(items: dict[str, Slot], facts: Facts) -> dict[str, Slot]:
    """Part items that stand there twice without a moment: now first, then before."""
    times: dict[Slot, list[str]] = {}
    for name, slot in items.items():
        times.setdefault(slot, []).append(name)
    found = dict(items)
    for slot, names in times.items():
        is_pair = len(names) == 2 and not slot.moment  # noqa: PLR2004 - now and before
        if is_pair and facts.design == Design.RETROSPECTIVE:
            for name, moment in zip(names, ("t1", "r0"), strict=True):
                found[name] = Slot(slot.tool, slot.item, moment)
    return found


def _moment(items: dict[str, Slot], facts: Facts) -> str:
    """Say of which moment a whole file speaks, where only one is possible."""
    if all(slot.moment for slot in items.values()):
        return ""
    if facts.moment:
        return facts.moment
    return "t1" if facts.design != Design.MATCHED else ""


def _language(
    cells: dict[str, list[str]], tools: Sequence[Instrument], facts: Facts
) -> str:
    """Say whose words stand in heads and cells; the first language where no words."""
    said = {fold(name) for name in cells}
    said |= {fold(cell) for column in cells.values() for cell in column}
    for name in cells:
        said |= {fold(rest) for _groups, rest in candidates(name)}

    def met(language: str) -> int:
        texts = [item.text for tool in tools for item in tool.items]
        texts += [tool.label(value) for tool in tools for value in tool.values]
        return len(said & {fold(text.get(language, "")) for text in texts})

    return max(facts.languages, key=met, default="en")


class _Judge:
    """Tells columns that are surely no answers from those that may be."""

    def __init__(
        self, places: Places, tools: Iterable[Instrument], facts: Facts
    ) -> None:
        self._places = places
        self._readers = [answers(tool, {}, facts.refusals) for tool in tools]

    def is_something_else(self, name: str, cells: Sequence[str]) -> bool:
        """Say whether a column can be left out without asking."""
        if words.is_dropped(name) or words.is_of_server(name):
            return True
        if self._places.looks_like_one(name):
            return False
        return not (cells and any(self._reads_all(r, cells) for r in self._readers))

    @staticmethod
    def _reads_all(reader: Known[Meaning], cells: Sequence[str]) -> bool:
        return not any(isinstance(reader[cell], Odd) for cell in cells)
