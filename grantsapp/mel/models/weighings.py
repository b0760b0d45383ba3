"""What was found in the answers of a large call, kept until somebody asks again."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from grantsapp.db import Model


class Weighing(Model):
    """What the rules of data quality found in a call, and of which state of it."""

    __tablename__ = "weighings"

    call_id: Mapped[UUID] = mapped_column(
        ForeignKey("calls.id", ondelete="CASCADE"), unique=True
    )
    state: Mapped[str]
    found: Mapped[dict[str, Any]] = mapped_column(JSON)
    # The responses that any rule speaks of: their ids, one after the other, in order.
    # A row of an older house has none, and is weighed anew by whoever needs them.
    flagged: Mapped[bytes | None]
