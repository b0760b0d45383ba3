"""Languages in which a call may open without every text."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grantsapp import errors
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _


class Waiver(Model):
    """Somebody answers for it that a call opens although a language is incomplete."""

    __tablename__ = "waivers"
    __table_args__ = (UniqueConstraint("call_id", "language"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    language: Mapped[str]
    reason: Mapped[str]
    by_name: Mapped[str]


_SAME = _("This language has its reason already.")
errors.SENTENCES |= {
    "waivers.call_id, waivers.language": _SAME,
    "uq_waivers_call_id_language": _SAME,
}
