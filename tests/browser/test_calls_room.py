"""A call built in the browser from nothing, and answered in Arabic at 320 px."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from grantsapp.calls import queries
from grantsapp.calls.models import Application
from grantsapp.db import db
from tests.browser import calls_room as room
from tests.browser.person import Person

pytestmark = pytest.mark.browser


def test_a_call_of_every_kind_is_built_and_answered(
    app, cast, server, chromium, tmp_path
):
    fay = Person(chromium, server, "en", once=True)
    amina = Person(chromium, server, "ar", width=320, once=True)
    now = datetime.now(UTC)  # noqa: TID251
    opens, closes = (
        (now + timedelta(days=d)).strftime("%Y-%m-%dT%H:%M") for d in (-1, 9)
    )
    room.makes_a_fund(fay)
    room.writes_a_theory_of_change(fay)
    room.writes_a_call(fay, opens, closes)
    room.builds_the_form(fay)
    room.writes_a_quiz(fay)
    for part in ("form/preview", "preview", "translations", "money", "formats"):
        fay.go(f"/staff/calls/SG5/{part}")
    fay.go("/staff/calls/SG5")
    fay.click("Publish the call")

    room.applies_in_arabic(amina)
    room.answers_every_kind(amina, tmp_path)
    room.mends_the_budget(amina)
    again_in_other_tongues(amina, ("en", "qps"))
    room.sends(amina)

    sent = what_was_sent()
    assert sent["amount"] == 845_000
    assert sent["rent"] == 5_050
    assert [row["amount"] for row in sent["costs"]] == [800_000, 45_000]
    assert sent["plan"] == [{"measure": "people", "planned": 40, "where": "Haringey"}]
    assert sent["team"] == [{"name": "سارة", "days": 12}]
    assert sent["how_safe"] == "نكتبها معاً."
    fay.go("/staff/calls/SG5/applications?search=المائده")  # another spelling finds it
    fay.page.locator("tbody a").first.click()
    fay.look()
    assert fay.says("مائدة واحدة للجميع")
    again_in_other_tongues(fay, ("ar", "qps"))


def what_was_sent():
    db.session.rollback()
    bid = queries.application(db.session.scalar(select(Application.id)))
    assert bid.submitted_at is not None
    return {code: r.value for code, r in queries.readings(bid).items()}


def again_in_other_tongues(person, tongues):
    """Look at every kind of page once more, in languages that read otherwise."""
    pages = {person.plain(where): where for where in person.seen}
    for tongue in tongues:
        person.kinds = set()
        for where in pages.values():
            mark = "&" if "?" in where else "?"
            person.go(where.partition("#")[0] + f"{mark}language={tongue}")
