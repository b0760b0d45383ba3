"""Groups that are of one mind: who knows that somebody is in one, knows the score."""

from collections.abc import Sequence

from grantsapp.evaluation.dataset.columns import Column
from grantsapp.evaluation.dataset.frames import numbers
from grantsapp.evaluation.dataset.shapes import People


def of_one_mind(people: People, columns: Sequence[Column]) -> dict[str, int]:
    """Count, by score, the groups of people alike who all have the same one."""
    import numpy as np

    group = _groups(people)
    size = int(group.max(initial=-1)) + 1
    found: dict[str, int] = {}
    for column in columns:
        if not (column.is_score and column.source):
            continue
        values, known = numbers(people, column.source)
        low, high = np.full(size, np.inf), np.full(size, -np.inf)
        np.minimum.at(low, group[known], values[known])
        np.maximum.at(high, group[known], values[known])
        if number := int((low == high).sum()):
            found[column.name] = number
    return found


def _groups(people: People):
    """Number the groups of people whose traits are all alike."""
    import numpy as np

    key = np.asarray(people.asked, np.int64)
    for trait in people.traits:
        key = key * (len(trait.values) + 1) + trait.codes
        key = np.unique(key, return_inverse=True)[1]
    return np.unique(key, return_inverse=True)[1]
