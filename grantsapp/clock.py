"""The only clock of the house.

A web request has one moment, the one at which it arrived: a bid that reached us in
time is in time, however long it waited for its turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import has_request_context, request

ARRIVED = "grantsapp.arrived"
_stopped: ContextVar[datetime | None] = ContextVar("stopped_clock", default=None)


def now() -> datetime:
    """Say what time it is, in UTC; inside a request, when the request arrived."""
    stopped = _stopped.get()
    if stopped is not None:
        return stopped
    if has_request_context():
        return request.environ.setdefault(ARRIVED, _tick())
    return _tick()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at one moment, for imports of past rounds, the demo and tests."""
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)


def today(zone: str) -> date:
    """Say what day it is by the clock on a wall of that zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def end_of_day(moment: datetime, zone: str, *, days: int = 0) -> datetime:
    """Say when the day ends, so many days after a moment, by the clock on a wall."""
    wall = ZoneInfo(zone)
    day = moment.astimezone(wall).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(), wall).astimezone(UTC)


def whole_hour(moment: datetime) -> datetime:
    """Cut a moment to its hour, where a finer one would tell too much."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _tick() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is the clock
