"""How the call went: who began, applied and was funded."""

from grantsapp.evaluation.actions.parts.common import Document, own
from grantsapp.evaluation.blocks import Block
from grantsapp.evaluation.models import Part


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words."""
    return own(document, Part.PROCESS)
