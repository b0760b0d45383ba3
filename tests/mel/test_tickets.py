"""Links that work once: made, counted, found, used; nothing leads to answers."""

import csv
import io
import re
from datetime import date

import pypdfium2 as pdfium
import pytest
import zxingcpp
from sqlalchemy import inspect, select

from grantsapp import access, clock
from grantsapp.db import db
from grantsapp.mel.actions import asking, ticketing
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Ticket
from grantsapp.mel.queries import tickets as told
from tests.house import structure
from tests.mel.ways import a_suite

FORM = {"count": "12", "moment": "t1", "spoken": "ar"}


def links_in(data):
    found = []
    for page in pdfium.PdfDocument(data):
        for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil()):
            found.append(code.text)
    return found


def token_of(link):
    return re.search(r"/once/([a-z2-7-]+)\?in=ar", link)[1]


@pytest.fixture
def asked(cast):
    return a_suite(cast)


def made(browser, person, asked, **more):
    return browser(person).post(f"/awards/{asked.award.id}/tickets", {**FORM, **more})


def test_slips_are_printed_with_a_code_each_and_only_hashes_stay(asked, browser, cast):
    page = made(browser, cast.amina, asked)
    links = links_in(page.data)

    assert page.response.mimetype == "application/pdf"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert len(pdfium.PdfDocument(page.data)) == 2
    assert len(set(links)) == 12
    structure.check(page.data, "ar")
    stored = {t.digest for t in db.session.scalars(select(Ticket))}
    assert stored == {told.digest_of(token_of(link)) for link in links}
    for link in links:
        assert token_of(link).replace("-", "") not in str(stored)


def test_a_list_has_the_same_kind_of_links_to_send(asked, browser, cast):
    page = made(browser, cast.eva, asked, **{"as": "list"}, count="3")
    rows = list(csv.reader(io.StringIO(page.data.decode("utf-8-sig"))))

    assert rows[0] == ["Number", "Link"]
    assert [row[0] for row in rows[1:]] == ["1", "2", "3"]
    for _number, link in rows[1:]:
        assert ticketing.find(asked.survey, token_of(link)) is not None


@pytest.mark.parametrize("count", ["0", "501", "-1", "", "many", "1.5"])
def test_so_many_links_cannot_be_made(asked, browser, cast, count):
    page = made(browser, cast.amina, asked, count=count)

    assert page.status == 422
    assert page.form("tickets")["count"] == [count]
    assert db.session.scalars(select(Ticket)).all() == []


def test_a_link_on_a_slip_leads_to_its_survey_however_it_is_typed(asked, cast, browser):
    (token,) = ticketing.draw(1)
    ticketing.keep(asked.survey, [token], Moment.T1, by=cast.amina)
    db.session.commit()
    printed = ticketing.address(token).partition("/once/")[2]

    for typed in (token, printed, printed.upper()):
        page = browser().get(f"/once/{typed}?in=ar")
        assert page.location == f"/surveys/{asked.survey.key}/once/{token}?in=ar"
    assert browser().get(f"/once/{token[:-1]}b7").status == 404


def test_links_are_drawn_from_128_bits(asked):
    tokens = ticketing.draw(500)

    assert len(set(tokens)) == 500
    assert {len(token) for token in tokens} == {26}  # of five bits each, in letters
    assert set("".join(tokens)) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_a_link_works_once(asked, cast):
    (token,) = ticketing.draw(1)
    ticketing.keep(asked.survey, [token], Moment.T1, by=cast.amina)
    ticket = ticketing.find(asked.survey, token, lock=True)

    assert access.why_not("answer with", ticket, by=cast.zed) is None
    assert ticketing.use(ticket, date(2027, 5, 5)) is True
    assert ticketing.use(ticket, date(2027, 5, 6)) is False
    assert ticket.used_on == date(2027, 5, 5)
    no = access.why_not("answer with", ticket, by=cast.zed)
    assert str(no.sentence) == "This link was used already. Ask for another."


def test_a_link_of_a_closed_survey_is_told_apart_from_a_used_one(asked, cast):
    (token,) = ticketing.draw(1)
    ticketing.keep(asked.survey, [token], Moment.T1, by=cast.amina)
    asking.close_survey(asked.survey, by=cast.stella)
    ticket = ticketing.find(asked.survey, token)

    no = access.why_not("answer with", ticket, by=cast.zed)
    assert "closed" in str(no.sentence)


def test_a_link_opens_its_own_survey_alone(asked, cast):
    (token,) = ticketing.draw(1)
    ticketing.keep(asked.survey, [token], Moment.T1, by=cast.amina)
    other = asking.ask(
        asked.award, asked.survey.instruments, asked.survey.design, by=None
    )
    db.session.flush()

    assert ticketing.find(other, token) is None
    assert ticketing.find(asked.survey, "") is None


def test_a_ticket_knows_a_day_and_nothing_of_a_response(asked):
    columns = {c.key: str(c.type) for c in inspect(Ticket).columns}

    assert columns.keys() == {
        "id", "made_at", "survey_id", "digest", "batch", "moment", "used_on",
    }  # fmt: skip
    assert columns["used_on"] == "DATE"


def test_the_group_sees_how_many_of_each_batch_were_used(asked, browser, cast):
    first = ticketing.draw(3)
    ticketing.keep(asked.survey, first, Moment.T1, by=cast.amina)
    ticketing.keep(asked.survey, ticketing.draw(4), Moment.T1, by=cast.amina)
    for token in first[:2]:
        ticket = ticketing.find(asked.survey, token)
        ticketing.use(ticket, clock.today("UTC"))
    db.session.commit()

    page = browser(cast.bo).get(f"/awards/{asked.award.id}/tickets")
    cells = ["".join(td.itertext()).strip() for td in page.all("td")]
    assert cells[1::3] == ["4", "3"]
    assert cells[2::3] == ["0", "2"]
    found = browser(cast.bo).get(f"/awards/{asked.award.id}/ways-in").words()
    assert "Used so far: 2 of 7" in found


def test_the_public_link_can_be_closed_and_opened(asked, browser, cast):
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/tickets/only"

    amina.post(path, {"only": "y"})
    db.session.refresh(asked.survey)
    assert asked.survey.needs_ticket is True
    counts = amina.get(f"/awards/{asked.award.id}/surveys")
    assert str(asked.survey.key) not in counts.text
    assert f"/awards/{asked.award.id}/tickets" in counts.text
    there = f"/awards/{asked.award.id}/ways-in"
    assert "Only links that work once let people in." in amina.get(there).words()

    amina.post(path, {})
    db.session.refresh(asked.survey)
    assert asked.survey.needs_ticket is False


def test_a_closed_survey_gets_no_new_links(asked, browser, cast):
    asking.close_survey(asked.survey, by=cast.stella)
    db.session.commit()

    assert made(browser, cast.amina, asked).status == 409
    page = browser(cast.amina).get(f"/awards/{asked.award.id}/tickets")
    assert "no links are made" in page.words()


def test_another_group_makes_no_links(asked, browser, cast):
    assert made(browser, cast.omar, asked).status == 403
    assert db.session.scalars(select(Ticket)).all() == []


def test_from_a_slip_to_the_first_page_and_a_used_one_says_so(asked, browser, cast):
    link = links_in(made(browser, cast.amina, asked, count="1").data)[0]
    visitor = browser(language="ar")
    path = link.partition("://")[2].partition("/")[2]

    page = visitor.get(f"/{path}")
    while page.location:
        page = visitor.get(page.location)
    assert page.status == 200
    assert page.all("html")[0].get("lang") == "ar"

    ticketing.use(ticketing.find(asked.survey, token_of(link)), clock.today("UTC"))
    db.session.commit()
    again = browser().get(f"/{path}".partition("?")[0])
    used = browser().get(again.location)
    assert used.status == 409
    assert "This link was used already. Ask for another." in used.text
