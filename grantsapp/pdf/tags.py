"""The structure of a document: what each drawn piece is, for those who listen."""

from dataclasses import dataclass, field
from typing import Any

from grantsapp.pdf.objects import array, dictionary, text


@dataclass(eq=False)
class Element:
    """One element of the structure: a paragraph, a cell, a figure."""

    tag: str
    language: str = ""
    alt: str = ""
    actual: str = ""
    scope: str = ""
    children: "list[Element | Mark]" = field(default_factory=list)

    def add(
        self,
        tag: str,
        language: str = "",
        *,
        alt: str = "",
        actual: str = "",
        scope: str = "",
    ) -> "Element":
        """Put an element inside this one, after the others."""
        child = Element(tag, language, alt, actual, scope)
        self.children.append(child)
        return child


@dataclass(frozen=True)
class Mark:
    """A marked piece of a page, by which an element finds what was drawn."""

    page: int
    number: int


class Structure:
    """The tree of elements, and which page drew what."""

    def __init__(self, language: str) -> None:
        self.root = Element("Document", language)
        self._pages: dict[int, list[Element]] = {}

    def mark(self, element: Element, page: int) -> int:
        """Number the next piece that an element draws on a page."""
        drawn = self._pages.setdefault(page, [])
        drawn.append(element)
        element.children.append(Mark(page, len(drawn) - 1))
        return len(drawn) - 1

    def write(self, document: Any) -> None:
        """Add the tree to the document, and tell each page its place in it."""
        pages = document.Pages.pages
        root = dictionary(Type="/StructTreeRoot")
        place = document.Reference(root)
        places: dict[Element, Any] = {}
        root["K"] = _written(self.root, place, document, places)
        numbers: list[Any] = []
        for page, elements in sorted(self._pages.items()):
            drawn = array([places[element] for element in elements])
            numbers += [page, document.Reference(drawn)]
        root["ParentTree"] = document.Reference(dictionary(Nums=array(numbers)))
        root["ParentTreeNextKey"] = len(pages)
        document.Catalog.StructTreeRoot = place
        document.Catalog.MarkInfo = dictionary(Marked="true")
        for number, page in enumerate(pages):
            # ReportLab's pages do not know these two keys.
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = number, "/S"


def _written(
    element: Element, parent: Any, document: Any, places: dict[Element, Any]
) -> Any:
    made = dictionary(Type="/StructElem", S=f"/{element.tag}", P=parent)
    place = places[element] = document.Reference(made)
    said = {
        "Lang": element.language,
        "Alt": element.alt,
        "ActualText": element.actual,
    }
    for key, words in said.items():
        if words:
            made[key] = text(words)
    if element.scope:
        made["A"] = dictionary(O="/Table", Scope=f"/{element.scope}")
    made["K"] = array(
        [
            dictionary(
                Type="/MCR", Pg=document.Pages.pages[child.page], MCID=child.number
            )
            if isinstance(child, Mark)
            else _written(child, place, document, places)
            for child in element.children
        ]
    )
    return place
