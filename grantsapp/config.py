"""Settings: environment variables with the prefix GRANTSAPP_, each with a default.

Every setting stands in `SETTINGS`, and a test holds `docs/running.md` to this list.
"""

import os
import re
import secrets
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

PREFIX = "GRANTSAPP_"
S3_FORM = (  # never with what was given: the secret stands in it
    "GRANTSAPP_S3_URL is like s3://key:secret@host:port/bucket?region=name. "
    "In key and secret write / as %2F, + as %2B, # as %23 and ? as %3F."
)


class S3(NamedTuple):
    """The address of a bucket, and how to get in."""

    endpoint: str
    bucket: str
    prefix: str
    region: str
    style: str
    key: str
    secret: str


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
    Setting("OPERATOR", "", "Told what nobody else can act on; empty means MAIL_FROM."),
    Setting("S3_URL", "", "s3://key:secret@host/bucket; empty keeps files in DATA."),
    Setting("FILE_LIMIT", "10", "Largest file a person may attach, in megabytes."),
    Setting(
        "BANK_COOLING_DAYS", "3", "Days in which changed bank details pay nothing."
    ),
    Setting(
        "CONCERN_DAYS", "730", "Days after which a settled concern is wiped of words."
    ),
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
    data = Path(values["DATA"]).resolve()
    data.mkdir(parents=True, exist_ok=True)
    secret = values["SECRET_KEY"] or _kept_secret(data, values["MODE"])
    return values | {
        "DATA": data,
        "SECRET_KEY": secret,
        "FIELD_KEYS": values["FIELD_KEYS"] or secret,
        "FILE_LIMIT": int(values["FILE_LIMIT"]),
        "BANK_COOLING_DAYS": int(values["BANK_COOLING_DAYS"]),
        "CONCERN_DAYS": int(values["CONCERN_DAYS"]),
        "PROXIES": int(values["PROXIES"]),
        "S3": s3_address(values["S3_URL"]),
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


def s3_address(url: str) -> S3 | None:
    """Read s3://key:secret@host:port/bucket/folder?region=..&style=..&secure=0."""
    if not url:
        return None
    parts = urlsplit(url)
    bucket, _, folder = unquote(parts.path).strip("/").partition("/")
    wishes = {"region": "us-east-1", "style": "path", "secure": "1"}
    options = wishes | dict(parse_qsl(parts.query))
    if not (
        (parts.scheme, parts.fragment) == ("s3", "")
        and all((parts.username, parts.password, parts.hostname, bucket))
        and re.fullmatch(r".*@[^:@]+(:\d+)?|.*@\[[0-9a-f:]+\](:\d+)?", parts.netloc)
        and set(options) == set(wishes)
        and options["style"] in {"path", "virtual"}
        and options["secure"] in {"0", "1"}
    ):
        raise SystemExit(S3_FORM)
    scheme = "http" if options["secure"] == "0" else "https"
    return S3(
        endpoint=f"{scheme}://{parts.netloc.rpartition('@')[2]}",
        bucket=bucket,
        prefix=f"{folder}/" if folder else "",
        region=options["region"],
        style=options["style"],
        key=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
    )
