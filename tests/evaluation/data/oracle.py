"""Make the synthetic workshops file and work out its figures without grantsapp.

Needs an environment of its own with pingouin and statsmodels:
`python oracle.py` writes the CSV beside this file and prints the figures;
`python oracle.py coverage` prints the simulated coverage of the pooled interval,
`python oracle.py ceiling` the same for seven five-point items near their top.
"""

import csv
import itertools
import random
import sys
from pathlib import Path

import numpy as np
from scipy import optimize, stats

HERE = Path(__file__).parent
FILE = HERE / "synthetic-workshops.csv"
SEED = 20261104
ITEMS = ("accessdata", "coding", "answers", "learning", "workdata")
ITEMS = tuple(f"agree_{i}" for i in (*ITEMS, "doanalysis", "efficientdata"))
EFFECT, TAU = 0.35, 0.25  # of the latent answer, before rounding and cutting at 1 and 5
# workshop: complete pairs, rows with a gap
WORKSHOPS = {
    "alder-mapping": (15, 6),
    "birch-podcasts": (12, 9),
    "cedar-theatre": (10, 4),
    "elm-debating": (11, 12),
    "fig-football": (7, 10),
    "hazel-cooking": (4, 8),
    "juniper-choir": (2, 13),
    "larch-chess": (5, 3),  # each gains one point on one item: variance zero
    "maple-coding": (10, 9),
}
FLAT = "larch-chess"


def say(*words: object) -> None:
    """Write one line to the terminal."""
    sys.stdout.write(" ".join(str(w) for w in words) + "\n")


# -- the file -------------------------------------------------------------------------


def _answer(chance: random.Random, level: float) -> int:
    return min(5, max(1, round(level + chance.gauss(0, 0.7))))


def _pair(chance: random.Random, workshop: str, gain: float) -> list[int | None]:
    person = chance.gauss(3.2, 0.6)
    before = [_answer(chance, person) for _ in ITEMS]
    if workshop == FLAT:
        before = [min(4, b) for b in before]
        lucky = chance.randrange(len(ITEMS))
        return [*before, *(b + (i == lucky) for i, b in enumerate(before))]
    later = person + gain + chance.gauss(0, 0.35)
    return [*before, *(_answer(chance, later) for _ in ITEMS)]


def _with_a_gap(chance: random.Random, answers: list[int | None]) -> list[int | None]:
    """Leave out the whole of one side, or some items of one."""
    side = chance.choice((0, 7, 7))
    places = range(7) if chance.random() < 0.6 else chance.sample(range(7), 2)
    return [None if i - side in places else a for i, a in enumerate(answers)]


def generate() -> None:
    """Write the rows, always the same ones."""
    chance = random.Random(SEED)  # noqa: S311
    rows = []
    for workshop, (pairs, gaps) in WORKSHOPS.items():
        gain = EFFECT + chance.gauss(0, TAU)
        complete = [_pair(chance, workshop, gain) for _ in range(pairs)]
        others = [
            _with_a_gap(chance, _pair(chance, workshop, gain)) for _ in range(gaps)
        ]
        rows += [(workshop, *row) for row in complete + others]
    chance.shuffle(rows)
    names = [f"{i}.{moment}" for moment in ("pre", "post") for i in ITEMS]
    with FILE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("respondent", "workshop", *names))
        writer.writerows((f"s{i:03}", *row) for i, row in enumerate(rows, 1))


# -- pooling, by brute force ----------------------------------------------------------


def restricted_loglik(tau2, y, v):
    """Work out the restricted log-likelihood over the last axis, constants left out."""
    w = 1 / (v + tau2[..., None])
    mu = (w * y).sum(-1) / w.sum(-1)
    spread = (w * (y - mu[..., None]) ** 2).sum(-1)
    return 0.5 * (np.log(w).sum(-1) - np.log(w.sum(-1)) - spread)


def grid_tau2(y, v, points=121, rounds=12):
    """Find tau2 of each row: look everywhere, then again around the best."""
    low = np.zeros(len(y))
    high = 2 * y.var(axis=-1, ddof=1) + 4 * v.max(axis=-1) * (y.var(axis=-1) > 0)
    for round_ in range(rounds):
        steps = np.linspace(0, 1, points) ** (3 if round_ == 0 else 1)
        grid = low + (high - low) * steps[:, None]
        best = restricted_loglik(grid, y, v).argmax(axis=0)
        here = np.arange(len(y))
        low = grid[np.maximum(best - 1, 0), here]
        high = grid[np.minimum(best + 1, points - 1), here]
    return (low + high) / 2 * (high > 1e-12)


def intervals(y, v, rounds=12):
    """Give tau2, estimate, plain SE, Hartung-Knapp SE for each row."""
    tau2 = grid_tau2(y, v, rounds=rounds)
    w = 1 / (v + tau2[:, None])
    mu = (w * y).sum(-1) / w.sum(-1)
    q = (w * (y - mu[:, None]) ** 2).sum(-1) / (y.shape[1] - 1)
    plain = 1 / np.sqrt(w.sum(-1))
    return tau2, mu, plain, plain * np.sqrt(q)


# -- the figures ----------------------------------------------------------------------


def _nct_interval(t: float, n: int) -> list[float]:
    ends = [
        optimize.brentq(lambda nc, p=p: stats.nct.cdf(t, n - 1, nc) - p, t - 8, t + 8)
        for p in (0.975, 0.025)
    ]
    return [float(e / n**0.5) for e in ends]


def figures(data, threshold: int = 1) -> None:
    """Print every figure of the projects with at least so many complete pairs."""
    import pingouin as pg
    from statsmodels.stats.meta_analysis import combine_effects

    pre, post = data.filter(like=".pre"), data.filter(like=".post")
    paired = pre.notna().all(axis=1) & post.notna().all(axis=1)
    counts = paired.groupby(data.workshop).transform("sum")
    kept = (counts >= threshold) & ((data.workshop != FLAT) | (threshold == 1))
    data, paired = data[kept], paired[kept]
    pre, post = pre[kept][paired], post[kept][paired]
    before, after = pre.mean(axis=1), post.mean(axis=1)
    change = (after - before).round(12)
    test = pg.ttest(after, before, paired=True).round(9).iloc[0]
    n = len(change)
    say(f"\n== projects with at least {threshold} pairs")
    say("n", len(data), "pairs", n, "projects", data.workshop[paired].nunique())
    say("means", before.mean(), after.mean(), change.mean(), "sd", change.std())
    exact = stats.ttest_rel(after, before)
    say("t", float(exact.statistic), "df", n - 1, "p", float(exact.pvalue))
    say("ci", [float(c) for c in exact.confidence_interval()], "pingouin", *test)
    say("d_z", change.mean() / change.std(), _nct_interval(exact.statistic, n))
    say("d_av (pingouin cohen)", pg.compute_effsize(after, before, paired=True))
    say("alpha", pg.cronbach_alpha(pre)[0], pg.cronbach_alpha(post)[0])
    groups = change.groupby(data.workshop[paired])
    table = groups.agg(["count", "mean", "std"])
    for project, row in table.iterrows():
        half = stats.t.ppf(0.975, row["count"] - 1) * row["std"] / row["count"] ** 0.5
        ends = row["mean"] - half, row["mean"] + half
        rows = int((data.workshop == project).sum())
        say(project, "rows", rows, *row, before[data.workshop == project].mean(), *ends)
    table = table[(table["count"] >= 3) & (table["std"] > 1e-9)]
    y, v = table["mean"].to_numpy(), (table["std"] ** 2 / table["count"]).to_numpy()
    tau2, mu, plain, hk = (float(a[0]) for a in intervals(y[None], v[None]))
    k = len(y)
    say("pooled k", k, "tau2", tau2, "estimate", mu, "se plain", plain, "se HK", hk)
    half = max(stats.t.ppf(0.975, k - 1) * hk, 1.959963984540054 * plain)
    say("wider is HK:", bool(stats.t.ppf(0.975, k - 1) * hk >= half))
    say("ci", mu - half, mu + half)
    reach = stats.t.ppf(0.975, k - 1) * (tau2 + hk**2) ** 0.5
    say("prediction", mu - reach, mu + reach)
    dl = combine_effects(y, v, method_re="dl")
    say("statsmodels DL tau2", dl.tau2, "Q", dl.q)
    say(dl.summary_frame().loc[["fixed effect", "random effect"]].to_string())


# -- coverage -------------------------------------------------------------------------


def coverage(chance, pairs, ratio: float, replicates: int = 4000) -> float:
    """Simulate how often the interval we give holds the true mean, which is zero.

    Differences are normal with sd 1 within a project; tau is `ratio` times the mean
    standard error of a project. The interval is the wider of Hartung-Knapp's and the
    plain one.
    """
    n = np.array(pairs)
    k, tau = len(n), ratio * (1 / np.sqrt(n)).mean()
    y = tau * chance.standard_normal((replicates, k))
    y += chance.standard_normal((replicates, k)) / np.sqrt(n)
    v = chance.chisquare(n - 1, (replicates, k)) / (n - 1) / n
    return _share_that_holds(y, v, 0)


def _share_that_holds(y, v, truth: float) -> float:
    _, mu, plain, hk = intervals(y, v, rounds=3)
    points = stats.t.ppf(0.975, y.shape[1] - 1)
    half = np.maximum(points * hk, 1.959963984540054 * plain)
    return float((np.abs(mu - truth) <= half).mean())


RATIOS = (0, 0.5, 1, 2)
MIXED = (
    (3, 3, 3, 5, 7),
    (3, 4, 10, 12, 20),
    (3, 20, 20, 20, 20),
    (4, 20, 20, 20, 20),
    (3, 3, 3, 20, 20, 20, 20, 20),
    (3,) + (10,) * 7,
    (3,) * 2 + (10,) * 6,
    (3,) * 4 + (10,) * 4,
    (4,) * 4 + (20,) * 4,
    (5,) * 4 + (20,) * 4,
    (3,) * 3 + (20,) * 12,
    (3,) * 8 + (20,) * 7,
    (4,) * 8 + (20,) * 7,
    (3,) * 5 + (10,) * 17,
    (3,) * 11 + (20,) * 11,
    (4,) * 11 + (20,) * 11,
    (5,) * 11 + (20,) * 11,
    (20,) + (4,) * 7,
    (60, 60) + (3,) * 6,
    (60, 60) + (5,) * 6,
)


def coverage_table() -> None:
    """Print one row for each number of projects and of pairs in each."""
    chance = np.random.default_rng(SEED)
    even = ((n,) * k for k in (3, 5, 8, 15, 22) for n in (3, 4, 5, 6, 8, 10, 20))
    for pairs in itertools.chain(even, MIXED):
        found = [coverage(chance, pairs, ratio) for ratio in RATIOS]
        sizes = " + ".join(f"{len(list(g))} x {n}" for n, g in itertools.groupby(pairs))
        say(f"| {sizes} |", " | ".join(f"{f:.3f}" for f in found), "|")
        sys.stdout.flush()


def _five_point_gains(chance, shape, level: float, gain):
    """Answer seven items 1..5 twice, as the synthetic file does, around a level."""
    person = chance.normal(level, 0.6, shape)
    later = person + gain + chance.normal(0, 0.35, shape)
    before, after = (
        np.clip(np.rint(p[..., None] + chance.normal(0, 0.7, (*shape, 7))), 1, 5)
        for p in (person, later)
    )
    return (after - before).mean(-1)


def ceiling(chance, pairs, level: float, tau: float, replicates: int = 3000) -> float:
    """Simulate coverage of the true mean gain, itself found from 200,000 people."""
    many = EFFECT + tau * chance.standard_normal(200_000)
    truth = _five_point_gains(chance, many.shape, level, many).mean()
    gains = EFFECT + tau * chance.standard_normal((replicates, len(pairs)))
    y, v = np.empty(gains.shape), np.empty(gains.shape)
    for j, n in enumerate(pairs):
        found = _five_point_gains(chance, (replicates, n), level, gains[:, [j]])
        y[:, j], v[:, j] = found.mean(1), found.var(1, ddof=1) / n
    varied = (v > 1e-12).all(axis=1)
    return _share_that_holds(y[varied], v[varied], truth)


def ceiling_table() -> None:
    """Print rows for levels 3.2, 4.2 and 4.7 of 5, each with tau 0, 0.15 and 0.3."""
    chance = np.random.default_rng(SEED)
    for pairs in [(n,) * k for k in (5, 8, 15) for n in (3, 4, 5, 10)]:
        cells = itertools.product((3.2, 4.2, 4.7), (0, 0.15, 0.3))
        found = [ceiling(chance, pairs, *cell) for cell in cells]
        say(
            f"| {len(pairs)} x {pairs[0]} |", " | ".join(f"{f:.3f}" for f in found), "|"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:] == ["coverage"]:
        coverage_table()
    elif sys.argv[1:] == ["ceiling"]:
        ceiling_table()
    else:
        import pandas

        generate()
        everything = pandas.read_csv(FILE)
        figures(everything)
        figures(everything, threshold=10)
