"""Words without an end that people type: no page scrolls sideways at 320 px."""

import pytest

from grantsapp.calls.actions import applying
from grantsapp.calls.questions import line_of
from grantsapp.db import db
from grantsapp.files import keep, made_here
from tests.browser.person import Person
from tests.cast import a_draft, a_group
from tests.every_kind import ANSWERED, a_call_of_every_kind

pytestmark = pytest.mark.browser
WORD = "Donaudampfschifffahrts" * 30
ARABIC = "كلمةطويلةبلافراغ" * 30


@pytest.mark.parametrize("language", ["en", "ar"])
def test_words_without_an_end_do_not_push_a_page_aside(
    cast, server, chromium, language
):
    from io import BytesIO

    call = a_call_of_every_kind(cast)
    group = a_group(cast.amina, name=WORD[:150])
    answers = {
        **ANSWERED,
        "title": [WORD[:190]],
        "need": [f"{WORD} {ARABIC}"],
        "nick": [ARABIC[:190]],
        "people": ["9" * 60],
        "cost": ["€" + "9" * 60],
        "mail": [WORD],
        "secret": [WORD],
        "budget": [line_of({"what": WORD, "amount": "9" * 80})],
        "helpers": [line_of({"name": ARABIC, "fee": WORD})],
    }
    bid = a_draft(call, group, cast.amina, **answers)
    made = made_here(BytesIO(b"%PDF"), f"{WORD[:110]}.pdf", "application/pdf")
    applying.attach(bid, "evidence", keep(made, by=cast.amina), by=cast.amina)
    db.session.commit()
    own = f"/applications/{bid.id}"
    db.session.remove()

    amina = Person(chromium, server, language, width=320)
    amina.sign_in("amina@example.org")
    for path in (
        f"{own}/sections/details?check=1",
        f"{own}/sections/project?check=1",
        own,
        f"{own}/check",
        f"{own}/files/evidence",
        "/applications",
    ):
        amina.go(path)
