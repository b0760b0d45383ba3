"""What grantees learned, the unexpected and the worse included."""

from grantsapp.evaluation.actions.parts.common import Document, own
from grantsapp.evaluation.blocks import Block
from grantsapp.evaluation.models import Part


def blocks(document: Document) -> list[Block]:
    """Give the evaluator's words."""
    return own(document, Part.LEARNED)
