"""What a helper does that is not writing: opening a draft, so that it shows."""

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application


def open_to_help(application: Application, *, by: Person) -> None:
    """Note that a helper opens a draft; before that its pages stay shut to them."""
    audit.record("opened to help", application, by=by)
