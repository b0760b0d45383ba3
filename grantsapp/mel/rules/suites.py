"""Who puts a suite together, when projects can be asked, and who sees the counts."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import i18n
from grantsapp.access import No, Policy, Rule, when
from grantsapp.awards.models import Award
from grantsapp.awards.rules import award_manager, grantee
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_evaluator, call_manager
from grantsapp.db import db
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.models import Suite, SuiteInstrument
from grantsapp.mel.rules import concerns
from grantsapp.mel.rules.surveys import award_evaluator


def lacks(suite: Suite | None) -> list[str]:
    """Say what a suite lacks before anybody can be asked, a sentence each."""
    if suite is None or not suite.parts:
        return [gettext("No instrument is chosen.")]
    found = [] if suite.languages else [gettext("No language is chosen.")]
    for code in suite.languages:
        found += _lacks_in(suite, code)
    return [*found, *_lacks_a_lead(suite)]


def _lacks_a_lead(suite: Suite) -> list[str]:
    """Say why nobody reads what is told in confidence, if nobody does."""
    if suite.lead is None:
        return [gettext("Nobody is named as safeguarding lead.")]
    query = select(concerns.serves(), concerns.evaluates()).select_from(Suite)
    is_serving, is_evaluating = db.session.execute(
        query.where(Suite.id == suite.id)
    ).one()
    if is_evaluating:
        words = gettext(
            "%(name)s is the safeguarding lead and evaluates the fund. The two do not "
            "go together, so %(name)s reads nothing that is told in confidence. Name "
            "somebody else.",
            name=suite.lead.called,
        )
        return [words]
    if not is_serving:
        words = gettext(
            "%(name)s is the safeguarding lead and does not serve the fund any more.",
            name=suite.lead.called,
        )
        return [words]
    return []


def _lacks_in(suite: Suite, code: str) -> list[str]:
    language = i18n.language_name(code)
    found = []
    for row in suite.instruments:
        if code not in row.tool.languages:
            title = i18n.Text.plainly(row.tool.title).shown().text
            words = gettext(
                "The instrument “%(title)s” does not speak %(language)s.",
                title=title,
                language=language,
            )
            found.append(words)
    if not suite.consent.plain(code).strip():
        words = gettext("The consent is not there in %(language)s.", language=language)
        found.append(words)
    if not suite.help.plain(code).strip():
        words = gettext(
            "The text with local help is not there in %(language)s.", language=language
        )
        found.append(words)
    return found


def _suite_in(call: Call) -> Suite | None:
    parts = selectinload(Suite.parts).joinedload(SuiteInstrument.instrument)
    query = select(Suite).where(Suite.call_id == call.id)
    return db.session.scalar(query.options(parts, joinedload(Suite.lead)))


def _ready(_person: Any, thing: Call | Award) -> No | None:
    call = thing.call if isinstance(thing, Award) else thing
    missing = lacks(_suite_in(call))
    if not missing:
        return None
    words = gettext("Nothing can be asked yet. %(why)s", why=" ".join(missing))
    return No(words)


suite_is_ready = Rule(_ready, "suite is ready")


@when(_("This grant was not accepted, so nobody is asked."))
def is_live(_person: Any, award: Award) -> bool:
    """The project is under way or over."""
    return award.is_live


_staff = award_manager | award_evaluator
POLICY: Policy = {
    ("ask projects", Call): (call_manager | call_evaluator) & suite_is_ready,
    ("measure", Award): _staff & is_live,
    ("ask", Award): _staff & is_live & suite_is_ready,
    ("see counts", Award): (grantee | award_manager | award_evaluator) & is_live,
}
