"""The way to a file for a while: for one person, after it was noted that they take it.

A download that breaks off asks again with a GET, which writes nothing. So the noting
comes first, and gives this way; it opens for nobody else, and not for long.
"""

from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from grantsapp import clock
from grantsapp.accounts.models import Person
from grantsapp.errors import Refused
from grantsapp.evaluation.models import Package
from grantsapp.i18n import gettext as _

OPEN_FOR = timedelta(hours=1)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="take package")


def made_for(package: Package, *, by: Person) -> str:
    """Make the way to a package's file for a person."""
    until = int((clock.now() + OPEN_FOR).timestamp())
    return str(_signer().dumps([str(package.id), str(by.id), until]))


def check(way: str, package: Package, *, by: Person) -> None:
    """Refuse a way that is not this person's to this package, or is over."""
    try:
        key, whose, until = _signer().loads(way)
    except (BadSignature, ValueError, TypeError):
        key, whose, until = "", "", 0
    is_theirs = (key, whose) == (str(package.id), str(by.id))
    if not is_theirs or until < clock.now().timestamp():
        raise Refused(
            _("This way to the file is over. Save it again from the page of packages.")
        )
