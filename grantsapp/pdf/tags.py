"""The structure of a document: what each drawn piece is, for those who listen."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from grantsapp.pdf.objects import array, dictionary, text

Rectangle = tuple[float, float, float, float]  # left, foot, right, top


class Target(NamedTuple):
    """A place in the document: a page, counted from nought, and a height on it."""

    page: int
    top: float


@dataclass(eq=False)
class Element:
    """One element of the structure: a paragraph, a cell, a figure."""

    tag: str
    language: str = ""
    alt: str = ""
    actual: str = ""
    scope: str = ""
    numbering: str = ""  # of a list
    box: "Rectangle | None" = None  # of a figure
    children: "list[Element | Mark | Link]" = field(default_factory=list)

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


@dataclass(eq=False)
class Link:
    """A piece of a page that leads to another place, and the element it belongs to."""

    element: Element
    page: int
    box: Rectangle
    words: str
    to: Target


class Structure:
    """The tree of elements, and which page drew what."""

    def __init__(self, language: str) -> None:
        self.root = Element("Document", language)
        self._pages: dict[int, list[Element]] = {}
        self.links: list[Link] = []

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
        places: dict[Element | Link, Any] = {}
        self._write_links(document, places)
        root["K"] = _written(self.root, place, document, places)
        numbers: list[Any] = []
        for page, elements in sorted(self._pages.items()):
            drawn = array([places[element] for element in elements])
            numbers += [page, document.Reference(drawn)]
        for key, link in enumerate(self.links, start=len(pages)):
            numbers += [key, places[link.element]]
        root["ParentTree"] = document.Reference(dictionary(Nums=array(numbers)))
        root["ParentTreeNextKey"] = len(pages) + len(self.links)
        document.Catalog.StructTreeRoot = place
        document.Catalog.MarkInfo = dictionary(Marked="true")
        for number, page in enumerate(pages):
            # ReportLab's pages do not know these two keys.
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = number, "/S"

    def _write_links(self, document: Any, places: dict[Any, Any]) -> None:
        """Add what can be pressed to its pages, and to the elements it belongs to."""
        pages = document.Pages.pages
        pressed: dict[int, list[Any]] = {}
        for key, link in enumerate(self.links, start=len(pages)):
            where = [pages[link.to.page], "/XYZ", 0, link.to.top, 0]
            made = dictionary(
                Type="/Annot",
                Subtype="/Link",
                Rect=array([round(side, 2) for side in link.box]),
                Border=array([0, 0, 0]),
                F=4,  # it is printed with the page
                Contents=text(link.words),
                Dest=array(where),
                StructParent=key,
            )
            places[link] = document.Reference(made)
            link.element.children.append(link)
            pressed.setdefault(link.page, []).append(places[link])
        for number, all_of_them in pressed.items():
            pages[number].Annots = array(all_of_them)


def _written(
    element: Element,
    parent: Any,
    document: Any,
    places: dict[Element | Link, Any],
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
    if element.numbering:
        made["A"] = dictionary(O="/List", ListNumbering=f"/{element.numbering}")
    if element.scope:
        made["A"] = dictionary(O="/Table", Scope=f"/{element.scope}")
    if element.box:
        sides = array([round(side, 2) for side in element.box])
        made["A"] = dictionary(O="/Layout", BBox=sides, Placement="/Block")
    kids = [_kid(child, place, document, places) for child in element.children]
    if kids:  # a cell may be empty
        made["K"] = array(kids)
    return place


def _kid(
    child: Element | Mark | Link,
    parent: Any,
    document: Any,
    places: dict[Element | Link, Any],
) -> Any:
    """Write what stands inside an element: what was drawn, a link, or an element."""
    if isinstance(child, Element):
        return _written(child, parent, document, places)
    page = document.Pages.pages[child.page]
    if isinstance(child, Mark):
        return dictionary(Type="/MCR", Pg=page, MCID=child.number)
    return dictionary(Type="/OBJR", Pg=page, Obj=places[child])
