"""Settings: environment variables with the prefix GRANTSAPP_, each with a default.

Every setting stands in `SETTINGS`, and a test holds `docs/running.md` to this list.
"""

import os
import secrets
from pathlib import Path
from typing import Any, NamedTuple

PREFIX = "GRANTSAPP_"


class Setting(NamedTuple):
    """One setting: its name without the prefix, its default, and what it does."""

    name: str
    default: str
    sentence: str


SETTINGS = (
    Setting("MODE", "development", "development, demo or production."),
    Setting("DATA", "instance", "Folder of the embedded database and the files."),
    Setting("DATABASE_URL", "", "PostgreSQL address; empty means SQLite in DATA."),
    Setting("SECRET_KEY", "", "Signs cookies; production demands it."),
    Setting(
        "FIELD_KEYS", "", "Comma-separated keys of sensitive fields, newest first."
    ),
    Setting("URL", "http://127.0.0.1:5000", "Public address, used in letters."),
    Setting("MAIL_URL", "", "smtp://user:password@host:port; empty keeps letters."),
    Setting("MAIL_FROM", "grantsapp@localhost", "The address letters come from."),
    Setting("S3_URL", "", "Not built yet: the app refuses to start when it is set."),
    Setting("FILE_LIMIT", "10", "Largest file a person may attach, in megabytes."),
    Setting("PUBLISHER", "", "Prefix that 360Giving gave you, such as abc123."),
    Setting("FUNDER_ID", "", "The funder's own org-id, such as GB-LAE-GLA."),
    Setting("LICENCE", "", "Address of the licence of your open data."),
    Setting("PROXIES", "0", "How many reverse proxies stand in front."),
)


def read(overrides: dict[str, Any]) -> dict[str, Any]:
    """Read the settings, complete them and refuse what cannot work."""
    values: dict[str, Any] = {
        s.name: os.environ.get(PREFIX + s.name, "") or s.default for s in SETTINGS
    }
    values.update(overrides)
    if values["MODE"] not in {"development", "demo", "production"}:
        raise SystemExit("GRANTSAPP_MODE is development, demo or production.")
    if values["S3_URL"]:
        raise SystemExit("GRANTSAPP_S3_URL is set, but files only go to a folder yet.")
    data = Path(values["DATA"]).resolve()
    data.mkdir(parents=True, exist_ok=True)
    secret = values["SECRET_KEY"] or _kept_secret(data, values["MODE"])
    return values | {
        "DATA": data,
        "SECRET_KEY": secret,
        "FIELD_KEYS": values["FIELD_KEYS"] or secret,
        "FILE_LIMIT": int(values["FILE_LIMIT"]),
        "PROXIES": int(values["PROXIES"]),
        "SQLALCHEMY_DATABASE_URI": _database(values["DATABASE_URL"], data),
    }


def _kept_secret(data: Path, mode: str) -> str:
    if mode == "production":
        raise SystemExit("GRANTSAPP_SECRET_KEY must be set in production.")
    path = data / "secret-key"
    try:
        with open(path, "x", opener=_private) as file:
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass  # another process made it, or an earlier run
    return path.read_text()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _database(url: str, data: Path) -> str:
    if not url:
        return f"sqlite:///{data / 'grantsapp.db'}"
    scheme, _, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:  # name the driver we install
        scheme = "postgresql+psycopg"
    return f"{scheme}://{rest}"
