"""How quick the list of bids is, with two thousand of thirty answers each.

Beside the machine's own floor in the same run; see `tests.bench.pages`.
"""

import sys
import tempfile
from typing import Any

from tests.bench import round_of_bids
from tests.bench.pages import Bench, Client, compare


class Bids(Bench):
    """A house with one call of many bids."""

    def fill(self) -> None:
        """Fill it."""
        self.call, self.key = round_of_bids.fill(self.cast)


def main() -> None:
    """Print a line a page."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bids(folder)
        stella, visitor = bench.client(bench.cast.stella), Client(bench.app)
        bids = f"/staff/calls/{bench.call.reference}/applications"
        places: list[tuple[str, int, Any]] = [
            ("list of 2,000 bids", 3, bids),
            ("search in 2,000 bids", 3, f"{bids}?search=thursday+cook"),
            ("search in Arabic", 3, f"{bids}?search=خميس"),
            ("search that finds nothing", 3, f"{bids}?search=zanzibar"),
            ("filtered and sorted by group", 6, f"{bids}?theme=awareness&sort=group"),
            ("one bid of thirty answers", 6, f"/staff/applications/{bench.key}"),
        ]
        for name, limit, path in places:
            floor = bench.floor_of(stella, path)
            asks = (lambda p=path: stella.get(p), lambda p=floor: visitor.get(p))
            compare(name, limit, *asks)
        bench.close()


if __name__ == "__main__":
    sys.exit(main())
