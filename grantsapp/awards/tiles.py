"""London as 33 tiles, one for each local authority, and how dark each is. Plain values.

The layout is our own: eight columns from west to east, six rows from north to south,
each authority beside as many of its true neighbours as fit. The names and codes are
those of the Office for National Statistics (Open Government Licence).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from grantsapp.places import BOROUGHS

COLUMNS, ROWS = 8, 6
SIDE, GAP = 60, 6
SHADES = 4  # and one for nothing
# Short name, column, row.
_PLACES = {
    "Enfield": ("Enf", 4, 0),
    "Harrow": ("Hrw", 2, 1), "Barnet": ("Bnt", 3, 1), "Haringey": ("Hgy", 4, 1),
    "Waltham Forest": ("WFo", 5, 1), "Redbridge": ("Rdb", 6, 1),
    "Havering": ("Hvg", 7, 1),
    "Hillingdon": ("Hdn", 0, 2), "Ealing": ("Elg", 1, 2), "Brent": ("Brt", 2, 2),
    "Camden": ("Cmd", 3, 2), "Islington": ("Isl", 4, 2), "Hackney": ("Hck", 5, 2),
    "Newham": ("Nwm", 6, 2), "Barking and Dagenham": ("B&D", 7, 2),
    "Hounslow": ("Hou", 0, 3), "Hammersmith and Fulham": ("H&F", 1, 3),
    "Kensington and Chelsea": ("K&C", 2, 3), "Westminster": ("Wst", 3, 3),
    "City of London": ("City", 4, 3), "Tower Hamlets": ("THm", 5, 3),
    "Greenwich": ("Gwh", 6, 3), "Bexley": ("Bxl", 7, 3),
    "Richmond upon Thames": ("Rch", 1, 4), "Wandsworth": ("Wns", 2, 4),
    "Lambeth": ("Lmb", 3, 4), "Southwark": ("Swk", 4, 4), "Lewisham": ("Lew", 5, 4),
    "Bromley": ("Brm", 6, 4),
    "Kingston upon Thames": ("Kng", 2, 5), "Merton": ("Mrt", 3, 5),
    "Sutton": ("Stn", 4, 5), "Croydon": ("Crd", 5, 5),
}  # fmt: skip


class Tile(NamedTuple):
    """One authority: its code, its names, where it stands."""

    code: str
    name: str
    short: str
    column: int
    row: int

    @property
    def x(self) -> int:
        """Its left edge, in the units of the drawing."""
        return self.column * (SIDE + GAP)

    @property
    def y(self) -> int:
        """Its upper edge."""
        return self.row * (SIDE + GAP)


TILES = tuple(Tile(code, name, *_PLACES[name]) for name, code in BOROUGHS.items())
WIDTH = COLUMNS * (SIDE + GAP) - GAP
HEIGHT = ROWS * (SIDE + GAP) - GAP


class Step(NamedTuple):
    """A shade, and from how many to how many it stands for."""

    shade: int
    least: int
    most: int


def steps(counts: Iterable[int]) -> list[Step]:
    """Part what was counted into at most four steps of like width, from one on."""
    most = max(counts, default=0)
    if not most:
        return []
    parts = min(SHADES, most)
    ends = [most * part // parts for part in range(1, parts + 1)]
    starts = [1, *(end + 1 for end in ends[:-1])]
    lightest = 1 + (SHADES - parts) // 2  # a few steps take the middle shades
    return [
        Step(lightest + place, *ends_of)
        for place, ends_of in enumerate(zip(starts, ends, strict=True))
    ]


def shade(count: int, known: Iterable[Step]) -> int:
    """Say how dark a tile is; nothing is the lightest."""
    return next((s.shade for s in known if s.least <= count <= s.most), 0)


@dataclass(frozen=True)
class Drawn:
    """A tile with its number and its shade."""

    tile: Tile
    count: int
    shade: int


def drawn(counts: Mapping[str, int]) -> tuple[list[Drawn], list[Step]]:
    """Give every tile its number and shade, by code, and what the shades mean."""
    known = steps(counts.get(tile.code, 0) for tile in TILES)
    found = [(tile, counts.get(tile.code, 0)) for tile in TILES]
    return [Drawn(tile, n, shade(n, known)) for tile, n in found], known
