"""Which code works figures out, so that they can be worked out by it again."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
TOP: Final = HERE.parent
# From a sealed snapshot to the figures; how it was read is not in it.
FILES: Final = (
    "mel/instruments/*.py",
    "evaluation/statistics/*.py",
    "evaluation/checks.py",
    "evaluation/following.py",
    "evaluation/groups.py",
    "evaluation/once.py",
    "evaluation/outcomes.py",
    "evaluation/plan.py",
    "evaluation/samples.py",
    "evaluation/sampling.py",
    "evaluation/snapshots.py",
    "evaluation/suppression.py",
    "evaluation/themes.py",
    "evaluation/withholding.py",
    "evaluation/working.py",
)


@cache
def code_version() -> str:
    """Name the version, and the first of the hash of all that figures come from."""
    whole = hashlib.sha256()
    for pattern in FILES:
        for path in sorted(TOP.glob(pattern)):
            content = path.read_bytes().replace(b"\r\n", b"\n")
            name = path.relative_to(TOP).as_posix()
            whole.update(f"{name}\0{len(content)}\n".encode() + content)
    return f"{version('grantsapp')}+{whole.hexdigest()[:12]}"
