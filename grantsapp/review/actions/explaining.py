"""What a proposal gives up, and why it chose whom, in whole sentences."""

from collections.abc import Mapping

from grantsapp import i18n
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext, ngettext
from grantsapp.review.assigning import BidNote, PairNote, Rule, Stopped, Why
from grantsapp.review.queries.naming import Names

RULES = {
    Rule.MISSING_REVIEW: lazy_gettext("A review that a bid wants and does not get"),
    Rule.NO_OVERLAP: lazy_gettext(
        "A group of bids and moderators that no review ties to the rest"
    ),
    Rule.MISSING_EXPERTISE: lazy_gettext("A field that none of a bid's people knows"),
    Rule.OVER_CAPACITY: lazy_gettext("A review beyond what somebody has time for"),
    Rule.NOBODY_READS: lazy_gettext("A bid whose language none of its people reads"),
    Rule.SAME_INSTITUTION: lazy_gettext(
        "Two people of one organisation on the same bid"
    ),
    Rule.NOT_READ: lazy_gettext("A review by somebody who does not read the language"),
    Rule.UNEVEN_LOAD: lazy_gettext("A review more, or fewer, than a fair share"),
}
STOPPED = {
    Stopped.GAP: lazy_gettext("It is as near to the best as was asked for."),
    Stopped.NODES: lazy_gettext(
        "The search was stopped at its limit, so there may be a better proposal."
    ),
    Stopped.ROUNDS: lazy_gettext(
        "The search could not tie all groups together, and was stopped."
    ),
}


def given_up(note: BidNote, names: Names) -> list[str]:
    """Say what a bid goes without, each with its reason."""
    told = [_missing(note.missing, note.missing_why)] if note.missing_why else []
    told += [_uncovered(names.fields.get(a, a), why) for a, why in note.uncovered]
    if note.unread:
        told.append(_unread(_language(note.bid, names), note.unread))
    for _institution, people in note.together:
        told.append(
            _("%(people)s belong to one organisation.", people=names.people(people))
        )
    return told


def _missing(count: int, why: Why) -> str:
    if why is Why.PANEL:
        return ngettext(
            "One review is missing, because the panel is too small.",
            "%(num)d reviews are missing, because the panel is too small.",
            count,
        )
    if why is Why.BARRED:
        return ngettext(
            "One review is missing: the others have a conflict or declined.",
            "%(num)d reviews are missing: the others have a conflict or declined.",
            count,
        )
    if why is Why.CLOSED:
        return ngettext(
            "One review is missing, but this bid was to stay as it is.",
            "%(num)d reviews are missing, but this bid was to stay as it is.",
            count,
        )
    return ngettext(
        "One review is missing: by your points it would have cost more than it is "
        "worth.",
        "%(num)d reviews are missing: by your points they would have cost more than "
        "they are worth.",
        count,
    )


def _uncovered(field: str, why: Why) -> str:
    words: Mapping[Why, str] = {
        Why.PANEL: _(
            "Nobody on it knows “%(field)s”, since nobody on the panel does.",
            field=field,
        ),
        Why.BARRED: _(
            "Nobody on it knows “%(field)s”: those who do have a conflict or declined.",
            field=field,
        ),
        Why.CLOSED: _(
            "Nobody on it knows “%(field)s”, but this bid was to stay as it is.",
            field=field,
        ),
        Why.TRADED: _(
            "Nobody on it knows “%(field)s”: by your points it would have cost more "
            "than it is worth.",
            field=field,
        ),
    }
    return words[why]


def _unread(language: str, why: Why) -> str:
    words: Mapping[Why, str] = {
        Why.PANEL: _(
            "Nobody on it reads %(language)s, since nobody on the panel does.",
            language=language,
        ),
        Why.BARRED: _(
            "Nobody on it reads %(language)s: those who do have a conflict or "
            "declined.",
            language=language,
        ),
        Why.CLOSED: _(
            "Nobody on it reads %(language)s, but this bid was to stay as it is.",
            language=language,
        ),
        Why.TRADED: _(
            "Nobody on it reads %(language)s: by your points it would have cost more "
            "than it is worth.",
            language=language,
        ),
    }
    return words[why]


def _language(bid: str, names: Names) -> str:
    line = names.bids.get(bid)
    return i18n.language_name(line.language) if line else "–"


def reasons_for(note: PairNote, names: Names) -> list[str]:
    """Say why somebody was chosen for a bid, and who was next."""
    told = [_("Stays from before.")] if note.kept else []
    alone = [names.fields.get(code, code) for code in note.alone_in]
    shared = [names.fields.get(c, c) for c in note.covers if c not in note.alone_in]
    if alone:
        words = _("Alone on it knows: %(fields)s.", fields=i18n.listed(alone))
        told.append(words)
    if shared:
        told.append(_("Knows: %(fields)s.", fields=i18n.listed(shared)))
    language = _language(note.bid, names)
    told.append(
        _("Reads %(language)s.", language=language)
        if note.reads
        else _("Does not read %(language)s.", language=language)
    )
    if note.beside:
        people = names.people(note.beside)
        told.append(_("Belongs to one organisation with %(people)s.", people=people))
    return told + _next(note, names)


def _next(note: PairNote, names: Names) -> list[str]:
    if note.kept:
        return []
    if note.next_best is None:
        return [_("Nobody else could take this place.")]
    key, points = note.next_best
    name = names.person(key)
    if points <= 0:
        return [_("%(name)s would have done as well.", name=name)]
    words = ngettext(
        "Next best would have been %(name)s, for one point more.",
        "Next best would have been %(name)s, for %(num)d points more.",
        points,
        name=name,
    )
    return [words]
