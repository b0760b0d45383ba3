"""The poster of a survey: what it is, and a code that leads to it."""

from grantsapp import i18n, mail, pdf
from grantsapp.awards.queries import told_project
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.mel.instruments import Moment
from grantsapp.mel.queries import ways
from grantsapp.mel.queries.ways import Asked


def as_pdf(asked: Asked, moment: Moment, language: str) -> bytes:
    """Draw the poster; our own words are English where we do not speak the language."""
    with i18n.writing_in(spoken(language)):
        return pdf.poster_bytes(_poster(asked, moment, language))


def spoken(language: str) -> str:
    """Say which language our own words are in beside texts of a language."""
    return language if language in i18n.LANGUAGES else "en"


def own_names(languages: tuple[str, ...]) -> str:
    """List languages by their own names, for those who read no other."""
    names = (i18n.language_name(code, code) for code in languages)
    return " · ".join(name[:1].upper() + name[1:] for name in names)


def _poster(asked: Asked, moment: Moment, language: str) -> pdf.Poster:
    def own(words: str) -> pdf.Text:
        return pdf.Text(words, i18n.language())

    survey = asked.survey
    fund = survey.award.call.fund.name.shown(language)
    title = told_project(survey.award)
    address = mail.address(ways.short_path(survey, ways.SLUGS[moment]))
    alt = _("QR code that leads to %(address)s", address=address)
    return pdf.Poster(
        language=language,
        fund=pdf.Text(fund.text, fund.language),
        title=pdf.Text(title.text, title.language),
        sentence=own(invitation(moment)),
        facts=[
            (own(_("Your name")), own(_("Not needed"))),
            (own(_("It takes")), own(how_long(asked, moment))),
        ],
        invitation=own(_("Scan this with the camera of your phone, or go to:")),
        address=address.partition("://")[2],
        languages=own(
            _("Answer in: %(languages)s", languages=own_names(asked.languages))
        ),
        code=pdf.QR(ways.link(survey, moment, language), own(alt)),
    )


def how_long(asked: Asked, moment: Moment) -> str:
    """Say how many minutes a sitting takes, about."""
    count = asked.minutes(moment)
    return ngettext("About one minute", "About %(num)d minutes", count)


def invitation(moment: Moment) -> str:
    """Say what people are asked to do, at a moment."""
    if moment is Moment.T0:
        return _(
            "You are about to take part in this project. Tell us first how you see "
            "some things. Nobody can tell which answers are yours."
        )
    if moment is Moment.T1:
        return _(
            "You have taken part in this project. Tell us how you see some things now. "
            "Nobody can tell which answers are yours."
        )
    return _(
        "Some months ago you took part in this project. Tell us how you see some "
        "things today. Nobody can tell which answers are yours."
    )
