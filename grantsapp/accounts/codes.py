"""One-time codes: how they are made, typed and compared."""

import hashlib
import hmac
import secrets
import unicodedata

LENGTH = 6


def new_code() -> str:
    """Make a code of six digits, 20 bits of chance; it lives minutes, not days."""
    return "".join(secrets.choice("0123456789") for _ in range(LENGTH))


def as_typed(typed: str) -> str:
    """Read what a person typed: digits of any script, spaces and dashes dropped."""
    kept = (c for c in typed if not c.isspace() and c not in "-–.")
    return "".join(str(unicodedata.digit(c, c)) for c in kept)


def digest(secret: str, *, salt: str) -> str:
    """Hash a code or a session token for the database; the salt ties it to a row."""
    return hmac.new(salt.encode(), secret.encode(), hashlib.sha256).hexdigest()


def same(mine: str, theirs: str) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(mine, theirs)
