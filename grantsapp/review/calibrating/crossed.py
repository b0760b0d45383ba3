"""Two random effects that cross: who is judged, and who judges. Plain values only.

y = mu + row + column + error, where rows, columns and errors are normal and independent
(Searle, Casella & McCulloch 1992). Both effects are random: drawn towards zero the
more, the less is known. Only the ratios of both variances to the error's have to be
searched for; the rest follows by the mixed model equations (Henderson 1975). Rows are
eliminated from these by how many values they have, so that a search costs the same for
any number of rows. A ratio r is written as its share r / (1 + r), between 0 and 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

# No share above: there the error would be less than a ten-thousandth of an effect.
MOST = 1 - 1e-4
CELLS = 12  # of a grid over the shares, each way
Cell = tuple[float, float, float]  # the rows' share, the columns' share, a weight
UNLIKELY = 9.0  # so far below the best, a logarithm of a likelihood counts for nothing


@dataclass(frozen=True)
class Layout:
    """What the values say, summed so that no sum is taken twice.

    `counts` is how many values each row has, `ones` the same and how many from each
    column, few of them, and `sums` their sum; `sizes` are the different counts, with
    `times` how many rows have each, and `squares`, `products` and `totals` over these.
    """

    count: int
    centre: float
    counts: "Array"
    ones: Any  # a sparse array
    sums: "Array"
    whole: tuple["Array", "Array", float]
    sizes: "Array"
    times: "Array"
    squares: "Array"
    products: "Array"
    totals: "Array"


@dataclass(frozen=True)
class Effects:
    """Mu, mu with each row's effect, each column's effect; with what they may err."""

    mu: float
    mu_se: float
    rows: Sequence[float]
    rows_se: Sequence[float]
    columns: Sequence[float]
    columns_se: Sequence[float]


def lay_out(
    values: Sequence[float], rows: Sequence[int], columns: Sequence[int]
) -> Layout:
    """Sum up values; rows and columns are numbered from zero without a gap."""
    import numpy as np
    from scipy.sparse import csr_array

    centre = float(np.mean(values))
    y = np.asarray(values, dtype=float) - centre
    counts = np.zeros((max(rows) + 1, max(columns) + 1))
    np.add.at(counts, (rows, columns), 1.0)
    ones = np.column_stack([counts.sum(axis=1), counts])
    sums = np.bincount(rows, weights=y)
    each = counts.sum(axis=0)
    plain = np.diag([float(len(y)), *each])
    plain[0, 1:] = plain[1:, 0] = each
    right = np.array([y.sum(), *np.bincount(columns, weights=y)])
    sizes, place, times = np.unique(ones[:, 0], return_inverse=True, return_counts=True)
    alike = [place == at for at in range(len(sizes))]
    return Layout(
        count=len(y),
        centre=centre,
        counts=ones[:, 0],
        ones=csr_array(ones),
        sums=sums,
        whole=(plain, right, float(y @ y)),
        sizes=sizes,
        times=times,
        squares=np.stack([ones[at].T @ ones[at] for at in alike]),
        products=np.stack([ones[at].T @ sums[at] for at in alike]),
        totals=np.array([sums[at] @ sums[at] for at in alike]),
    )


@dataclass(frozen=True)
class Solved:
    """The equations at one share of the rows and several of the columns."""

    root: "Array"  # lower triangular, of mu and the scaled columns
    scale: "Array"
    half: "Array"  # the right hand side, half way solved
    left: "Array"  # the squares that remain, of penalised least squares
    log_size: "Array"  # logarithm of the determinants, of the likelihood


def solve(layout: Layout, row_share: float, column_shares: "Array") -> Solved:
    """Eliminate the rows, and decompose what is left for each share of the columns."""
    import numpy as np

    ratio = row_share / (1 - row_share)
    drawn = ratio / (1 + ratio * layout.sizes)
    plain, right, squares = layout.whole
    plain = plain - np.tensordot(drawn, layout.squares, 1)
    right = right - drawn @ layout.products
    scale = np.ones((len(column_shares), len(right)))
    scale[:, 1:] = np.sqrt(column_shares / (1 - column_shares))[:, None]
    last = len(right)
    matrix = np.empty((len(scale), last + 1, last + 1))
    matrix[:, :last, :last] = plain * scale[:, :, None] * scale[:, None, :]
    inside = np.arange(1, last)
    matrix[:, inside, inside] += 1.0
    matrix[:, last, :last] = matrix[:, :last, last] = right * scale
    # a little more than there is, so that rounding leaves nothing below zero
    matrix[:, last, last] = squares * (1 + 1e-10) - drawn @ layout.totals
    root = np.linalg.cholesky(matrix)
    ends = np.diagonal(root, axis1=1, axis2=2)
    return Solved(
        root=root[:, :last, :last],
        scale=scale,
        half=root[:, last, :last],
        left=ends[:, last] ** 2,
        log_size=2 * np.log(ends[:, :last]).sum(axis=1)
        + layout.times @ np.log1p(ratio * layout.sizes),
    )


def likelihood(layout: Layout, row_share: float, column_shares: "Array") -> "Array":
    """Give the logarithm of the restricted likelihood (Patterson & Thompson 1971).

    Its highest over mu and the error's variance, up to a constant. It is also the
    posterior of the shares where, beforehand, all shares are equally likely (the
    uniform shrinkage prior: Daniels 1999) and all logarithms of the error's variance.
    """
    import numpy as np

    at = solve(layout, row_share, column_shares)
    return -((layout.count - 1) * np.log(at.left) + at.log_size) / 2


@dataclass(frozen=True)
class Grid:
    """What the shares may be: the middles of cells, and a weight for each cell."""

    rows: "Array"
    columns: "Array"
    weights: "Array"

    @property
    def cells(self) -> list[Cell]:
        """List the cells that count."""
        import numpy as np

        row, column = np.nonzero(self.weights > exp(-UNLIKELY))
        sides = (self.rows[row], self.columns[column], self.weights[row, column])
        return list(zip(*(side.tolist() for side in sides), strict=True))


def plausible(layout: Layout) -> Grid:
    """Weigh what the shares may be, on a grid drawn closer until most of it counts."""
    import numpy as np

    low, high = np.zeros(2), np.full(2, MOST)
    while True:
        width = (high - low) / CELLS
        rows, columns = low[:, None] + width[:, None] * (np.arange(CELLS) + 0.5)
        found = np.stack([likelihood(layout, p, columns) for p in rows])
        found -= found.max()
        counts = found > -UNLIKELY
        ends = [np.flatnonzero(counts.any(axis=axis)) for axis in (1, 0)]
        first = np.array([end[0] - 1 for end in ends])
        last = np.array([end[-1] + 2 for end in ends])
        new_low = np.maximum(low + first * width, low)
        new_high = np.minimum(low + last * width, high)
        if np.all(new_high - new_low > (high - low) * 0.7):
            return Grid(rows, columns, np.exp(found))
        low, high = new_low, new_high


def best(layout: Layout, grid: Grid) -> Cell:
    """Give the shares of the highest restricted likelihood.

    It may have two tops, so it is climbed from the best of the grid, which may have
    been drawn close, and from the best of a coarse one over everything.
    """
    import numpy as np
    from scipy.optimize import minimize

    coarse = (np.arange(CELLS) + 0.5) / CELLS
    found = np.stack([likelihood(layout, p, coarse) for p in coarse])
    row, column = np.unravel_index(found.argmax(), found.shape)
    likeliest = max(grid.cells, key=lambda cell: cell[2])
    climbed = (
        minimize(
            lambda p: found.max() - likelihood(layout, p[0], p[1:])[0],
            np.array(start),
            bounds=[(0.0, MOST)] * 2,
            options={"ftol": 1e-15, "gtol": 1e-9, "eps": 1e-7},
        )
        for start in (likeliest[:2], (coarse[row], coarse[column]))
    )
    highest = min(climbed, key=lambda one: one.fun).x
    return float(highest[0]), float(highest[1]), 1.0


def effects(layout: Layout, cells: Sequence[Cell], lost: int = 1) -> Effects:
    """Predict the effects at given shares: the best linear unbiased (Henderson 1975).

    At several cells: their mean by weight, with the spread between them in the errors.
    The error's variance is what remains by the number of values less `lost`; its mean
    over its own posterior loses 3.
    """
    import numpy as np

    many = len(layout.sums)
    whole, means, seconds = 0.0, *np.zeros((2, len(layout.whole[1]) + many))
    for row_share, column_share, weight in cells:
        at = solve(layout, row_share, np.array([column_share]))
        error = float(at.left[0]) / (layout.count - lost)
        mean, square = _predict(layout, at, row_share, error)
        whole += weight
        means = means + weight * mean
        seconds = seconds + weight * (square + mean**2)
    means = means / whole
    ends = np.sqrt(np.maximum(seconds / whole - means**2, 0.0))
    return Effects(
        mu=layout.centre + float(means[0]),
        mu_se=float(ends[0]),
        rows=(layout.centre + means[-many:]).tolist(),
        rows_se=ends[-many:].tolist(),
        columns=means[1:-many].tolist(),
        columns_se=ends[1:-many].tolist(),
    )


def _predict(
    layout: Layout, at: Solved, row_share: float, error: float
) -> tuple["Array", "Array"]:
    """Give mu, the columns' effects and mu with each row's, and their variances."""
    import numpy as np

    half = np.linalg.solve(at.root[0], np.diag(at.scale[0]))
    found = half.T @ at.half[0]
    errors = half.T @ half
    drawn = row_share / (1 - row_share + row_share * layout.counts)
    rows = found[0] + drawn * (layout.sums - layout.ones @ found)
    shared = layout.ones @ errors
    through = layout.ones.multiply(shared).sum(axis=1)
    own = errors[0, 0] - 2 * drawn * shared[:, 0] + drawn**2 * through + drawn
    squares = np.concatenate([np.diagonal(errors), own]) * error
    return np.concatenate([found, rows]), squares


def variances(layout: Layout, cell: Cell) -> tuple[float, float, float]:
    """Give the variances of rows, columns and error at given shares."""
    import numpy as np

    row, column, _ = cell
    error = float(solve(layout, row, np.array([column])).left[0]) / (layout.count - 1)
    return error * row / (1 - row), error * column / (1 - column), error


def draw(layout: Layout, grid: Grid, times: int, seed: int) -> "Array":
    """Draw mu with the rows' effects from their joint posterior, a line a draw.

    First the shares, from the grid; then the error's variance, mu and the columns, and
    the rows given these. So what is not known about the variances is in the draws too.
    """
    import numpy as np

    chance = np.random.default_rng(seed)
    cells = grid.cells
    weights = np.array([weight for *_, weight in cells])
    often = chance.multinomial(times, weights / weights.sum())
    lines = []
    for (row_share, column_share, _), count in zip(cells, often, strict=True):
        if not count:
            continue
        at = solve(layout, row_share, np.array([column_share]))
        drawn = row_share / (1 - row_share + row_share * layout.counts)
        error = np.sqrt(at.left / chance.chisquare(layout.count - 1, (count, 1)))
        normal = error * chance.standard_normal((count, len(at.half[0])))
        both = np.linalg.solve(at.root[0].T, (normal + at.half).T).T * at.scale
        own = error * chance.standard_normal((count, len(drawn))) * np.sqrt(drawn)
        lines.append(
            both[:, :1] + drawn * (layout.sums - (layout.ones @ both.T).T) + own
        )
    return np.concatenate(lines)
