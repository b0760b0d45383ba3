"""The report of a call as a document: PDF, and one HTML file that stands alone."""

from pathlib import Path
from typing import Any

from flask import render_template

from grantsapp import i18n, pdf
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import saying
from grantsapp.evaluation.queries import Line, Shown
from grantsapp.i18n import gettext as _
from grantsapp.mel.models import MEASURES, Measure

STYLES = Path(__file__).parents[2] / "static" / "grantsapp.css"


def as_html(figures: dict[str, Any], language: str) -> str:
    """Write the report as one file, with its stylesheet inside."""
    with i18n.writing_in(language):
        return render_template(
            "evaluation/standalone.html",
            figures=figures,
            shown=queries.shown(figures),
            measures=MEASURES,
            styles=STYLES.read_text(encoding="utf-8"),
        )


def as_pdf(figures: dict[str, Any], language: str) -> bytes:
    """Write the report as a tagged PDF in a language that the house speaks."""
    spoken = language if language in i18n.LANGUAGES else "en"
    with i18n.writing_in(spoken):
        return _document(figures, spoken)


def _document(figures: dict[str, Any], language: str) -> bytes:
    call = i18n.Text(figures["title"]).shown(language).text or figures["call"]
    title = _("What “%(call)s” achieved", call=call)
    page = pdf.Document(language, title=title, footer=f"{figures['call']} · {call}")
    page.heading(title)
    for sentence in saying.opening(figures):
        page.paragraph(sentence)
    if figures["synthetic"]:
        page.paragraph(saying.synthetic(), bold=True)
    if not figures["public"]:
        page.paragraph(saying.inside_only(), bold=True)
    _outputs(page, figures)
    for shown in queries.shown(figures):
        _instrument(page, shown, language)
    page.heading(_("How these figures were made"), 2)
    for sentence in saying.method(figures):
        page.paragraph(sentence, small=True)
    return page.build()


def _outputs(page: pdf.Document, figures: dict[str, Any]) -> None:
    if not figures["outputs"]:
        return
    page.heading(_("Delivered against planned"), 2)
    rows = [
        [
            str(MEASURES[Measure(one["measure"])]),
            i18n.number(one["planned"]),
            i18n.number(one["delivered"]),
            i18n.percent(one["delivered"] / one["planned"]),
        ]
        for one in figures["outputs"]
    ]
    head = [_("What"), _("Planned"), _("Delivered"), _("Share")]
    page.table(head, rows, widths=[3, 1, 1, 1], numeric={1, 2, 3})


def _instrument(page: pdf.Document, shown: Shown, language: str) -> None:
    title = i18n.Text.plainly(shown.figures["title"]).shown(language)
    page.heading(pdf.Text(title.text, title.language), 2)
    if headline := saying.headline(shown.figures):
        page.paragraph(headline, bold=True)
    page.paragraph(" ".join(saying.sentences(shown.figures)))
    if not shown.lines:
        return
    head = [_("Project"), _("People"), _("Before"), _("After"), _("Change"), ""]
    rows = [_row(line) for line in shown.lines]
    widths = [2.5, 0.8, 0.8, 0.8, 2.1, 2.0]
    page.table(head, rows, widths=widths, numeric={1, 2, 3, 4})


def _row(line: Line) -> list[Any]:
    label = pdf.Text(line.label, line.language)
    if line.is_total:
        label = pdf.Text(_("All projects together"), i18n.language(), bold=True)
    return [
        label,
        "" if line.people is None else i18n.number(line.people),
        *(saying.points(v) for v in (line.before, line.after)),
        saying.change(line),
        pdf.Interval(line.low, line.change or 0.0, line.high, is_total=line.is_total),
    ]
