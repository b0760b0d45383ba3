"""Who reviews what: one global solve on a snapshot, priced by rule and explained.

`solve` takes a `Problem` and gives a `Solution`; `repair` fills the places of lost
pairs. Plain values only; scipy is imported when something is solved.
"""

from .explaining import (
    BidNote,
    ModeratorNote,
    PairNote,
    Run,
    Solution,
    Stopped,
    Why,
)
from .pricing import Piece, price
from .problem import Bid, Moderator, Pair, Problem, Rule, Weights
from .solving import repair, solve

__all__ = [
    "Bid",
    "BidNote",
    "Moderator",
    "ModeratorNote",
    "Pair",
    "PairNote",
    "Piece",
    "Problem",
    "Rule",
    "Run",
    "Solution",
    "Stopped",
    "Weights",
    "Why",
    "price",
    "repair",
    "solve",
]
