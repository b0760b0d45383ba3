"""The form of a call on paper, to fill in by hand or to work on together."""

from collections.abc import Mapping

from grantsapp import i18n, pdf
from grantsapp.calls.models import Call
from grantsapp.calls.queries.wording import condition_in_words
from grantsapp.calls.questions import Form, Kind, Question
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext

WORDS_IN_A_LINE, MOST_LINES = 9, 22
OTHERWISE = 6  # lines, for a long text without a limit
ROWS = {Kind.BUDGET: 8, Kind.OUTPUTS: 6, Kind.GROUP: 5}
# How wide a column is beside the others: words want more room than figures.
WIDTHS = {Kind.SHORT: 2.4, Kind.EMAIL: 2.4, Kind.ONE: 2.4, Kind.PHONE: 1.6}


def blank_form(call: Call, form: Form, language: str, address: str) -> bytes:
    """Write the form in a language of the call, our own words as far as we speak it."""
    with i18n.writing_in(language if language in i18n.LANGUAGES else "en"):
        title = call.title.shown(language)
        fund = call.fund.name.shown(language)
        footer = _("Form of %(call)s", call=call.reference)
        document = pdf.Document(
            language, title=f"{title.text} · {footer}", author=fund.text, footer=footer
        )
        document.paragraph(pdf.Text(fund.text, fund.language, bold=True))
        document.space(12)
        document.heading(pdf.Text(title.text, title.language))
        _opening(document, call, address)
        numbers = {q.code: str(n) for n, q in enumerate(form.questions, 1)}
        for section in form.sections:
            head = i18n.Text(section.title).shown(language)
            document.heading(pdf.Text(head.text, head.language), 2)
            for question in section.questions:
                _question(document, form, question, language, numbers)
        return document.build()


def _opening(document: pdf.Document, call: Call, address: str) -> None:
    own = i18n.language()
    document.paragraph(
        _(
            "This is the form on paper: to think it over, to write a first version by "
            "hand, to work on it together. Your answers reach us through our page."
        ),
        language=own,
    )
    closes = i18n.moment(call.closes_at, call.fund.time_zone)
    document.facts(
        [
            (pdf.Text(_("Page"), own), pdf.Text(address, "en", bold=True)),
            (pdf.Text(_("Closes"), own), pdf.Text(closes, own)),
        ]
    )


def _question(
    document: pdf.Document,
    form: Form,
    question: Question,
    language: str,
    numbers: Mapping[str, str],
) -> None:
    def named(asked: Question, label: str) -> str:
        return f"{numbers[asked.code]}. {label}"

    label = i18n.Text(question.label).shown(language)
    document.heading(pdf.Text(named(question, label.text), label.language), 3)
    has_room = question.kind is not Kind.FILE
    condition = condition_in_words(question, form, language, named)
    if condition:
        document.paragraph(
            pdf.Text(condition, i18n.language(), bold=True), small=True, kept=has_room
        )
    if question.help:
        hint = i18n.Text(question.help).shown(language)
        if hint:
            document.paragraph(
                pdf.Text(hint.text, hint.language), muted=True, kept=has_room
            )
    said = " ".join(filter(None, (_limits(question), _way(question))))
    if said:
        document.paragraph(
            pdf.Text(said, i18n.language()), small=True, muted=True, kept=has_room
        )
    _room(document, question, language)


def _room(document: pdf.Document, question: Question, language: str) -> None:
    """Leave room for the answer: boxes to tick, a table, or lines."""
    options = _options(question, language)
    if options:
        is_one = question.kind in {Kind.ONE, Kind.YES_NO}
        document.choices(options, is_one=is_one)
    elif question.is_table:
        _sheet(document, question, language)
    elif question.kind is not Kind.FILE:
        document.lines(_lines(question))


def _sheet(document: pdf.Document, question: Question, language: str) -> None:
    """Leave a table to fill in, and say first what its columns choose from."""
    own = i18n.language()
    heads = [i18n.Text(column.label).shown(language) for column in question.columns]
    for column, head in zip(question.columns, heads, strict=True):
        if column.options:
            labels = [i18n.Text(o.label).shown(language).text for o in column.options]
            document.paragraph(
                pdf.Text(
                    _(
                        "%(column)s: one of %(options)s",
                        column=head.text,
                        options=i18n.listed(labels, "or"),
                    ),
                    own,
                ),
                small=True,
                muted=True,
                kept=True,
            )
    document.sheet(
        [pdf.Text(head.text, head.language) for head in heads],
        ROWS[question.kind],
        widths=[WIDTHS.get(column.kind, 1) for column in question.columns],
        total=pdf.Text(_("Total"), own) if question.kind is Kind.BUDGET else "",
    )


def _options(question: Question, language: str) -> list[pdf.Text]:
    if question.kind is Kind.YES_NO:
        own = i18n.language()
        return [pdf.Text(_("Yes"), own), pdf.Text(_("No"), own)]
    if question.kind is Kind.DECLARATION:
        return [pdf.Text(_("Agreed"), i18n.language())]
    shown = [i18n.Text(option.label).shown(language) for option in question.options]
    return [pdf.Text(s.text, s.language) for s in shown]


def _limits(question: Question) -> str:
    if question.words:
        words = question.words
        return ngettext("Up to one word.", "Up to %(num)d words.", words)
    if question.ranges:
        least = min(low for low, _high in question.ranges.values())
        most = max(high for _low, high in question.ranges.values())
        least, most = (i18n.money(n, question.currency) for n in (least, most))
        return _("From %(least)s to %(most)s.", least=least, most=most)
    return ""


def _way(question: Question) -> str:
    """Say how to answer, where the paper does not show it."""
    ways = {
        Kind.ONE: lambda: _("Tick one."),
        Kind.YES_NO: lambda: _("Tick one."),
        Kind.SEVERAL: lambda: _("Tick all that fit."),
        Kind.FILE: lambda: _("A file that you add on the page."),
        Kind.DATE: lambda: _("Day, month and year."),
        Kind.DECLARATION: lambda: _("Tick the box to agree."),
        Kind.BUDGET: lambda: _("What you ask of us adds up to the amount you ask for."),
        Kind.GROUP: lambda: _("One line for each; add more on another sheet."),
        Kind.OUTPUTS: lambda: _("One line for each; add more on another sheet."),
    }
    way = ways.get(question.kind, str)()
    optional = "" if question.required else _("You can leave this out.")
    return " ".join(filter(None, (way, optional)))


def _lines(question: Question) -> int:
    """Count the lines to write on: a long text gets as many as its words need."""
    if question.kind is not Kind.LONG:
        return 1
    if not question.words:
        return OTHERWISE
    return min(MOST_LINES, max(3, -(-question.words // WORDS_IN_A_LINE)))
