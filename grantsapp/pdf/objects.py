"""The objects of a PDF file, in the words of ReportLab."""

from typing import Any

from reportlab.pdfbase import pdfdoc


def dictionary(**entries: Any) -> Any:
    """Make a dictionary; a name is a text with a slash before it."""
    return pdfdoc.PDFDictionary(entries)


def array(items: list[Any]) -> Any:
    """Make an array."""
    return pdfdoc.PDFArray(items)


def text(words: str) -> Any:
    """Make a text that people may read, in any script."""
    return pdfdoc.PDFString(words)


def stream(document: Any, content: bytes, **entries: Any) -> Any:
    """Add a packed stream to a document, and give the reference to it."""
    head = pdfdoc.PDFDictionary(entries)
    made = pdfdoc.PDFStream(head, content, [pdfdoc.PDFZCompress])
    return document.Reference(made)
