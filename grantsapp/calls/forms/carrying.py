"""What a preview has read, carried by its page to the deed that stores it.

Nothing is kept between the two: the page holds it packed, and it is checked again when
it comes back, as the file was.
"""

import base64
import binascii
import json
import zlib
from typing import Any

LARGEST = 2 * 1024 * 1024  # a file that people send
_MOST = 8 * LARGEST  # what was carried, unpacked


def packed(thing: Any) -> str:
    """Pack plain values as letters that a page can hold."""
    return base64.b64encode(zlib.compress(json.dumps(thing).encode())).decode()


def unpacked(words: str) -> Any:
    """Give back what was carried, or None where it was changed on the way."""
    try:
        opened = zlib.decompressobj()
        text = opened.decompress(base64.b64decode(words, validate=True), _MOST)
        return None if opened.unconsumed_tail else json.loads(text)
    except (ValueError, zlib.error, binascii.Error, RecursionError):
        return None
