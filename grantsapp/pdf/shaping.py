"""Text in any script, shaped into lines of glyphs.

The order of a mixed text comes from its bidi levels, the glyphs from HarfBuzz. A text
is shaped once to measure it, and again line by line, since a line's end may change
the glyphs. Every length is in thousandths of an em until the text meets its size.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from fontTools.unicodedata import script as script_of

from grantsapp import i18n
from grantsapp.breaking import may_break
from grantsapp.pdf import bidi, faces
from grantsapp.pdf.blocks import Text
from grantsapp.pdf.faces import hb

_SHARED_SCRIPTS = {"Zyyy", "Zinh", "Zzzz"}
_TOLERANCE = 0.5


@dataclass(frozen=True)
class Glyph:
    """A glyph with the text that it stands for and the way the pen goes."""

    number: int
    text: str
    advance: float
    right: float
    up: float


@dataclass(frozen=True)
class Run:
    """Neighbouring glyphs of one face and one level, from left to right."""

    face: faces.Face
    level: int
    glyphs: list[Glyph]


@dataclass(frozen=True)
class Line:
    """A line: its runs as they are seen, its text as it is read."""

    text: str
    runs: list[Run]

    @property
    def width(self) -> float:
        """The room it takes."""
        return sum(glyph.advance for run in self.runs for glyph in run.glyphs)

    @property
    def is_left_to_right(self) -> bool:
        """Whether no part of it runs from right to left."""
        return all(run.level % 2 == 0 for run in self.runs)


def is_rtl(language: str) -> bool:
    """Say whether a language runs from right to left; unknown ones do not."""
    return i18n.direction(language.partition("-")[0]) == "rtl"


def plain(text: str) -> str:
    """Give a text as it is read, without the controls that steer its order."""
    return text.translate(bidi.CONTROLS)


def strands(words: Text) -> "list[Strand]":
    """Shape a text, one strand for each line that its writer broke."""
    whole = unicodedata.normalize("NFC", words.text)
    parts = map(_clean, whole.splitlines())
    return [_strand(part, words.language, words.bold) for part in parts]


@lru_cache(maxsize=4_000)  # a report says the same names chart after chart
def _strand(text: str, language: str, bold: bool) -> "Strand":
    return Strand(text, faces.chain(language, bold=bold), language)


def _clean(text: str) -> str:
    """Drop the control characters that no font can show; a tab is a blank."""
    spaced = text.replace("\t", " ")
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs"))


class Strand:
    """One stretch of text without a break of its own, shaped and measured.

    It never changes once it is made, so that documents may share it.
    """

    def __init__(self, text: str, chain: faces.Chain, language: str) -> None:
        self.text, self.language = text, language
        self.main = chain.faces[0]
        self._levels = bidi.levels_of(text, rtl=is_rtl(language))
        self._faces = chain.faces_of(text)
        self._scripts = _scripts(text)
        self._advances = [0.0] * len(text)
        self._is_start = [False] * len(text)
        self._whole: dict[tuple[int, int], list[tuple[int, Glyph]]] = {}
        for start, end in self._runs(0, len(text)):
            shaped = self._whole[start, end] = self._shape(start, end)
            for cluster, glyph in shaped:
                self._advances[cluster] += glyph.advance
                self._is_start[cluster] = True

    @property
    def width(self) -> float:
        """The room it takes on one line."""
        return sum(self._advances)

    @property
    def leading(self) -> float:
        """The distance of its lines, in ems: what the tallest script in it wants."""
        return max((face.leading for face in self._faces), default=self.main.leading)

    def lines(self, width: float) -> Iterator[Line]:
        """Break it into lines of a width; an empty strand is one empty line."""
        start = 0
        while start < len(self.text):
            end = self._end_of_line(start, width)
            yield self._line(start, end)
            start = end
        if not self.text:
            yield Line("", [])

    def _end_of_line(self, start: int, width: float) -> int:
        used, best = 0.0, start
        for place in range(start, len(self.text)):
            if place > start and may_break(self.text, place):
                best = place
            used += self._advances[place]
            is_blank = self.text[place] == " "  # blanks may hang over the edge
            if used > width + _TOLERANCE and not is_blank and place > start:
                return best if best > start else self._cut(start, place)
        return len(self.text)

    def _cut(self, start: int, end: int) -> int:
        """Cut a word that no line can hold, and never inside a cluster."""
        while end > start + 1 and not self._is_start[end]:
            end -= 1
        return end

    def _line(self, start: int, end: int) -> Line:
        end = start + len(self.text[start:end].rstrip(" "))
        spans = list(self._runs(start, end))
        order = bidi.visual_order([self._levels[first] for first, _ in spans])
        return Line(self.text[start:end], [self._run(*spans[i]) for i in order])

    def _run(self, start: int, end: int) -> Run:
        shaped = self._whole.get((start, end)) or self._shape(start, end)
        glyphs = [glyph for _, glyph in shaped]
        return Run(self._faces[start], self._levels[start], glyphs)

    def _runs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut at every change of level, face or script."""
        first = start
        for place in range(start + 1, end + 1):
            if place == end or self._kind(place) != self._kind(first):
                yield first, place
                first = place

    def _kind(self, place: int) -> tuple[int, faces.Face, str]:
        return self._levels[place], self._faces[place], self._scripts[place]

    def _shape(self, start: int, end: int) -> list[tuple[int, Glyph]]:
        level, face, script = self._kind(start)
        buffer = hb.Buffer()
        # The whole text goes in as context, so that letters join across runs.
        buffer.add_str(self.text, start, end - start)
        buffer.direction = "rtl" if level % 2 else "ltr"
        buffer.script, buffer.language = script, self.language
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        hb.shape(face.font, buffer, {})
        texts = self._texts([info.cluster for info in buffer.glyph_infos], end)
        unit = face.unit
        return [
            (
                info.cluster,
                Glyph(
                    info.codepoint,
                    texts.pop(info.cluster, ""),
                    place.x_advance * unit,
                    place.x_offset * unit,
                    place.y_offset * unit,
                ),
            )
            for info, place in zip(
                buffer.glyph_infos, buffer.glyph_positions, strict=True
            )
        ]

    def _texts(self, clusters: list[int], end: int) -> dict[int, str]:
        """Say what each cluster stands for; readers of PDF turn odd levels round."""
        starts = sorted(set(clusters))
        found = {}
        for start, stop in pairwise([*starts, end]):
            text = plain(self.text[start:stop])
            found[start] = text[::-1] if self._levels[start] % 2 else text
        return found


def _scripts(text: str) -> list[str]:
    """Give each character its script; signs take the script they stand beside."""
    found = [script_of(character) for character in text]
    real = (script for script in found if script not in _SHARED_SCRIPTS)
    current = next(real, "Latn")
    for place, script in enumerate(found):
        current = current if script in _SHARED_SCRIPTS else script
        found[place] = current
    return found
