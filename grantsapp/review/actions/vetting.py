"""What the fund finds when it looks at a group before it promises money."""

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application
from grantsapp.db import db
from grantsapp.review.models import Vetted, Vetting
from grantsapp.review.queries import vetting


def vet(
    application: Application, what: Vetted, *, is_clear: bool, note: str, by: Person
) -> Vetting:
    """Say that a check is clear, or which doubt there is; what was said before stays.

    The caller holds the lock of the call.
    """
    found = vetting.vettings_of(application).get(what)
    facts = {"is_clear": is_clear, "note": note}
    facts |= {"by_name": by.called, "at": clock.now()}
    if found is None:
        found = Vetting(application_id=application.id, what=what, **facts)
        db.session.add(found)
    else:
        found.version += 1
    for name, value in facts.items():
        setattr(found, name, value)
    verdict = "clear" if is_clear else "a doubt"
    audit.record(f"checked {what}: {verdict}", application, by=by, note=note)
    return found
