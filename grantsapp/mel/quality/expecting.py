"""What came in against what was expected, award by award."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grantsapp.mel.quality.linking import Linked, linked
from grantsapp.mel.quality.seen import FOLLOW_UPS, Key, Seen


@dataclass(frozen=True)
class Standing:
    """How an award stands, or all of them together (award None).

    A share is of the responses expected, 1.0 being all and more than 1.0 possible;
    None where nothing is expected or nobody has said.
    """

    award: Key | None
    expected: int | None
    came_in: Mapping[str, int]  # sittings at each moment, everything
    counted: Mapping[str, int]  # of those, what is in the figures (Seen.is_counted)
    excluded: int
    resent: int  # undecided, and not excluded
    respondents: int  # people who answered before or after
    matched: int  # of those, with both
    followed: Mapping[str, int]  # of the respondents, who came to a follow-up too
    strangers: int  # who came to a follow-up only, and are no respondents
    doubled: int  # sittings left unmatched since their code stands twice

    def share(self, number: int) -> float | None:
        """Give a number as a share of what is expected."""
        return number / self.expected if self.expected else None

    def came_in_share(self, moment: str) -> float | None:
        """Give the share that came in at a moment."""
        return self.share(self.came_in.get(moment, 0))

    def counted_share(self, moment: str) -> float | None:
        """Give the share that is in the figures of a moment."""
        return self.share(self.counted.get(moment, 0))

    @property
    def respondents_share(self) -> float | None:
        """Give the share of people who answered before or after."""
        return self.share(self.respondents)

    @property
    def matched_share(self) -> float | None:
        """Give the share of people with before and after."""
        return self.share(self.matched)


def standings(
    expected: Mapping[Key, int | None], sittings: Iterable[Seen]
) -> tuple[Standing, ...]:
    """Say how each award stands; one that nothing came from stands there too."""
    awards: defaultdict[Key, list[Seen]] = defaultdict(list)
    for sitting in sittings:
        awards[sitting.award].append(sitting)
    unnamed = sorted(awards.keys() - expected.keys(), key=str)
    return tuple(
        _standing(award, expected.get(award), awards[award])
        for award in (*expected, *unnamed)
    )


def _standing(award: Key, expected: int | None, sittings: Sequence[Seen]) -> Standing:
    surveys = linked(sittings)
    return Standing(
        award=award,
        expected=expected,
        came_in=_counted(sittings),
        counted=_counted(s for s in sittings if s.is_counted),
        excluded=sum(s.is_excluded for s in sittings),
        resent=sum(s.is_resent and not s.is_excluded for s in sittings),
        respondents=sum(len(survey.respondents) for survey in surveys),
        matched=sum(len(survey.pairs) for survey in surveys),
        followed=_followed(surveys),
        strangers=sum(len(survey.strangers) for survey in surveys),
        doubled=sum(len(same) for survey in surveys for same in survey.twice),
    )


def _counted(sittings: Iterable[Seen]) -> Mapping[str, int]:
    return dict(Counter(str(s.moment) for s in sittings))


def _followed(surveys: Sequence[Linked]) -> Mapping[str, int]:
    numbers = {m: sum(len(s.followed(m)) for s in surveys) for m in FOLLOW_UPS}
    return {moment: number for moment, number in numbers.items() if number}


def together(every: Sequence[Standing]) -> Standing:
    """Add standings up; where one lacks an expectation, the sum has none either.

    So no share of the whole can be flattered by what nobody expected.
    """
    known = [s.expected for s in every if s.expected is not None]
    return Standing(
        award=None,
        expected=sum(known) if len(known) == len(every) else None,
        came_in=_added(s.came_in for s in every),
        counted=_added(s.counted for s in every),
        excluded=sum(s.excluded for s in every),
        resent=sum(s.resent for s in every),
        respondents=sum(s.respondents for s in every),
        matched=sum(s.matched for s in every),
        followed=_added(s.followed for s in every),
        strangers=sum(s.strangers for s in every),
        doubled=sum(s.doubled for s in every),
    )


def _added(counts: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    whole: Counter[str] = Counter()
    for some in counts:
        whole.update(some)
    return dict(whole)
