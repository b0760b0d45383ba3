"""Check that every catalogue is complete and in line with the code.

Run as a script by `make catalogues`; `test_catalogues.py` runs the same.
"""

import re
import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

TOP = Path(__file__).parents[2]
DOMAINS, LOCALES = ("applicant", "staff"), ("ar", "pl")
KEYWORDS: dict[str, Any] = {
    "_": None, "gettext": None, "lazy_gettext": None,
    "ngettext": (1, 2), "lazy_ngettext": (1, 2),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w+>")


def in_code(domain: str) -> set[Any]:
    """What the code says in a domain."""
    with (TOP / f"babel-{domain}.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        TOP / "grantsapp",
        [(p.removeprefix("grantsapp/"), m) for p, m in methods],
        {p.removeprefix("grantsapp/"): o for p, o in options.items()},
        keywords=KEYWORDS,
    )
    return {message[2] for message in found}


def catalogue(locale: str, domain: str) -> Catalog:
    """A catalogue as it is in the repository."""
    path = TOP / "translations" / locale / "LC_MESSAGES" / f"{domain}.po"
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def faults(locale: str, domain: str) -> list[str]:
    """Say what is missing, left over, unsure or has lost a placeholder."""
    messages = {m.id: m for m in catalogue(locale, domain) if m.id}
    code = in_code(domain)
    found = [f"missing: {i!r}" for i in code - messages.keys()]
    found += [f"left over: {i!r}" for i in messages.keys() - code]
    for key, message in messages.items():
        texts = _texts(message.string)
        if not all(texts):
            found.append(f"untranslated: {key!r}")
        elif message.fuzzy:
            found.append(f"unsure: {key!r}")
        elif not isinstance(key, tuple) and _marks(key) != _marks(texts[0]):
            found.append(f"placeholders differ: {key!r}")
    return [f"{locale} {domain} {fault}" for fault in found]


def _marks(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _texts(string: Any) -> list[str]:
    return list(string) if isinstance(string, (tuple, list)) else [string]


def main() -> None:
    """Print every fault; exit 1 where there is one."""
    found = [f for d in DOMAINS for loc in LOCALES for f in faults(loc, d)]
    print("\n".join(found) or "The catalogues are fresh.")  # noqa: T201
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
