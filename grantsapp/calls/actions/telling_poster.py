"""The poster of a call: a PDF in one of its languages, with a code for phones."""

from grantsapp import i18n, mail, pdf
from grantsapp.calls.models import Call
from grantsapp.i18n import gettext as _


def as_pdf(call: Call, language: str) -> bytes:
    """Draw the poster; our own words are English where we do not speak the language."""
    spoken = language if language in i18n.LANGUAGES else "en"
    with i18n.writing_in(spoken):
        return pdf.poster_bytes(_poster(call, language, spoken))


def link_of(call: Call, language: str) -> str:
    """Give what the code leads to: the call, in the language of the poster."""
    address = mail.address(f"/calls/{call.reference}")
    return f"{address}?language={language}" if language in i18n.LANGUAGES else address


def _poster(call: Call, language: str, spoken: str) -> pdf.Poster:
    def own(words: str) -> pdf.Text:
        return pdf.Text(words, spoken)

    def theirs(text: i18n.Text) -> pdf.Text:
        shown = text.shown(language)
        return pdf.Text(shown.text, shown.language)

    address = mail.address(f"/calls/{call.reference}")
    alt = _("QR code that leads to %(address)s", address=address)
    # In their own names, for those who pass by and read no other.
    tongues = " · ".join(_own_name(code) for code in call.languages)
    return pdf.Poster(
        language=language,
        fund=theirs(call.fund.name),
        title=theirs(call.title),
        sentence=theirs(call.summary),
        facts=[(own(label), own(value)) for label, value in _facts(call)],
        invitation=own(_("Scan this with the camera of your phone, or go to:")),
        address=address.partition("://")[2],
        languages=own(_("Apply in: %(languages)s", languages=tongues)),
        code=pdf.QR(link_of(call, language), own(alt)),
    )


def _own_name(code: str) -> str:
    name = i18n.language_name(code, code)
    return name[:1].upper() + name[1:]


def _facts(call: Call) -> list[tuple[str, str]]:
    """Say how much and until when; when it opens too, while that is to come."""
    facts, zone = [], call.fund.time_zone
    if call.tiers:
        currency = call.fund.currency
        least = i18n.money(min(t.minimum for t in call.tiers), currency)
        most = i18n.money(max(t.maximum for t in call.tiers), currency)
        amounts = _("%(least)s to %(most)s", least=least, most=most)
        facts.append((_("Grants"), amounts))
    if call.state in {"draft", "coming"}:
        facts.append((_("Opens"), i18n.moment(call.opens_at, zone)))
    facts.append((_("Apply until"), i18n.moment(call.closes_at, zone)))
    return facts
