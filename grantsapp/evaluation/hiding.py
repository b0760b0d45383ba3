"""Names that lead to nobody: SipHash-2-4 of many names at once, under a key.

By Aumasson & Bernstein (2012). Without the key nobody can say which row is whose, and
the same person has the same name in every snapshot of the same house.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

_START = (
    0x736F6D6570736575,
    0x646F72616E646F6D,
    0x6C7967656E657261,
    0x7465646279746573,
)
_LENGTH = 16  # bytes of a name


def hidden_names(names: "NDArray[Any]", key: bytes) -> "NDArray[Any]":
    """Turn names, each two numbers as read in big order, into one number each."""
    import numpy as np

    low, high = (int.from_bytes(key[at : at + 8], "little") for at in (0, 8))
    keys = (low, high, low, high)
    state = [
        np.full(len(names), start ^ k, np.uint64)
        for start, k in zip(_START, keys, strict=True)
    ]
    last = np.full(len(names), _LENGTH << 56, np.uint64)
    for word in (names[:, 0].byteswap(), names[:, 1].byteswap(), last):
        state[3] ^= word
        _rounds(state, 2)
        state[0] ^= word
    state[2] ^= np.uint64(0xFF)
    _rounds(state, 4)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _rounds(v: "list[NDArray[Any]]", times: int) -> None:
    for _time in range(times):
        v[0] += v[1]
        v[1] = _turned(v[1], 13) ^ v[0]
        v[0] = _turned(v[0], 32)
        v[2] += v[3]
        v[3] = _turned(v[3], 16) ^ v[2]
        v[0] += v[3]
        v[3] = _turned(v[3], 21) ^ v[0]
        v[2] += v[1]
        v[1] = _turned(v[1], 17) ^ v[2]
        v[2] = _turned(v[2], 32)


def _turned(word: "NDArray[Any]", by: int) -> "NDArray[Any]":
    import numpy as np

    return (word << np.uint64(by)) | (word >> np.uint64(64 - by))
