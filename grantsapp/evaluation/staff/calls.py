"""How the pages of a report find their call; whoever writes holds it."""

from flask import abort, request

from grantsapp.access import require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.evaluation.models import Part


def call_to(verb: str, reference: str) -> Call:
    """Find a call for somebody who may do this with its report."""
    found = calls.call(reference, lock=request.method == "POST") or abort(404)
    require(verb, found)
    return found


def part_named(word: str) -> Part:
    """Find a part by its word in the address."""
    return Part(word) if word in set(Part) else abort(404)
