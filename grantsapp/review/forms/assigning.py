"""What managers type about assignments, and what is wrong with a table of them."""

from typing import Any

from flask import request
from wtforms import BooleanField, SelectField
from wtforms.validators import StopValidation

from grantsapp.calls.forms.carrying import LARGEST
from grantsapp.calls.models import Application
from grantsapp.forms import Form, WholeField, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review import rosters
from grantsapp.review.actions.assignment_sheets import Refusal
from grantsapp.review.actions.explaining import RULES
from grantsapp.review.assigning import Rule
from grantsapp.review.queries.assigning import Bar, Board

MOST_POINTS, WIDEST_GAP, LAST_SEED = 1_000, 50, 999_999_999


class Between:
    """Demand a whole number between nought and a limit."""

    def __init__(self, most: int, sentence: Any) -> None:
        self.most, self.sentence = most, sentence

    def __call__(self, _form: Any, field: Any) -> None:
        """Say it once, also where it is no number at all."""
        if field.errors or field.data is None or not 0 <= field.data <= self.most:
            field.errors.clear()
            raise StopValidation(str(self.sentence))


_points = Between(MOST_POINTS, _("Write a whole number from 0 to 1,000."))


def _weight(rule: Rule) -> WholeField:
    return WholeField(RULES[rule], [_points])


class ProposalForm(Form):
    """What matters how much, and how the search goes."""

    missing_review = _weight(Rule.MISSING_REVIEW)
    no_overlap = _weight(Rule.NO_OVERLAP)
    missing_expertise = _weight(Rule.MISSING_EXPERTISE)
    over_capacity = _weight(Rule.OVER_CAPACITY)
    nobody_reads = _weight(Rule.NOBODY_READS)
    same_institution = _weight(Rule.SAME_INSTITUTION)
    not_read = _weight(Rule.NOT_READ)
    uneven_load = _weight(Rule.UNEVEN_LOAD)
    keep = BooleanField(
        _("Keep what is assigned already, and only add"),
        description=_("Without it, only reviews that somebody has begun stay."),
    )
    gap = WholeField(
        _("Good enough, in per cent"),
        [Between(WIDEST_GAP, _("Write a whole number from 0 to 50."))],
        description=_("How far from the best that is possible the search may stop."),
    )
    seed = WholeField(
        _("Number that breaks ties"),
        [Between(LAST_SEED, _("Write a whole number from 0 to 999,999,999."))],
        description=_(
            "The same number gives the same proposal again; another one chooses "
            "otherwise among equals."
        ),
    )

    @classmethod
    def of(cls, settings: dict[str, Any]) -> "ProposalForm":
        """Make the form with these settings."""
        apart = {name: settings[name] for name in ("keep", "gap", "seed")}
        return cls(data=settings["weights"] | apart)

    @property
    def weights(self) -> list[Any]:
        """The fields that say what matters how much."""
        return [self[str(rule)] for rule in Rule]

    def settings(self) -> dict[str, Any]:
        """Give what was typed as a proposal wants it."""
        weights = {str(rule): self[str(rule)].data for rule in Rule}
        apart = {name: self[name].data for name in ("keep", "gap", "seed")}
        return {"weights": weights, **apart, "fill": False}


class FilterForm(Form):
    """Which bids a list of assignments shows; it stands in the address."""

    lacking = BooleanField(_("Only bids that lack somebody"))
    written_in = SelectField(_("Written in"), validate_choice=False)
    moderator = SelectField(_("Assigned to"), validate_choice=False)

    class Meta(Form.Meta):
        """It only reads."""

        csrf = False

    @classmethod
    def of(
        cls,
        args: Any,
        languages: list[tuple[str, str]],
        panel: list[tuple[str, str]],
    ) -> "FilterForm":
        """Make it as the address says."""
        form = cls(args)
        everything = [("", gettext("All"))]
        form.written_in.choices = choices(everything + languages)
        form.moderator.choices = choices(everything + panel)
        return form

    @property
    def is_filtered(self) -> bool:
        """Say whether anything is asked for."""
        return bool(self.lacking.data or self.written_in.data or self.moderator.data)

    def shows(self, board: Board, bid: Application) -> bool:
        """Say whether a bid is asked for."""
        people = {str(one.moderator_id) for one in board.on[bid.id]}
        return (
            (not self.lacking.data or board.lacking(bid.id) > 0)
            and self.written_in.data in {None, "", bid.language}
            and (not self.moderator.data or self.moderator.data in people)
        )


_OF_A_TABLE = {
    rosters.Why.NOT_CSV: _("This is not a CSV file. Save the table as CSV first."),
    rosters.Why.NO_COLUMN: _("Row %(row)s: there is no column “%(detail)s”."),
    rosters.Why.EMPTY: _("Row %(row)s: the cell “%(detail)s” is empty."),
    rosters.Why.TOO_LONG: _("This table has more than %(detail)s rows."),
}
_OF_A_ROW = {
    Bar.NOT_IN_PHASE: _("Row %(row)s: no bid %(bid)s is in this phase."),
    Bar.NOT_ON_PANEL: _("Row %(row)s: nobody on the panel has the address %(who)s."),
    Bar.NOT_ACCEPTED: _("Row %(row)s: %(who)s has not accepted a place on the panel."),
    Bar.NO_SCORER: _("Row %(row)s: %(who)s does not score on this panel."),
    Bar.AWAY: _("Row %(row)s: %(who)s is not available while this phase runs."),
    Bar.CONFLICT: _("Row %(row)s: %(who)s has a conflict with %(bid)s."),
    Bar.DECLINED: _("Row %(row)s: %(who)s declined %(bid)s."),
    "twice": _("Row %(row)s: %(who)s and %(bid)s are there twice."),
    "begun": _(
        "%(who)s has begun to review %(bid)s. A begun review cannot be taken away, so "
        "the table must name it."
    ),
}  # fmt: skip


def sentence(fault: rosters.Fault | Refusal) -> str:
    """Put what is wrong with a table, or a row of it, into words."""
    if isinstance(fault, Refusal):
        told = {"row": fault.row, "bid": fault.bid, "who": fault.who}
        return str(_OF_A_ROW[fault.why]) % told
    return str(_OF_A_TABLE[fault.why]) % {"row": fault.row, "detail": fault.detail}


def sent_table() -> tuple[list[rosters.Line] | None, list[str]]:
    """Read the file of this request; without a table there are sentences why."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None, [gettext("Choose a file first.")]
    content = upload.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        return None, [gettext("This file is larger than 2 MB.")]
    try:
        return rosters.read(content), []
    except rosters.Malformed as malformed:
        return None, [sentence(fault) for fault in malformed.faults[:50]]
