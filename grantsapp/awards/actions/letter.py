"""The award letter: a PDF in the language of the application, as far as we speak it."""

from grantsapp import i18n, pdf
from grantsapp.awards.models import WAITS_FOR, Award
from grantsapp.awards.queries import agreements
from grantsapp.i18n import gettext as _


def as_pdf(award: Award) -> bytes:
    """Write the letter of an award; the same award gives the same letter."""
    spoken = award.language if award.language in i18n.LANGUAGES else "en"
    with i18n.writing_in(spoken):
        return _letter(award, spoken)


def _letter(award: Award, language: str) -> bytes:
    group, fund = award.organisation, award.call.fund
    if group is None or award.amount is None:
        raise ValueError(f"{award.reference} is of a past round and has no letter.")
    shown = fund.name.shown(language)
    title = _("Award letter %(reference)s", reference=award.reference)
    page = pdf.Document(language, title=title, author=shown.text, footer=title)
    page.paragraph(pdf.Text(shown.text, shown.language, bold=True))
    page.paragraph(pdf.Text(group.name, group.language), muted=True)
    page.space(12)
    page.heading(_("Your grant"))
    page.paragraph(_opening(award))
    _facts(page, award)
    page.heading(_("Payments"), 2)
    _payments(page, award)
    page.heading(_("What we ask of you"), 2)
    for sentence in conditions():
        page.paragraph(sentence)
    _own_conditions(page, award)
    page.rule()
    page.paragraph(_closing(award))
    return page.build()


def _opening(award: Award) -> str:
    group = award.organisation
    return _(
        "We are glad to offer %(group)s a grant of %(amount)s for “%(project)s”.",
        group=group.name if group else "",
        amount=_money(award, award.amount or 0),
        project=award.title,
    )


def _facts(page: pdf.Document, award: Award) -> None:
    period = _("%(first)s to %(last)s", first=_day(award, 0), last=_day(award, 1))
    call = award.call.title.shown(i18n.language())
    page.facts(
        [
            (_("Reference"), award.reference),
            (_("Project"), pdf.Text(award.title, award.language)),
            (_("Amount"), _money(award, award.amount or 0)),
            (_("Period"), period),
            (_("Call"), pdf.Text(call.text, call.language)),
        ]
    )


def _day(award: Award, end: int) -> str:
    day = (award.starts_on, award.ends_on)[end]
    return i18n.day(day) if day else ""


def _payments(page: pdf.Document, award: Award) -> None:
    head = [_("Payment"), _("Amount"), _("Due"), _("Paid when")]
    rows = [
        [
            str(part.number),
            _money(award, part.amount),
            i18n.day(part.due_on),
            str(WAITS_FOR[part.waits_for]),
        ]
        for part in award.payments
    ]
    page.table(head, rows, widths=[1, 1.5, 2, 3], numeric={1})


def conditions() -> list[str]:
    """Say what a grantee takes on, a sentence each."""
    return [
        _("Spend the money on this project only, and keep the receipts for six years."),
        _("Tell us early when something changes: dates, people, plans or money."),
        _("Let the people who take part answer our short survey, if they want to."),
        _("Send us a short report at the end: what you planned, and what you did."),
        _(
            "We publish the names of group and project, the borough, the period, and "
            "the amounts asked for and given."
        ),
    ]


def _own_conditions(page: pdf.Document, award: Award) -> None:
    """Write what the fund asks of this grant alone, in the language it wrote in."""
    found = agreements.standing(award)
    made = award.decision
    said = found.conditions if found else made.conditions if made else ""
    if not said.strip():
        return
    language = award.language if made is None else made.written_in
    if found is not None:
        language = found.conditions_language
    page.heading(_("Conditions of the grant"), 2)
    for block in said.split("\n"):
        if block.strip():
            page.paragraph(pdf.Text(block.strip(), language))


def _closing(award: Award) -> str:
    if not award.signed_name or award.answered_at is None:
        return _("To accept, sign in and write your name under the offer.")
    group = award.organisation
    return _(
        "Accepted by %(name)s for %(group)s on %(when)s.",
        name=award.signed_name,
        group=group.name if group else "",
        when=i18n.moment(award.answered_at, award.call.fund.time_zone),
    )


def _money(award: Award, amount: int) -> str:
    return i18n.money(amount, award.call.fund.currency)
