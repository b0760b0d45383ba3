"""Whom a call is for, in words; and the form of a call for an evaluator."""

from dataclasses import replace

from grantsapp import i18n, places
from grantsapp.accounts.models import KINDS, Kind, Organisation
from grantsapp.calls import fitting, questions
from grantsapp.calls.fitting import Misfit, Route
from grantsapp.calls.models import Call
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext


def takes(call: Call, kind: Kind) -> bool:
    """Say whether groups of a kind may apply on their own."""
    kinds = call.organisation_kinds
    return fitting.allows(kinds, kind, alone_too=call.seeks_evaluator)


def kinds_in_words(call: Call) -> str:
    """List the kinds of group that a call is for; nothing where it takes every kind."""
    return i18n.listed([str(KINDS[Kind(k)]) for k in call.organisation_kinds])


def misfit(call: Call, group: Organisation, route: Route = Route.OWN) -> Misfit | None:
    """Say what of a group does not fit a call, if anything."""
    return fitting.misfit(
        kind_fits=takes(call, group.kind),
        boroughs=call.boroughs,
        borough=places.borough(group.borough),
        route=route,
    )


def why_not(call: Call, group: Organisation, route: Route = Route.OWN) -> str:
    """Say why a group cannot start, what is allowed, and what it can do instead."""
    found = misfit(call, group, route)
    if found is Misfit.PLACE:
        return _(
            "This call is for groups in: %(boroughs)s. Another call may fit you; you "
            "find the open ones in the list of calls.",
            boroughs=i18n.listed(call.boroughs),
        )
    if found is Misfit.KIND and call.organisation_kinds:
        return _(
            "On its own, a group of this kind cannot apply to this call. These can: "
            "%(kinds)s. You can still apply through a sponsor of one of these kinds, "
            "which holds the money for you.",
            kinds=kinds_in_words(call),
        )
    if found is Misfit.KIND:
        return _(
            "One person alone cannot apply to this call, but every kind of group can. "
            "You can still apply through a sponsor, which holds the money for you."
        )
    return ""


def check(call: Call, group: Organisation, route: Route) -> None:
    """Refuse a group that a call is not for."""
    if sentence := why_not(call, group, route):
        raise Refused(sentence)


def form_for(call: Call, form: questions.Form) -> questions.Form:
    """Give the form of a call; for an evaluator it asks for an offer, and no theme."""
    if not call.seeks_evaluator:
        return form
    first, *others = form.sections
    asked = tuple(
        replace(q, label=_each(call, _OFFERS[q.code])) if q.code in _OFFERS else q
        for q in first.questions
        if q.code != "theme"
    )
    title = _each(call, lazy_gettext("Your offer"))
    return questions.Form((replace(first, title=title, questions=asked), *others))


_OFFERS = {
    "title": lazy_gettext("Name of the offer"),
    "tier": lazy_gettext("Which size of contract is your offer for?"),
    "amount": lazy_gettext("How much does it cost?"),
}


def _each(call: Call, words: object) -> i18n.Text:
    """Take our own words in every language that the call offers and we speak."""
    text = i18n.Text()
    for code in ["en", *(c for c in call.languages if c in i18n.LANGUAGES)]:
        with i18n.writing_in(code):
            text = text.with_text(code, str(words), by="grantsapp")
    return text
