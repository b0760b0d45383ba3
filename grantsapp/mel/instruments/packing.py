"""One moment's answers to an instrument as bytes, so that a million can be read.

A byte an item, in the order of the items, turned round where the item is, counted from
the lowest answer. Scales have eleven values at most, so that the last bytes are free.
"""

from typing import Final

from grantsapp.mel.instruments.scoring import Answers, keyed
from grantsapp.mel.instruments.shapes import Instrument

DECLINED: Final = 254  # in place of an answer: "prefer not to say"
LEFT_OUT: Final = 255  # in place of an answer: nothing at all


def packed(instrument: Instrument, answers: Answers) -> bytes:
    """Pack what was answered at one moment; off the scale is nothing."""
    low, most = instrument.minimum, instrument.maximum - instrument.minimum
    found = bytearray()
    for item in instrument.items:
        value = keyed(instrument, item, answers.get(item.code))
        if value is not None:
            found.append(value - low if 0 <= value - low <= most else LEFT_OUT)
        else:
            found.append(DECLINED if item.code in answers else LEFT_OUT)
    return bytes(found)


def unpacked(instrument: Instrument, stored: bytes) -> dict[str, int | None]:
    """Give the answers by item, as they were given."""
    low, ends = instrument.minimum, instrument.minimum + instrument.maximum
    found: dict[str, int | None] = {}
    for item, byte in zip(instrument.items, stored, strict=True):
        if byte == DECLINED:
            found[item.code] = None
        elif byte != LEFT_OUT:
            found[item.code] = ends - low - byte if item.is_reversed else low + byte
    return found
