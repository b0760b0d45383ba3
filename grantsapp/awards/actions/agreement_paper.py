"""An agreement as a PDF: the language of the group, then the binding one.

It is drawn from what the version holds, words and figures, and from nothing else.
"""

from datetime import date
from typing import Any

from grantsapp import i18n, pdf
from grantsapp.awards import placeholders
from grantsapp.awards.models import WAITS_FOR, Agreement, Award
from grantsapp.awards.queries import agreements
from grantsapp.awards.schedule import When
from grantsapp.i18n import gettext as _

_BLOCK = 16  # letters of a digest that stand together


def name_of(agreement: Agreement, award: Award) -> str:
    """Name its file."""
    return f"{award.reference}-agreement-{agreement.number}.pdf"


def as_pdf(agreement: Agreement, award: Award) -> bytes:
    """Draw a version; the same version with the same names gives the same bytes."""
    with i18n.writing_in(agreement.language):
        return _Paper(agreement, award).build()


class _Paper:
    """One agreement while it is drawn; our own words are in a language of ours."""

    def __init__(self, agreement: Agreement, award: Award) -> None:
        self.agreement, self.facts = agreement, agreement.facts
        self.zone = award.call.fund.time_zone
        self.spoken = i18n.language()
        title = _("Grant agreement %(reference)s", reference=self.facts["reference"])
        mark = agreement.digest[:_BLOCK]
        footer = _(
            "%(title)s, version %(number)s, %(mark)s",
            title=title,
            number=agreement.number,
            mark=f"\u2066{mark}\u2069",
        )
        self.fund = self._named(self.facts["fund"])
        self.page = pdf.Document(  # laid out for our own words: each text names its own
            self.spoken,
            title=title,
            author=self.fund.text,
            footer=f"\u2068{footer}\u2069",
        )
        self.title = title

    def build(self) -> bytes:
        page = self.page
        page.paragraph(pdf.Text(self.fund.text, self.fund.language, bold=True))
        page.heading(self._ours(self.title))
        self._facts()
        page.heading(self._ours(_("Payments")), 2)
        self._payments()
        if self.facts["budget"]:
            page.heading(self._ours(_("Budget")), 2)
            self._budget()
        self._terms()
        self._conditions()
        page.heading(self._ours(_("Signatures")), 2)
        self._mark()
        self._signatures()
        return page.build()

    def _ours(self, words: Any) -> pdf.Text:
        """Words of the house, in the one of its languages that is nearest."""
        return pdf.Text(str(words), self.spoken)

    def _named(self, texts: dict[str, str]) -> i18n.Shown:
        return i18n.Text.plainly(texts).shown(self.agreement.language)

    def _facts(self) -> None:
        facts = self.facts
        call = self._named(facts["call"])
        group, sponsor, project = facts["group"], facts["sponsor"], facts["project"]
        pairs = [
            (_("Award number"), self._ours(facts["reference"])),
            (_("Project"), pdf.Text(project["name"], project["language"])),
            (_("Group"), pdf.Text(group["name"], group["language"])),
        ]
        if sponsor:
            told = pdf.Text(sponsor["name"], sponsor["language"])
            pairs.append((_("Sponsor"), told))
        first, last = self._day(facts["first"]), self._day(facts["last"])
        period = _("%(first)s to %(last)s", first=first, last=last)
        pairs += [
            (_("Amount"), self._ours(self._money(facts["amount"]))),
            (_("Period"), self._ours(period)),
            (_("Call"), pdf.Text(call.text, call.language)),
        ]
        self.page.facts([(self._ours(label), value) for label, value in pairs])

    def _payments(self) -> None:
        heads = [_("Payment"), _("Amount"), _("Due"), _("Paid when")]
        rows = [
            [
                self._ours(part["number"]),
                self._ours(self._money(part["amount"])),
                self._ours(self._day(part["due_on"])),
                self._ours(part["condition"] or WAITS_FOR[When(part["waits_for"])]),
            ]
            for part in self.facts["payments"]
        ]
        heads = [self._ours(words) for words in heads]
        self.page.table(heads, rows, widths=[1, 1.5, 2, 3], numeric={1})

    def _budget(self) -> None:
        language = self.facts["project"]["language"]
        rows = [
            [pdf.Text(one["title"], language), self._ours(self._money(one["amount"]))]
            for one in self.facts["budget"]
        ]
        heads = [self._ours(_("For what")), self._ours(_("Amount"))]
        self.page.table(heads, rows, widths=[3, 1], numeric={1})

    def _terms(self) -> None:
        agreement, page = self.agreement, self.page
        page.heading(self._ours(_("Terms")), 2)
        self._words(agreement.language)
        if agreement.binding == agreement.language:
            return
        name = i18n.language_name(agreement.binding)
        title = _("The same terms in %(language)s, which bind", language=name)
        page.heading(self._ours(title), 2)
        page.paragraph(
            self._ours(
                _(
                    "Where the two texts differ, the one in %(language)s holds.",
                    language=name,
                )
            )
        )
        self._words(agreement.binding)

    def _words(self, code: str) -> None:
        for block in placeholders.paragraphs(self.agreement.words[code]):
            head, more = "", block
            if placeholders.is_heading(block):
                head, _line, more = block.removeprefix("## ").partition("\n")
            if head:
                self.page.heading(pdf.Text(head.strip(), code), 3)
            if more.strip():
                self.page.paragraph(pdf.Text(more.strip(), code))

    def _conditions(self) -> None:
        said = self.agreement.conditions
        if not said.strip():
            return
        self.page.heading(self._ours(_("Conditions of the grant")), 2)
        for block in placeholders.paragraphs(said):
            words = pdf.Text(block, self.agreement.conditions_language)
            self.page.paragraph(words)

    def _mark(self) -> None:
        """Name the version in full, above the names that stand for it."""
        digest = self.agreement.digest
        parts = [digest[at : at + _BLOCK] for at in range(0, len(digest), _BLOCK)]
        said = _("What was signed is this version and no other. Its mark (SHA-256):")
        self.page.paragraph(self._ours(said), small=True, muted=True, kept=True)
        mark = pdf.Text(" ".join(parts), "en")
        self.page.paragraph(mark, small=True, muted=True, kept=True)

    def _signatures(self) -> None:
        heads = [_("For whom"), _("Signed by"), _("Role"), _("When")]
        rows = []
        for side in agreements.sides(self.agreement):
            whom = pdf.Text(side.organisation, side.language)
            signed = side.signature
            if signed is None:
                name, role, when = _("not signed yet"), "", ""
            else:
                name, role = signed.name, signed.role or "–"
                when = i18n.moment(signed.at, self.zone)
            row = [whom, *map(self._ours, (name, role, when))]
            rows.append(row)
        heads = [self._ours(words) for words in heads]
        self.page.table(heads, rows, widths=[2.5, 2, 2, 2.5])

    def _money(self, amount: int) -> str:
        return i18n.money(amount, self.facts["currency"])

    def _day(self, day: str | None) -> str:
        return i18n.day(date.fromisoformat(day)) if day else ""
