"""Compare a report on the real workshops with the published figures, to four decimals.

The answers are not ours and not in the repository; `make workshops FILE=...` brings
them in and runs this. The figures were computed by others (R's psych and metafor).
"""

import json
import sys
from pathlib import Path

FIGURES = {
    "n": 205, "pairs": 29, "projects": 11, "mean_before": 4.1724, "mean_after": 4.4975,
    "difference": 0.3251, "sd_difference": 0.5492, "t": 3.1881, "p": 0.0035,
    "d_z": 0.5920, "d_av": 0.5327, "alpha_before": 0.8927, "alpha_after": 0.8638,
}  # fmt: skip
POOLED = {
    "k": 5, "tau2": 0.1216, "estimate": 0.3084, "se": 0.1868,
    "ci": [-0.2103, 0.8271], "prediction": [-0.7900, 1.4068],
}  # fmt: skip


def main(path: str) -> int:
    """Print each figure beside what it must be; exit 1 where one differs."""
    (found,) = json.loads(Path(path).read_text())["instruments"]
    wrong = 0
    for table, wanted in ((found, FIGURES), (found["pooled"], POOLED)):
        for key, value in wanted.items():
            ours, theirs = _rounded(table[key]), _rounded(value)
            wrong += ours != theirs
            print(f"{key:14} {ours!s:20} {'' if ours == theirs else f'not {theirs}'}")  # noqa: T201
    return int(wrong > 0)


def _rounded(value: float | list[float]) -> float | list[float]:
    return [round(v, 4) for v in value] if isinstance(value, list) else round(value, 4)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
