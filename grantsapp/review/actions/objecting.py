"""Applicants say who should not read their bid."""

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.actions.tying import ask_to_find
from grantsapp.review.models import Objection
from grantsapp.review.queries.tying import objections_of

MOST = 20


def object_to(
    application: Application, *, name: str, reason: str, by: Person
) -> Objection:
    """Name somebody who should not read a bid; the fund looks at it."""
    if len(objections_of(application)) >= MOST:
        raise Refused(
            _("You can name %(most)s people. For more, write to the fund.", most=MOST)
        )
    objection = Objection(
        application_id=application.id, name=name, reason=reason, by_name=by.called
    )
    db.session.add(objection)
    audit.record("named somebody who should not read it", application, by=by)
    ask_to_find(application.call)
    return objection


def take_back(objection: Objection, *, by: Person) -> None:
    """Drop a name; a tie that was found by it stays until the fund has looked."""
    application = objection.application
    db.session.delete(objection)
    audit.record("took a name back", application, by=by)
    ask_to_find(application.call)
