"""Links that work once, as slips to cut off or as a list to send.

They are written while the links are still known: afterwards we have hashes alone.
"""

from grantsapp import i18n, pdf, sheets
from grantsapp.awards.queries import told_project
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.mel.actions import ticketing
from grantsapp.mel.actions.posters import spoken
from grantsapp.mel.models import Survey


def as_pdf(survey: Survey, tokens: list[str], language: str) -> bytes:
    """Draw a slip for each link; our own words are English where we lack others."""
    with i18n.writing_in(spoken(language)):
        own = i18n.language()
        name = told_project(survey.award)
        words = ngettext(
            "%(num)d link that works once · %(award)s",
            "%(num)d links that work once · %(award)s",
            len(tokens),
            award=survey.award.reference,
        )
        title = pdf.Text(name.text, name.language)
        sentence = pdf.Text(
            _(
                "A survey for you. Your name is not needed. This link works once: scan "
                "it with your phone, or type:"
            ),
            own,
        )
        slips = [_slip(title, sentence, token, language) for token in tokens]
        return pdf.slips_bytes(language, pdf.Text(words, own), slips)


def _slip(title: pdf.Text, sentence: pdf.Text, token: str, language: str) -> pdf.Slip:
    address = ticketing.address(token)
    alt = _("QR code that leads to %(address)s", address=address)
    code = pdf.QR(f"{address}?in={language}", pdf.Text(alt, i18n.language()))
    place = address.partition("://")[2].rpartition("/")[0] + "/"
    first, second, third, fourth = ticketing.parts(token)
    lines = (place, f"{first}-{second}-", f"{third}-{fourth}")
    return pdf.Slip(title, sentence, lines, code)


def as_csv(tokens: list[str], language: str) -> bytes:
    """List the links, one a line, to send them by letter or message."""
    rows = (
        (number, f"{ticketing.address(token)}?in={language}")
        for number, token in enumerate(tokens, 1)
    )
    return sheets.csv_bytes([_("Number"), _("Link")], rows)
