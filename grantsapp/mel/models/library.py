"""The library of measuring tools."""

from functools import cached_property
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grantsapp import errors
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel import instruments


class Instrument(Model):
    """A measuring tool in one version; it never changes, a new version is a new row."""

    __tablename__ = "instruments"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str]
    version: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)

    @cached_property
    def tool(self) -> instruments.Instrument:
        """The instrument as plain values."""
        return instruments.read(self.definition)


_SAME = _("This instrument is there already in this version. Give it a new version.")
errors.SENTENCES |= {
    "instruments.code, instruments.version": _SAME,
    "uq_instruments_code_version": _SAME,
}
