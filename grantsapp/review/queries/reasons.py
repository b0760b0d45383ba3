"""Why a tie was found, in whole sentences of the reader's language."""

from datetime import date
from typing import Any

from grantsapp import i18n, unseen
from grantsapp.i18n import gettext as _
from grantsapp.review.models import Conflict
from grantsapp.review.names.mailboxes import shown
from grantsapp.review.names.persons import Kind
from grantsapp.review.ties import Role, TieKind

Finding = dict[str, Any]


def reasons_of(conflict: Conflict) -> list[str]:
    """Say in sentences what ties a member to a bid; empty where a person said so."""
    member, detail = conflict.moderator.person.called, conflict.detail
    findings = [*detail.get("findings", ()), *detail.get("since", ())]
    return [" ".join(_sentences(one, member)) for one in findings]


def _sentences(one: Finding, member: str) -> list[str]:
    kind = TieKind(one["kind"])
    theirs = one["theirs"] if kind is not TieKind.DOMAIN else shown(one["theirs"])
    names = {"member": member, "theirs": theirs, "bids": one["bids"]}
    names = {key: _island(name) for key, name in names.items()}
    if kind is TieKind.DOMAIN:
        return [_by_domain(names)]
    if kind is TieKind.NAME:
        words = _("In this bid is %(bids)s, and on the panel %(theirs)s.", **names)
        return [words, *_alike_people(one)]
    if kind is TieKind.APPLICANT:
        words = _("The applicants do not want %(bids)s to read this bid.", **names)
        return [words, *_alike_people(one)]
    if one.get("through"):
        return [_through(one, names), *_alike_groups(one)]
    words = _former(one, names) if kind is TieKind.FORMER else _lasting(one, names)
    return [words, *_alike_groups(one)]


def _by_domain(names: dict[str, str]) -> str:
    return _(
        "The e-mail addresses of %(member)s and of %(bids)s, who is in this bid, are "
        "both at %(domain)s.",
        member=names["member"],
        bids=names["bids"],
        domain=names["theirs"],
    )


def _lasting(one: Finding, names: dict[str, str]) -> str:
    match Role(one["role"]):
        case Role.APPLICANT:
            return _("%(member)s belongs to %(theirs)s. %(bids)s applies.", **names)
        case Role.SPONSOR:
            return _(
                "%(member)s belongs to %(theirs)s. %(bids)s sponsors this bid.", **names
            )
        case Role.PARTNER:
            return _(
                "%(member)s belongs to %(theirs)s. %(bids)s is a partner in this bid.",
                **names,
            )


def _former(one: Finding, names: dict[str, str]) -> str:
    dated = {**names, "day": _day(one)}
    match Role(one["role"]):
        case Role.APPLICANT:
            return _(
                "%(member)s belonged to %(theirs)s until %(day)s. %(bids)s applies.",
                **dated,
            )
        case Role.SPONSOR:
            return _(
                "%(member)s belonged to %(theirs)s until %(day)s. %(bids)s sponsors "
                "this bid.",
                **dated,
            )
        case Role.PARTNER:
            return _(
                "%(member)s belonged to %(theirs)s until %(day)s. %(bids)s is a "
                "partner in this bid.",
                **dated,
            )


def _through(one: Finding, names: dict[str, str]) -> str:
    words = {**names, "sponsor": _island(one["through"]), "day": _day(one)}
    if TieKind(one["kind"]) is TieKind.FORMER:
        return _(
            "%(member)s belonged to %(theirs)s until %(day)s. %(sponsor)s sponsors "
            "another bid of %(bids)s.",
            **words,
        )
    return _(
        "%(member)s belongs to %(theirs)s. %(sponsor)s sponsors another bid of "
        "%(bids)s.",
        **words,
    )


def _day(one: Finding) -> str:
    ended = one.get("ended_on")
    return i18n.day(date.fromisoformat(ended)) if ended else ""


def _kind(one: Finding) -> Kind | None:
    return Kind(one["alike"]["kind"]) if one.get("alike") else None


def _alike_people(one: Finding) -> list[str]:
    """Say why two names may be one person's, where they are not just the same."""
    words = {
        Kind.SAME: _("The two names are the same."),
        Kind.SPELLING: _("The two names may be spellings of one."),
        Kind.ORDER: _("The two names have the same words in another order."),
        Kind.SCRIPT: _("The two names may be one, written in two scripts."),
        Kind.PART: _("One of the names holds the other."),
        Kind.INITIALS: _("One of the names has initials where the other has words."),
    }
    kind = _kind(one)
    return [_met(one, words[kind], kind)] if kind else []


def _alike_groups(one: Finding) -> list[str]:
    """Say that two written names may mean one organisation, where they differ."""
    kind = _kind(one)
    if kind is None or kind is Kind.SAME:
        return []
    return [_met(one, _("The two names may mean one organisation."), kind)]


def _met(one: Finding, sentence: str, kind: Kind) -> str:
    """Add which words met, unless all of them did as they stand."""
    met = [(a, b) for a, b in one["alike"]["pairs"] if a != b]
    pairs = [f"{_island(a)} = {_island(b)}" for a, b in met]
    if kind is Kind.SAME or not pairs:
        return sentence
    return _("%(reason)s (%(pairs)s)", reason=sentence, pairs=i18n.listed(pairs))


def _island(name: str) -> str:
    """Let a name of any script run its own way within a sentence."""
    return f"\u2068{unseen.closed(name)}\u2069"
