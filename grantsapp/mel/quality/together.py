"""The rules that compare sittings; those that are not counted are not compared with."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from grantsapp.mel.quality.alone import ONLINE, only_value
from grantsapp.mel.quality.limits import Flag, Limits, Rule
from grantsapp.mel.quality.linking import linked
from grantsapp.mel.quality.seen import Key, Part, Seen

Read = Sequence[tuple[Seen, Sequence[Part]]]


def same_answers(read: Read, limits: Limits) -> Iterator[Flag]:
    """Sittings of a survey whose answers are equal, item by item, soon after another.

    All answers in one column are no likeness: a good day has that in a whole room.
    When paper was keyed or a file came in says nothing of when people answered, so
    there any distance is near.
    """
    alike: defaultdict[tuple[object, ...], list[Seen]] = defaultdict(list)
    for sitting, parts in read:
        answered = sum(part.answered for part in parts)
        if not sitting.is_counted or answered < limits.same:
            continue
        marks = tuple([(p.moment, p.tool.code, p.marks) for p in parts])
        if only_value([m for part in parts for m in part.marks]) is None:
            screen = sitting.origin in ONLINE
            alike[sitting.survey, sitting.moment, screen, answered, marks].append(
                sitting
            )
    for (_survey, _moment, screen, answered, _marks), same in alike.items():
        for group in _near(same, limits) if screen else [same]:
            ids = tuple(sorted(s.id for s in group))
            if len(ids) > 1:
                said = {"sittings": ids, "answered": answered}
                yield from (Flag(s.id, Rule.SAME_ANSWERS, said) for s in group)


def _near(same: Sequence[Seen], limits: Limits) -> Iterator[list[Seen]]:
    """Part equal sittings where more time lies between two than the window."""
    window = timedelta(minutes=limits.window)
    group: list[Seen] = []
    timed = [(s.received_at, s.id, s) for s in same if s.received_at]
    last = None
    for at, _id, sitting in sorted(timed, key=lambda t: t[:2]):
        if last and at - last > window:
            yield group
            group = []
        group.append(sitting)
        last = at
    yield group


def code_twice(read: Read, _limits: Limits) -> Iterator[Flag]:
    """One self-made code stands twice at one moment."""
    for survey in linked(sitting for sitting, _parts in read):
        for same in survey.twice:
            said = {"moment": same[0].moment, "sittings": tuple(s.id for s in same)}
            yield from (Flag(s.id, Rule.CODE_TWICE, said) for s in same)


def language_changed(read: Read, _limits: Limits) -> Iterator[Flag]:
    """A person answered later in another language than at first."""
    for survey in linked(sitting for sitting, _parts in read):
        for person in survey.people:
            told = [s for s in person.sittings if s.language]
            for sitting in told[1:]:
                if sitting.language != told[0].language:
                    said = {
                        "earlier": told[0].id,
                        "first": told[0].language,
                        "now": sitting.language,
                    }
                    yield Flag(sitting.id, Rule.LANGUAGE_CHANGED, said)


def sent_again(read: Read, _limits: Limits) -> Iterator[Flag]:
    """The same open form sent other answers before."""
    forms: defaultdict[tuple[Key, str], list[int]] = defaultdict(list)
    for sitting, _parts in read:
        if sitting.client:
            forms[sitting.survey, sitting.client].append(sitting.id)
    for sitting, _parts in read:
        if sitting.is_resent:
            same = forms.get((sitting.survey, sitting.client), [])
            others = tuple(sorted(i for i in same if i != sitting.id))
            yield Flag(sitting.id, Rule.SENT_AGAIN, {"sittings": others})


RULES = (language_changed, same_answers, code_twice, sent_again)
