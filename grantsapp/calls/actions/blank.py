"""The form of a call on paper, to fill in by hand or to work on together."""

from grantsapp import i18n, pdf
from grantsapp.calls.models import Call
from grantsapp.calls.questions import Form, Kind, Question
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext

WORDS_IN_A_LINE, MOST_LINES = 9, 22
# Lines to write on, by kind; a long text gets as many as its words need.
LINES = {"short_text": 1, "number": 1, "money": 1, "date": 1, "email": 1, "phone": 1}
OTHERWISE = 6


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
        number = 0
        for section in form.sections:
            head = i18n.Text(section.title).shown(language)
            document.heading(pdf.Text(head.text, head.language), 2)
            for question in section.questions:
                number += 1
                _question(document, question, language, number)
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
    document: pdf.Document, question: Question, language: str, number: int
) -> None:
    label = i18n.Text(question.label).shown(language)
    document.heading(pdf.Text(f"{number}. {label.text}", label.language), 3)
    if question.help:
        hint = i18n.Text(question.help).shown(language)
        if hint:
            document.paragraph(pdf.Text(hint.text, hint.language), muted=True)
    said = " ".join(filter(None, (_limits(question), _way(question))))
    if said:
        document.paragraph(pdf.Text(said, i18n.language()), small=True, muted=True)
    options = _options(question, language)
    if options:
        document.choices(options, is_one=question.kind is not Kind.SEVERAL)
    elif question.kind is not Kind.FILE:
        document.lines(_lines(question))


def _options(question: Question, language: str) -> list[pdf.Text]:
    if question.kind is Kind.YES_NO:
        own = i18n.language()
        return [pdf.Text(_("Yes"), own), pdf.Text(_("No"), own)]
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
    }
    way = ways.get(question.kind, str)()
    optional = "" if question.required else _("You can leave this out.")
    return " ".join(filter(None, (way, optional)))


def _lines(question: Question) -> int:
    if question.kind is Kind.LONG and question.words:
        return min(MOST_LINES, max(3, -(-question.words // WORDS_IN_A_LINE)))
    return LINES.get(str(question.kind), OTHERWISE)
