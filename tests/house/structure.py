"""What a tagged PDF says to those who listen, read with pikepdf."""

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf

HEADING = re.compile(r"/H([1-6])")


class Tagged:
    """A tagged PDF: its language, its tree, and what each page draws."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.root = self.pdf.Root.StructTreeRoot
        self.pages = {page.objgen: n for n, page in enumerate(self.pdf.pages)}

    def elements(self) -> Iterator[Any]:
        """Walk the tree in the order of reading."""
        yield from self._below(self.root)

    def _below(self, node: Any) -> Iterator[Any]:
        for kid in _kids(node):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid
                yield from self._below(kid)

    def reached(self) -> list[tuple[int, int]]:
        """List the pieces that elements name, as (page, number)."""
        found = []
        for element in self.elements():
            for kid in _kids(element):
                if isinstance(kid, int):
                    found.append((self.pages[element.Pg.objgen], kid))
                elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                    found.append((self.pages[kid.Pg.objgen], int(kid.MCID)))
        return found

    def drawn(self) -> list[tuple[int, int]]:
        """List the pieces that pages draw; fails on words outside of any piece."""
        found = []
        for number, page in enumerate(self.pdf.pages):
            open_pieces: list[bool] = []  # whether each is content or an artifact
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name in {"BDC", "BMC"}:
                    tag, about = str(operands[0]), [*operands, None][1]
                    is_piece = isinstance(about, pikepdf.Dictionary) and (
                        "/MCID" in about
                    )
                    if is_piece:
                        found.append((number, int(about.MCID)))
                    open_pieces.append(is_piece or tag == "/Artifact")
                elif name == "EMC":
                    open_pieces.pop()
                elif name in {"TJ", "Tj", "S", "f", "re"}:
                    assert any(open_pieces), f"page {number + 1}: untagged {name}"
            assert open_pieces == []
        return found


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def check(data: bytes, language: str) -> Tagged:
    """Fail where a PDF would leave somebody out who listens to it."""
    one = Tagged(data)
    assert str(one.pdf.Root.Lang) == language
    assert bool(one.pdf.Root.MarkInfo.Marked)
    levels = [
        int(found[1]) for e in one.elements() if (found := HEADING.match(str(e.S)))
    ]
    assert levels[0] == 1
    steps = pairwise(levels)
    assert all(after <= before + 1 for before, after in steps), levels
    for element in one.elements():
        kind = str(element.S)
        if kind == "/TH":
            assert str(element.A.Scope) in {"/Column", "/Row", "/Both"}
        if kind == "/Figure":
            assert str(element.Alt).strip()
    reached, drawn = one.reached(), one.drawn()
    assert len(reached) == len(set(reached))
    assert set(reached) == set(drawn)
    assert drawn
    return one
