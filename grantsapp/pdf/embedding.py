"""Fonts inside a document: only the glyphs that it uses, each with its text.

A code in the document stands for a glyph and the text it came from, so that whoever
copies or listens gets the words back. Codes belong to one document: nothing is shared
between documents that are drawn at the same time.
"""

import hashlib
from typing import Any

from grantsapp.pdf.faces import Face, hb
from grantsapp.pdf.objects import array, dictionary, stream, text

NOTHING = "\u200b"  # stands for the further glyphs of a cluster
_SYMBOLIC = 4
_STEM, _BOLD_STEM = 80, 140
_LINES_IN_BLOCK = 100
_WITHOUT = ("GSUB", "GPOS", "GDEF", "cmap", "name", "post", "OS/2", "STAT", "BASE")
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class EmbeddedFont:
    """A face in one document, with the codes that were given so far."""

    def __init__(self, face: Face, name: str) -> None:
        self.face, self.name = face, name
        self._codes: dict[tuple[int, str], int] = {}

    def code(self, glyph: int, words: str) -> str:
        """Give the code of a glyph that stands for a text, as four hex digits."""
        code = self._codes.setdefault((glyph, words or NOTHING), len(self._codes) + 1)
        return f"{code:04X}"

    def write(self, document: Any) -> Any:
        """Add the font to the document, once all of its text is drawn."""
        file, numbers = self._subset()
        base = f"/{self._tag()}+{self.face.postscript_name}"
        cid = dictionary(
            Type="/Font",
            Subtype="/CIDFontType2",
            BaseFont=base,
            CIDSystemInfo=dictionary(
                Registry=text("Adobe"),
                Ordering=text("Identity"),
                Supplement=0,
            ),
            FontDescriptor=document.Reference(self._descriptor(base, document, file)),
            DW=0,
            W=array([1, array(self._widths())]),
            CIDToGIDMap=stream(document, self._glyph_map(numbers)),
        )
        return dictionary(
            Type="/Font",
            Subtype="/Type0",
            BaseFont=base,
            Encoding="/Identity-H",
            DescendantFonts=array([document.Reference(cid)]),
            ToUnicode=stream(document, self._unicode_map()),
        )

    def _subset(self) -> tuple[bytes, dict[int, int]]:
        wanted = hb.SubsetInput()
        wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
        wanted.glyph_set.update(glyph for glyph, _ in self._codes)
        wanted.drop_table_tag_set.update(hb_tag(name) for name in _WITHOUT)
        plan = hb.SubsetPlan(self.face.font.face, wanted)
        cut = plan.execute()
        return cut.blob.data, dict(plan.old_to_new_glyph_mapping)

    def _descriptor(self, base: str, document: Any, file: bytes) -> Any:
        return dictionary(
            Type="/FontDescriptor",
            FontName=base,
            Flags=_SYMBOLIC,
            FontBBox=array([round(side) for side in self.face.bounds]),
            ItalicAngle=0,
            Ascent=round(self.face.ascent),
            Descent=round(self.face.descent),
            CapHeight=round(self.face.ascent),
            StemV=_BOLD_STEM if self.face.name.endswith("Bold") else _STEM,
            FontFile2=stream(document, file, Length1=len(file)),
        )

    def _widths(self) -> list[float]:
        return [round(self.face.width(glyph), 3) for glyph, _ in self._codes]

    def _glyph_map(self, numbers: dict[int, int]) -> bytes:
        in_order = [0, *(numbers[glyph] for glyph, _ in self._codes)]
        return b"".join(number.to_bytes(2, "big") for number in in_order)

    def _unicode_map(self) -> bytes:
        lines = [
            f"<{code:04X}> <{words.encode('utf-16-be').hex().upper()}>"
            for (_, words), code in self._codes.items()
        ]
        blocks = [
            lines[at : at + _LINES_IN_BLOCK]
            for at in range(0, len(lines), _LINES_IN_BLOCK)
        ]
        written = (
            "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"])
            for block in blocks
        )
        return _CMAP.format(blocks="\n".join(written)).encode()

    def _tag(self) -> str:
        """Name the subset by what is in it, in six letters."""
        digest = hashlib.sha256(repr(list(self._codes)).encode()).digest()
        return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def hb_tag(name: str) -> int:
    """Write the name of a font's table as the number that HarfBuzz wants."""
    return int.from_bytes(name.encode(), "big")
