"""Builders: an instrument of so many items, and a sitting that fills it in."""

from datetime import UTC, datetime, timedelta
from itertools import count

from grantsapp.mel import instruments
from grantsapp.mel.quality.seen import Seen

NOON = datetime(2026, 5, 2, 12, 0, tzinfo=UTC)
_ids = count(1)


def a_tool(code="calm", items="abcde", reversed="", ends=(1, 5)):
    """An instrument whose items are single letters; some of them reversed."""
    return instruments.read(
        {
            "code": code,
            "title": {"en": code},
            "status": "starter",
            "licence": {"status": "own", "name": "CC BY 4.0"},
            "scale": {"minimum": ends[0], "maximum": ends[1]},
            "items": [
                {"code": c, "text": {"en": c}, "reversed": c in reversed} for c in items
            ],
        }
    )


def filled(tool, answers):
    """Answers of an instrument from a line: a digit, `-` declined, `.` left out."""
    return {
        item.code: None if sign == "-" else int(sign)
        for item, sign in zip(tool.items, answers.replace(" ", ""), strict=True)
        if sign != "."
    }


def a_sitting(*lines, tools, moment="t1", minute=0, **more):
    """A sitting at a moment; one line of answers per instrument."""
    given = zip(tools, lines, strict=False)  # none where `raw` is told in full
    raw = {moment: {tool.code: filled(tool, line) for tool, line in given}}
    told = {
        "id": next(_ids),
        "survey": 1,
        "award": 1,
        "raw": raw,
        "received_at": NOON + timedelta(minutes=minute),
    }
    return Seen(**(told | {"moment": moment, "tools": tuple(tools)} | more))
