"""A report as one HTML file that stands alone, with its stylesheet inside."""

from pathlib import Path
from typing import Any

from flask import render_template

from grantsapp import i18n
from grantsapp.evaluation.actions import parts
from grantsapp.evaluation.actions.reporting import heads

STYLES = Path(__file__).parents[3] / "static" / "grantsapp.css"


def as_html(document: dict[str, Any], language: str) -> str:
    """Write the report as one file, with its stylesheet inside."""
    with i18n.writing_in(language):
        return render_template(
            "evaluation/standalone.html",
            head=heads.head_of(document),
            chapters=parts.chapters(document),
            document=document,
            styles=STYLES.read_text(encoding="utf-8"),
        )
