"""The worker that calibrates the scores of a phase, on a snapshot of its reviews."""

from typing import Any

from grantsapp.review.calibrating.fitting import Review, Within, calibrate
from grantsapp.review.calibrating.results import as_json

# The same for everybody: whoever asks again on the same reviews gets the same answer,
# so that nobody can ask until the intervals please them.
SEED = 1


def work(snapshot: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Calibrate, or say why that cannot be; amounts that miss leave out the chances."""
    asked: dict[str, int | None] = snapshot["asked"]
    amounts = {bid: amount for bid, amount in asked.items() if amount is not None}
    known = len(amounts) == len(asked)
    found = calibrate(
        [Review(bid, who, tuple(given)) for bid, who, given in snapshot["reviews"]],
        snapshot["weights"],
        Within(snapshot["budget"], amounts) if known else None,
        seed=settings["seed"],
    )
    return as_json(found)
