"""A report drawn: as a PDF, and as one HTML file that stands alone."""

from grantsapp.evaluation.actions.reporting.heads import Head, head_of
from grantsapp.evaluation.actions.reporting.page import as_html
from grantsapp.evaluation.actions.reporting.paper import as_pdf

__all__ = ["Head", "as_html", "as_pdf", "head_of"]
