"""A call whose one section asks a question of every kind, and answers to them."""

from grantsapp.calls import queries
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Call
from grantsapp.calls.questions import Kind, line_of
from grantsapp.db import db
from tests.cast import Cast, a_call, a_fund, text

COLUMNS = [
    {"code": "name", "kind": "short_text", "label": dict(text("Name"))},
    {"code": "fee", "kind": "money", "label": dict(text("Fee")), "required": False},
    {"code": "born", "kind": "date", "label": dict(text("Born")), "required": False},
]
MORE = {
    "nick": (Kind.SHORT, {}),
    "cost": (Kind.MONEY, {}),
    "mail": (Kind.EMAIL, {}),
    "call_us": (Kind.PHONE, {}),
    "promise": (Kind.DECLARATION, {}),
    "budget": (Kind.BUDGET, {}),
    "outputs": (Kind.OUTPUTS, {}),
    "helpers": (Kind.GROUP, {"columns": COLUMNS}),
    "why_not": (Kind.SHORT, {"condition": {"question": "promise", "answers": ["yes"]}}),
    "secret": (Kind.SHORT, {"is_sensitive": True}),
}
ANSWERED = {
    "nick": ["Table"],
    "cost": ["1,000.50"],
    "mail": ["table@example.org"],
    "call_us": ["020 7946 0000"],
    "promise": ["yes"],
    "budget": [line_of({"what": "Hall", "amount": "8,450"})],
    "helpers": [line_of({"name": "Sara", "fee": "10"})],
    "why_not": ["So."],
    "secret": ["Quiet"],
}


def a_call_of_every_kind(cast: Cast) -> Call:
    """An open call with a question of every kind in its section `details`."""
    call = a_call(a_fund(cast.stella), cast.stella, published=False)
    section = queries.sections_of(call)[0]
    for code, (kind, more) in MORE.items():
        facts = {"label": text(code), "help": text(f"Help with {code}"), "code": code}
        facts |= {"is_required": False, **more}
        writing.add_question(section, call, by=cast.stella, kind=kind, **facts)
        db.session.flush()
        db.session.refresh(section, ["questions"])
    db.session.commit()
    writing.open_call(queries.call("CF1") or call, by=cast.stella)
    db.session.commit()
    return queries.call("CF1") or call
