"""The state of a bid in plain words: what is, what comes next, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from grantsapp import clock, i18n
from grantsapp.access import elsewhere
from grantsapp.calls.models import Application, Stage
from grantsapp.calls.queries.lives import appeal_on, clarifications_of
from grantsapp.calls.rules import appeal_ends_at
from grantsapp.i18n import gettext as _


@dataclass(frozen=True)
class Status:
    """What an applicant needs to know of a bid: a code for tests, then sentences."""

    code: str
    now: str
    next: str = ""
    when: str = ""


def status_of(application: Application) -> Status:
    """Say how a bid stands, to its authors, in the language of the page or letter."""
    if application.stage is not Stage.SUBMITTED:
        return _not_with_us(application)
    return _told(application) or _asked(application) or _with_us(application)


def statuses_of(applications: list[Application]) -> dict[UUID, Status]:
    """Say in short how each bid of a list stands, without asking bid by bid."""
    told = elsewhere("told_among", [a.id for a in applications])
    return {a.id: _in_short(a, a.id in told) for a in applications}


def _in_short(application: Application, told: bool) -> Status:
    if application.stage is not Stage.SUBMITTED:
        return _not_with_us(application)
    if told:
        return Status("told", _("The fund has decided. Read what it says."))
    if clock.now() < application.call.closes_at:
        return _before_closing(application)
    return Status("closed", _("The call has closed."), _told_either_way())


def _not_with_us(application: Application) -> Status:
    if application.is_draft:
        return _draft(application)
    return Status(
        "withdrawn",
        _("You withdrew this application."),
        _("Nothing more happens with it."),
    )


def _draft(application: Application) -> Status:
    call = application.call
    if clock.now() < call.closes_at:
        return Status(
            "draft",
            _("This is a draft. It is not with the fund yet."),
            _("Submit it before the call closes."),
            _at(application, call.closes_at),
        )
    return Status(
        "not_sent",
        _("This draft was not submitted before the call closed."),
        _("You can still read and copy it."),
    )


def _asked(application: Application) -> Status | None:
    open_ones = [c for c in clarifications_of(application) if c.state == "open"]
    if not open_ones:
        return None
    until = min(c.until for c in open_ones)
    return Status(
        "asked",
        _("The fund asks you something about your application."),
        _("Read the question and answer it in time."),
        _at(application, until),
    )


def _with_us(application: Application) -> Status:
    call = application.call
    if clock.now() < call.closes_at:
        return _before_closing(application)
    steps = {
        "checking": _("The call has closed. The fund checks which bids it can fund."),
        "reading": _("Experts read the bids of this call, each on their own."),
        "meeting": _("The experts have read the bids, and now talk them over."),
        "recommending": _("The experts agree on what to recommend to the fund."),
        "deciding": _("The experts are done. The fund decides on the bids."),
    }
    step = elsewhere("step_of", call)
    now = steps[step]
    if application.is_reopened:
        now = _("What you changed after you sent it was not sent.") + " " + now
    return Status(step, now, _told_either_way(), _results_by(application))


def _before_closing(application: Application) -> Status:
    when = _at(application, application.call.closes_at)
    if application.is_reopened:
        return Status(
            "reopened",
            _("You are changing what you sent. What you sent last still counts."),
            _("Submit it again before the call closes, or what you sent last counts."),
            when,
        )
    return Status(
        "received",
        _("We have your application."),
        _("The call closes. Then the fund checks the bids and experts read them."),
        when,
    )


def _told_either_way() -> str:
    return _("We write to you either way, with reasons.")


def _results_by(application: Application) -> str:
    by = application.call.results_by
    return _("We plan to tell you by %(day)s.", day=i18n.day(by)) if by else ""


def _at(application: Application, moment: datetime) -> str:
    return i18n.moment(moment, application.call.fund.time_zone)


def _last_day(application: Application, until: datetime) -> str:
    """Name the day at whose end a moment lies."""
    return i18n.day(until - timedelta(seconds=1), application.call.fund.time_zone)


def _told(application: Application) -> Status | None:
    told = elsewhere("told_result", application)
    if told is None:
        return None
    appeal = appeal_on(application)
    if appeal is not None and appeal.answered_at is None:
        return Status(
            "appeal",
            _("We have your appeal. Somebody who did not decide reads it."),
            _("You get a written answer."),
        )
    if appeal is not None:
        return Status("appeal_answered", _("Your appeal was answered."))
    if told.waits:
        return _reserved()
    return _offered(application) if told.is_yes else _refused(application)


def _reserved() -> Status:
    return Status(
        "reserve",
        _("Your bid is on the reserve list."),
        _(
            "The fund writes to you as soon as a grant becomes free. "
            "You need do nothing."
        ),
    )


def _offered(application: Application) -> Status:
    stage = elsewhere("award_stage", application)
    if stage == "accepted":
        return Status("accepted", _("You accepted the grant."))
    if stage == "refused":
        return Status("given_back", _("You gave the offer back."))
    return Status(
        "yes",
        _("The fund offers you a grant."),
        _("Read the award letter, then accept or refuse it."),
    )


def _refused(application: Application) -> Status:
    until = appeal_ends_at(application)
    now = _("The fund cannot give this bid a grant.")
    if until is None or clock.now() >= until:
        return Status("no", now)
    return Status(
        "no",
        now,
        _("If you think that a mistake was made, you can appeal."),
        _("Until the end of %(day)s.", day=_last_day(application, until)),
    )
