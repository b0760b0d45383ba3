"""How quick the demo's whole report is, beside the machine's own floor in the same run.

22 projects, 15 instruments, 4,455 people. The floor of the page: the words of the
same HTML, escaped and joined once. The floor of the PDF: its words, laid out by bare
ReportLab as paragraphs, without shaping, tags, tables or charts.
Run by `make bench`; nothing passes or fails here.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
import time
from html import escape

import pypdfium2

from grantsapp.app import create_app
from grantsapp.calls import queries as calls
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import assembling, reporting

ROUNDS = 3


def main() -> None:
    """Fill a demo, and draw its report some times in two languages."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        told = {**os.environ, "GRANTSAPP_MODE": "demo", "GRANTSAPP_DATA": folder}
        demo = [sys.executable, "-m", "grantsapp", "demo", "--no-serve"]
        subprocess.run(demo, env=told, check=True, stdout=subprocess.DEVNULL)
        with create_app(DATA=folder, MODE="demo").app_context():
            call = calls.call("CGF0")
            assert call is not None
            evaluation = queries.newest(call)
            assert evaluation is not None
            for language in ("en", "ar"):
                _page(call, evaluation, language)
                _paper(call, evaluation, language)


def _timed(work):
    """Give the first time, and the best of those after it, in seconds."""
    took = []
    for _round in range(ROUNDS + 1):
        start = time.perf_counter()
        made = work()
        took.append(time.perf_counter() - start)
    return took[0], min(took[1:]), made


def _page(call, evaluation, language):
    def draw():
        document = assembling.draft(call, evaluation.public)
        return reporting.as_html(document, language)

    first, best, html = _timed(draw)
    words = re.sub(r"<[^>]+>", "\n", html).split("\n")
    _floor, floor, _made = _timed(lambda: "".join(escape(word) for word in words))
    print(
        f"{language} page: {first:.2f} s first, {best:.2f} s then, "
        f"floor {floor:.3f} s, {len(html) / 1e6:.2f} MB (aim 1 s)"
    )


def _paper(call, evaluation, language):
    def draw():
        document = assembling.draft(call, evaluation.public)
        return reporting.as_pdf(document, language)

    first, best, content = _timed(draw)
    pages = pypdfium2.PdfDocument(content)
    lines = [
        line
        for page in pages
        for line in page.get_textpage().get_text_range().splitlines()
    ]
    _floor, floor, _made = _timed(lambda: _bare(lines))
    print(
        f"{language} PDF: {first:.2f} s first, {best:.2f} s then, floor {floor:.2f} s, "
        f"{len(pages)} pages, {len(content) / 1e6:.2f} MB (aim 5 s)"
    )


def _bare(lines):
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    style, out = getSampleStyleSheet()["BodyText"], io.BytesIO()
    flow = [Paragraph(escape(line), style) for line in lines]
    SimpleDocTemplate(out).build(flow)
    return out.getvalue()


if __name__ == "__main__":
    main()
