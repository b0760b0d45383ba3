"""The rounds of a fund whose figures are published."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from uuid import UUID

from grantsapp.evaluation.queries.evaluations import all_published
from grantsapp.evaluation.rounds import Round, Series, series
from grantsapp.mel import instruments
from grantsapp.mel import queries as mel
from grantsapp.mel.instruments import Instrument


def series_of(fund_id: UUID) -> list[Series]:
    """Give the instruments that a fund asked in more than one published round."""
    rounds = rounds_of(fund_id)
    return series(rounds, _reworded(rounds))


def rounds_of(fund_id: UUID) -> list[Round]:
    """Give the rounds of a fund that are published, each with its newest figures."""
    return [
        Round(one.call.reference, one.call.title, one.call.closes_at, one.public)
        for one in all_published()
        if one.call.fund_id == fund_id
    ]


def _reworded(rounds: Iterable[Round]) -> Iterator[tuple[str, int, int]]:
    """Name the pairs of versions, one asked after the other, that read otherwise."""
    known = {(row.code, row.version): row.tool for row in mel.instruments()}
    order = sorted(rounds, key=lambda one: (one.closed_at, one.call))
    asked: dict[str, list[int]] = {}
    for one in order:
        for tool in sorted(one.figures["instruments"], key=lambda t: t["version"]):
            asked.setdefault(tool["code"], []).append(tool["version"])
    for code, versions in asked.items():
        for was, now in set(pairwise(versions)):
            if was != now and _differ(known.get((code, was)), known.get((code, now))):
                yield code, was, now


def _differ(before: Instrument | None, after: Instrument | None) -> bool:
    """Say whether people read other words; of what is not here, yes."""
    if before is None or after is None:
        return True
    return any(change.is_wording for change in instruments.changes(before, after))
