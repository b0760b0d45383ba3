"""The typefaces, and the order in which they are asked for a character."""

import struct
import threading
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uharfbuzz

FOLDER = Path(__file__).parent.parent / "fonts"
hb: Any = uharfbuzz  # it tells no types
NAME_OF_FACE = 6  # in a font's name table: the PostScript name


@dataclass(frozen=True)
class Family:
    """A family of the folder, with the leading that its script wants."""

    name: str
    leading: float
    has_bold: bool = True


# In the order in which they are asked, after the language's own.
FAMILIES = {
    "latin": Family("NotoSans", 1.45),
    "arabic": Family("Vazirmatn", 1.7),
    "bengali": Family("NotoSansBengali", 1.55),
    "tamil": Family("NotoSansTamil", 1.6),
    "ethiopic": Family("NotoSansEthiopic", 1.5),
    "devanagari": Family("NotoSansDevanagari", 1.6),
    "gurmukhi": Family("NotoSansGurmukhi", 1.55),
    "chinese": Family("NotoSansSC", 1.65, has_bold=False),
}
OWN = {
    "ar": "arabic", "fa": "arabic", "ur": "arabic", "ps": "arabic", "ckb": "arabic",
    "bn": "bengali", "as": "bengali", "ta": "tamil", "am": "ethiopic", "ti": "ethiopic",
    "hi": "devanagari", "mr": "devanagari", "ne": "devanagari", "pa": "gurmukhi",
    "zh": "chinese",
}  # fmt: skip
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


@dataclass(frozen=True, eq=False)
class Face:
    """One font file, ready to shape; sizes are in thousandths of an em."""

    name: str
    leading: float
    is_emboldened: bool
    font: Any = field(repr=False)

    @property
    def unit(self) -> float:
        """The thousandths of an em in one unit of the font."""
        return 1000 / self.font.face.upem

    @property
    def ascent(self) -> float:
        """How high the face reaches above the baseline."""
        return self.font.get_font_extents("ltr").ascender * self.unit

    @property
    def descent(self) -> float:
        """How deep the face reaches below the baseline, as a negative number."""
        return self.font.get_font_extents("ltr").descender * self.unit

    @property
    def bounds(self) -> list[float]:
        """The box that holds every glyph."""
        head = self.font.face.reference_table("head").data
        return [side * self.unit for side in struct.unpack(">4h", head[36:44])]

    @property
    def postscript_name(self) -> str:
        """The name that the font gives itself."""
        return self.font.face.get_name(NAME_OF_FACE)

    def covers(self, character: str) -> bool:
        """Say whether the face has a glyph of its own for a character."""
        return bool(self.font.get_nominal_glyph(ord(character)))

    def width(self, glyph: int) -> float:
        """Say how far a glyph moves the pen when nothing moves it."""
        return self.font.get_glyph_h_advance(glyph) * self.unit


class Chain:
    """The faces that a language's text is set in, in the order to ask them."""

    def __init__(self, faces: list[Face]) -> None:
        self.faces = faces

    def faces_of(self, text: str) -> list[Face]:
        """Choose a face for each character, and change it as seldom as possible."""
        chosen: list[Face] = []
        for character in text:
            chosen.append(self._pick(character, chosen[-1] if chosen else None))
        return chosen

    def _pick(self, character: str, before: Face | None) -> Face:
        kind = unicodedata.category(character)
        if before and (kind == "Cf" or ord(character) in _VARIATION_SELECTORS):
            return before
        # Spaces, marks and signs stay with what they follow.
        if before and kind[0] in "ZMP" and before.covers(character):
            return before
        able = (face for face in self.faces if face.covers(character))
        return next(able, before or self.faces[0])


_faces: dict[tuple[str, bool], Face] = {}
_chains: dict[tuple[str, bool], Chain] = {}
_lock = threading.Lock()


def chain(language: str, *, bold: bool = False) -> Chain:
    """Give the faces for a language; each file is read once in a process."""
    own = OWN.get(language.partition("-")[0], "latin")
    with _lock:
        if (own, bold) not in _chains:
            order = [own, *(key for key in FAMILIES if key != own)]
            _chains[own, bold] = Chain([_face(key, bold) for key in order])
        return _chains[own, bold]


def _face(key: str, bold: bool) -> Face:
    if (key, bold) not in _faces:
        family = FAMILIES[key]
        weight = "Bold" if bold and family.has_bold else "Regular"
        name = f"{family.name}-{weight}"
        file = hb.Blob.from_file_path(str(FOLDER / f"{name}.ttf"))
        emboldened = bold and not family.has_bold
        font = hb.Font(hb.Face(file))
        _faces[key, bold] = Face(name, family.leading, emboldened, font)
    return _faces[key, bold]
