"""The pages of fund managers, under one name, and what they begin with."""

from flask import Blueprint, abort

from grantsapp.access import require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call

bp = Blueprint("awards_staff", __name__, url_prefix="/staff")


def the_call(reference: str, *, lock: bool = False) -> Call:
    """Find a call that this person manages."""
    found = calls.call(reference, lock=lock) or abort(404)
    require("manage", found)
    return found
