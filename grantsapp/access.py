"""Who may do what: one policy, asked by routes, lists and templates alike.

A rule is a predicate of a person and a thing; rules combine with & and |.
A rule about *who* answers 403. A rule about *when* carries the sentence that it
refuses with, and answers 409. An answer for which nobody asked is a bug, and is
refused: see `check`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import flask_login
from flask import Flask, Response, abort, current_app, request

from grantsapp.errors import Late, Refused

ASKED = "grantsapp.asked"


class No(NamedTuple):
    """Why not: a sentence, or None where the person is simply not the one."""

    sentence: object | None = None
    is_late: bool = False


class Rule:
    """A named question with two answers: None, or the reason why not."""

    def __init__(self, why_not: Callable[[Any, Any], No | None], words: str) -> None:
        self.why_not, self.words = why_not, words

    def __and__(self, other: "Rule") -> "Rule":
        words = f"{self.words} and {other.words}"
        return Rule(lambda p, t: self.why_not(p, t) or other.why_not(p, t), words)

    def __or__(self, other: "Rule") -> "Rule":
        words = f"({self.words} or {other.words})"

        def why_not(person: Any, thing: Any) -> No | None:
            mine, theirs = self.why_not(person, thing), other.why_not(person, thing)
            if mine is None or theirs is None:
                return None
            return mine if mine.sentence else theirs  # a reason beats a bare no

        return Rule(why_not, words)


Policy = dict[tuple[str, type], Rule]
Test = Callable[[Any, Any], bool]


def who(test: Test) -> Rule:
    """Make a rule about the person; its name is what `grantsapp policy` prints."""
    return Rule(lambda p, t: None if test(p, t) else No(), _words(test))


def when(sentence: object, *, late: bool = False) -> Callable[[Test], Rule]:
    """Make a rule about the moment, with the sentence that it refuses with.

    A `late` one keeps what was typed for its author.
    """

    def make(test: Test) -> Rule:
        no = No(sentence, late)
        return Rule(lambda p, t: None if test(p, t) else no, _words(test))

    return make


def _words(test: Test) -> str:
    return test.__name__.replace("_", " ")


@who
def anybody(_person: Any, _thing: Any) -> bool:
    """Everybody, signed in or not."""
    return True


@who
def signed_in(person: Any, _thing: Any) -> bool:
    """Everybody who told us who they are."""
    return person.is_authenticated


def person() -> Any:
    """Give the person of this request: a Person, or the anonymous one."""
    return flask_login.current_user._get_current_object()  # noqa: TID251 - wrapped here, once


def why_not(verb: str, thing: Any, by: Any = None) -> No | None:
    """Ask the policy; None means yes."""
    kind = thing if isinstance(thing, type) else type(thing)
    policy: Policy = current_app.extensions["policy"]
    return policy[verb, kind].why_not(person() if by is None else by, thing)


def may(verb: str, thing: Any, by: Any = None) -> bool:
    """Say whether the person may do this to that thing, now."""
    return why_not(verb, thing, by) is None


def require(verb: str, thing: Any) -> None:
    """Stop the request unless the person may."""
    kind = thing if isinstance(thing, type) else type(thing)
    request.environ.setdefault(ASKED, []).append((verb, kind.__name__))
    no = why_not(verb, thing)
    if no is None:
        return
    if no.sentence is None:
        abort(403 if person().is_authenticated else 401)
    raise (Late if no.is_late else Refused)(str(no.sentence))


def elsewhere(name: str, *things: Any) -> Any:
    """Ask a room further on, which this one does not know, through the front door."""
    return current_app.extensions["from_other_rooms"][name](*things)


def public() -> None:
    """Declare that this page is for everybody."""
    request.environ.setdefault(ASKED, []).append(("see", "public page"))


def check(response: Response) -> None:
    """Refuse an answer that a page gave without asking the policy."""
    a_page_answered = (
        response.status_code < 400  # noqa: PLR2004
        and request.routing_exception is None
        and request.method != "OPTIONS"
        and request.endpoint != "static"
    )
    if a_page_answered and not request.environ.get(ASKED):
        raise RuntimeError(f"{request.endpoint} answered without asking the policy")


def init_app(app: Flask, *policies: Policy) -> None:
    """Gather the rooms' policies into one; two rooms cannot answer one question."""
    gathered: Policy = {}
    for policy in policies:
        if twice := gathered.keys() & policy.keys():
            raise RuntimeError(f"Two rooms answer {twice}")
        gathered |= policy
    app.extensions["policy"] = gathered
    app.jinja_env.globals.update(may=may, person=person)
