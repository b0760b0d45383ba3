"""Documents about a bid: the bid itself, and the receipt for those who sent it."""

from grantsapp import i18n, pdf
from grantsapp.accounts.models import KINDS
from grantsapp.accounts.models import Kind as GroupKind
from grantsapp.calls.actions import answers
from grantsapp.calls.models import Stage
from grantsapp.calls.queries.asked import is_sensitive
from grantsapp.calls.queries.papers import Paper
from grantsapp.calls.queries.tabling import LTR
from grantsapp.i18n import gettext as _


def spoken_for(language: str) -> str:
    """The language to write in for somebody who writes in this one."""
    return language if language in i18n.LANGUAGES else "en"


def bid(paper: Paper, *, for_its_authors: bool) -> bytes:
    """Write a bid in the language it was written in, as far as we speak it."""
    with i18n.writing_in(spoken_for(paper.language)):
        words = _("Application %(reference)s", reference=paper.reference)
        document = _document(paper, words)
        _title(document, paper, words)
        document.facts(_facts(paper))
        _answers(document, paper, for_its_authors=for_its_authors)
        return document.build()


def receipt(paper: Paper) -> bytes:
    """Confirm to its authors what reached us, when, and how to prove it."""
    if paper.submitted_at is None:
        raise ValueError(f"{paper.reference} was not handed in.")
    with i18n.writing_in(spoken_for(paper.language)):
        words = _("Receipt %(reference)s", reference=paper.reference)
        document = _document(paper, words)
        _title(document, paper, _("We have your application"))
        when = i18n.moment(paper.submitted_at, paper.zone)
        document.paragraph(
            _("It reached us on %(when)s. Keep this page as proof.", when=when)
        )
        facts = [*_facts(paper), (_("Fingerprint"), pdf.Text(_digest(paper), LTR))]
        document.facts(facts)
        document.paragraph(
            _(
                "The fingerprint (SHA-256) is worked out from the answers and files: "
                "had one letter been another, it would be another one."
            ),
            small=True,
            muted=True,
        )
        document.heading(_("What you sent"))
        _answers(document, paper, for_its_authors=True)
        return document.build()


def _digest(paper: Paper) -> str:
    """Write the hash in groups, which an eye can compare."""
    return " ".join(paper.digest[at : at + 8] for at in range(0, 64, 8))


def _document(paper: Paper, footer: str) -> pdf.Document:
    fund = paper.fund.shown().text
    language = i18n.language()
    return pdf.Document(language, title=footer, author=fund, footer=footer)


def _title(document: pdf.Document, paper: Paper, words: str) -> None:
    fund = paper.fund.shown()
    group = pdf.Text(paper.group.name, paper.group.language)
    document.paragraph(pdf.Text(fund.text, fund.language, bold=True), in_line=True)
    document.paragraph(group, muted=True, in_line=True)
    document.space(12)
    document.heading(words)


def _facts(paper: Paper) -> list[tuple[str, str | pdf.Text]]:
    call, none = paper.call_title.shown(), _("Not answered")
    amount = none
    if paper.amount is not None:
        amount = i18n.money(paper.amount, paper.currency)
    told: list[tuple[str, str | pdf.Text]] = [
        (_("Number"), pdf.Text(paper.reference, LTR)),
        (_("Project"), pdf.Text(paper.title or none, paper.language)),
        (_("Asks for"), amount),
        (_("State"), _state(paper)),
        (_("Call"), pdf.Text(call.text, call.language)),
        (_("Kind of group"), str(KINDS[GroupKind(paper.group.kind)])),
    ]
    if paper.group.org_id:
        told.append((_("Number in a register"), pdf.Text(paper.group.org_id, LTR)))
    if paper.group.borough:
        told.append((_("Based in"), pdf.Text(paper.group.borough, LTR)))
    return told


def _state(paper: Paper) -> str:
    if paper.submitted_at is None:
        return _("Draft, not handed in")
    when = i18n.moment(paper.submitted_at, paper.zone)
    if paper.stage is Stage.WITHDRAWN:
        return _("Withdrawn; it was handed in on %(when)s", when=when)
    return _("Handed in on %(when)s", when=when)


def _answers(document: pdf.Document, paper: Paper, *, for_its_authors: bool) -> None:
    """Tell what was asked; a question whose condition is not met was not."""
    for section in paper.form.sections:
        asked = [q for q in section.questions if not paper.readings[q.code].skipped]
        if not asked:
            continue
        title = i18n.Text(section.title).shown(_tongue(paper))
        document.heading(pdf.Text(title.text, title.language), 2)
        for question in asked:
            label = i18n.Text(question.label).shown(_tongue(paper))
            document.heading(pdf.Text(label.text, label.language), 3)
            if is_sensitive(question) and not for_its_authors:
                document.paragraph(
                    _("Not in this document, because it is sensitive."), muted=True
                )
            else:
                answers.tell(document, paper, question)


def _tongue(paper: Paper) -> str:
    """Questions stand in the language of the bid, even in one we do not speak."""
    return paper.language
