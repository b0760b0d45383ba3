"""Column types of the house: moments in UTC, translated texts, sealed fields, words."""

import base64
import hashlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app
from sqlalchemy import JSON, DateTime, String, Text, TypeDecorator

from grantsapp import i18n


class Utc(TypeDecorator[datetime]):
    """A moment, stored in UTC and given back with its zone, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> Any:
        """Refuse a moment without a zone: nobody knows when that is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> Any:
        """Give it its zone back; SQLite drops it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


class Translated(TypeDecorator[i18n.Text]):
    """A text in several languages, as `i18n.Text`."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: i18n.Text | None, dialect: Any) -> Any:
        """Store the plain shape."""
        return None if value is None else dict(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Give the text back."""
        return i18n.Text(value)


class Word(TypeDecorator[StrEnum]):
    """One word of a closed list, stored as a string so that a list may grow."""

    impl = String(40)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Store the word, and only a known one."""
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Give the word back."""
        return None if value is None else self.words(value)


class Sealed(TypeDecorator[str]):
    """A sensitive text, encrypted at rest under the newest of `FIELD_KEYS`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> Any:
        """Seal it."""
        return None if value is None else seal(value)

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        """Open it."""
        return None if value is None else unseal(value)


def seal(text: str) -> str:
    """Encrypt a text."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt a text; raises ValueError where no key of `FIELD_KEYS` fits."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise ValueError("No key in GRANTSAPP_FIELD_KEYS opens this field.") from None


def _keys() -> MultiFernet:
    names = str(current_app.config["FIELD_KEYS"]).split(",")
    return MultiFernet([Fernet(_key(name.strip())) for name in names])


def _key(secret: str) -> bytes:
    digest = hashlib.sha256(b"grantsapp field key\0" + secret.encode()).digest()
    return base64.urlsafe_b64encode(digest)
