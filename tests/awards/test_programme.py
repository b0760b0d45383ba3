"""The programme: every award with its money, by address, added up, handed out."""

import io
from datetime import date
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook

from grantsapp import audit, ledger
from grantsapp.awards import programme
from grantsapp.awards.models import (
    Due,
    DueItem,
    DueStage,
    Irregularity,
    Matter,
    Split,
    Variation,
)
from grantsapp.awards.programme import Line, Part, Wish
from grantsapp.awards.queries.programme import programme as read
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty, Role
from grantsapp.db import db
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    an_award,
    an_offer,
    eligible,
    text,
)

SVG = "{http://www.w3.org/2000/svg}"

# Pure: lines chosen, ordered, added up


def a_line(number, **facts):
    given = {
        "key": number, "call": "CF1", "title": "T", "language": "en", "group": "G",
        "group_language": "en", "place": "", "borough": "unknown", "theme": "a",
        "tier": "s", "stage": "accepted", "publication": "full", "amount": 100,
        "paid": 40, "remaining": 60, "parts": (), "findings": (), "deadline": None,
    }  # fmt: skip
    return Line(number=number, **{**given, **facts})


def numbers(lines, **wish):
    return [one.number for one in programme.chosen(lines, Wish(**wish))]


def test_lines_are_chosen_and_ordered_by_a_wish():
    lines = [
        a_line(3, group="beta", theme="b", findings=("withheld",)),
        a_line(1, group="Alpha", stage="refused"),
        a_line(2, group="gamma", parts=(Part("s1", 100),), borough="E09000014"),
    ]

    assert numbers(lines) == [1, 2, 3]
    assert numbers(lines, sort="group") == [1, 3, 2]
    assert numbers(lines, sort="number", is_descending=True) == [3, 2, 1]
    assert numbers(lines, stage="refused") == [1]
    assert numbers(lines, theme="b") == [3]
    assert numbers(lines, source="s1") == [2]
    assert numbers(lines, borough="E09000014") == [2]
    assert numbers(lines, health="any") == [3]
    assert numbers(lines, health="none") == [1, 2]
    assert numbers(lines, health="withheld") == [3]


def test_totals_leave_out_what_was_given_back_and_add_nothing_unknown():
    lines = programme.standing(
        [
            a_line(1),
            a_line(2, stage="refused"),
            a_line(3, stage="past", paid=None, remaining=None),
            a_line(4, stage="lapsed"),
        ]
    )

    whole = programme.total(lines)

    assert (whole.count, whole.committed, whole.paid, whole.remaining) == (
        2, 200, 40, 60,
    )  # fmt: skip


def test_a_source_gives_its_parts_and_the_rest_is_not_split_yet():
    lines = [
        a_line(1, parts=(Part("s1", 70), Part("s2", 30))),
        a_line(2, parts=(Part("s1", 60),)),
        a_line(3),
    ]

    found = programme.shares(lines, ["s1", "s2"])

    assert [(s.code, s.count, s.committed) for s in found] == [
        ("s1", 2, 130), ("s2", 1, 30), ("", 2, 140),
    ]  # fmt: skip


# With a database


@pytest.fixture
def fund(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    return fund


@pytest.fixture
def awards(fund, cast):
    """Of two calls: one accepted and half paid, one offered."""
    made = {}
    for reference, person, place in (
        ("CF1", cast.amina, "Haringey"),
        ("CF2", cast.omar, "Reading"),
    ):
        call = a_call(fund, cast.stella, reference=reference)
        group = a_group(person, name=f"=Group {person.name}")
        group.borough = place
        db.session.commit()
        bid = a_bid(call, group, person)
        eligible(bid, cast.stella)
        make = an_award if reference == "CF1" else an_offer
        made[reference] = make(bid, cast.stella, cast.otto)
    first = made["CF1"]
    ledger.book(first, -300_000, "paid", first, by=cast.stella)
    ledger.book(ledger.part_of(first, "paid"), 300_000, "paid", first, by=cast.stella)
    first.payments[1].withheld_because = "The report is thin."
    source = fund.sources[0]
    db.session.add(Split(award_id=first.id, source_id=source.id, amount=800_000))
    db.session.add(Irregularity(award_id=first.id, number=1, what="A receipt twice."))
    db.session.commit()
    return SimpleNamespace(first=first, second=made["CF2"], fund=fund)


def place(awards, more=""):
    return f"/staff/funds/{awards.fund.id}/programme{more}"


def test_a_line_has_its_money_from_the_ledger_and_what_stands_against_it(awards):
    one, other = read(awards.fund).lines

    assert (one.committed, one.paid, one.remaining) == (800_000, 300_000, 500_000)
    assert one.findings == ("open_case", "withheld")
    assert [p.amount for p in one.parts] == [800_000]
    assert (one.borough, other.borough) == ("E09000014", "outside")
    assert (other.stage, other.committed, other.paid) == ("offered", 800_000, 0)
    assert other.remaining == 800_000
    assert read(awards.fund, awards.second.call).lines == [other]


def test_a_paper_that_ran_out_and_a_change_that_waits_are_found(awards):
    award = awards.first
    facts = {"code": "cover", "matter": Matter.INSURANCE, "title": text("Cover")}
    item = DueItem(call_id=award.call_id, expires=True, **facts)
    db.session.add(item)
    db.session.flush()
    keys = {"award_id": award.id}
    db.session.add(Due(item_id=item.id, until=date(2020, 1, 1), **keys))
    asked = {"asks": {}, "before": {}, "reason": "Ramadan"}
    db.session.add(Variation(number=1, **asked, **keys))
    db.session.commit()
    assert "expired_paper" in read(awards.fund).lines[0].findings

    db.session.query(Due).update({"stage": DueStage.BACK})
    db.session.commit()
    [one, _other] = read(awards.fund).lines

    assert "expired_paper" not in one.findings
    assert "variation" in one.findings
    assert one.deadline.what in {"decision", "paper"}


def test_the_page_shows_awards_totals_and_the_map(awards, cast, browser):
    page = browser(cast.stella).get(place(awards))

    words = page.words()
    assert "CF1-A01" in words
    assert "CF2-A01" in words
    assert "committed £16,000" in words or "£16,000 committed" in words
    assert "Open case" in words
    assert "Outside London: one award, £8,000." in words
    tiles = {g.find(f"{SVG}title").text: g for g in page.all(f"{SVG}g")}
    assert len(tiles) == 33
    assert [t.text for t in tiles["Haringey"].iter(f"{SVG}text")] == ["Hgy", "1"]
    assert [t.text for t in tiles["Camden"].iter(f"{SVG}text")] == ["Cmd", "0"]
    assert "style=" not in page.text


def test_the_address_chooses_and_orders(awards, cast, browser):
    stella = browser(cast.stella)

    only = stella.get(place(awards, "?call=CF2")).words()
    outside = stella.get(place(awards, "?borough=outside&sort=committed&order=down"))
    nothing = stella.get(place(awards, "?stage=lapsed")).words()
    odd = stella.get(place(awards, "?borough=Mars&sort=colour")).words()

    assert "CF1-A01" not in only
    assert "One award fits." in outside.words()
    assert "CF1-A01" not in outside.words()
    assert "No award fits these filters." in nothing
    assert "CF1-A01" in odd


def test_a_call_of_another_fund_is_not_found_here(awards, cast, browser):
    other = a_fund(cast.stella)

    page = browser(cast.stella).get(f"/staff/funds/{other.id}/programme?call=CF1")

    assert page.status == 404


def test_a_manager_of_one_call_sees_that_call_alone(awards, cast, browser):
    role = Role(person_id=cast.mei.id, call_id=awards.first.call_id)
    role.duty = Duty.MANAGER
    db.session.add(role)
    db.session.commit()
    mei = browser(cast.mei)

    assert mei.get(place(awards)).status == 403
    assert mei.get(place(awards, "?call=CF2")).status == 403
    assert mei.get(place(awards, "?call=CF1")).status == 200


def test_what_is_taken_is_what_the_page_shows_and_is_noted(awards, cast, browser):
    stella = browser(cast.stella)

    sheet = stella.post(place(awards, ".csv?borough=E09000014"))
    book = stella.post(place(awards, ".xlsx"))

    head, row = sheet.data.decode("utf-8-sig").splitlines()
    assert head.startswith("Number,Project,Group,Based in,Code of the place")
    assert "CF1-A01,Kitchen table,'=Group Amina,Haringey,E09000014" in row
    assert "8000.00,3000.00,5000.00" in row
    opened = CalamineWorkbook.from_filelike(io.BytesIO(book.data))
    assert opened.sheet_names == [
        "Awards", "Themes", "Sizes of grant", "Boroughs", "Sources",
    ]  # fmt: skip
    boroughs = opened.get_sheet_by_name("Boroughs").to_python()
    assert ["E09000014", "Haringey", 1.0, 8000.0, 3000.0, 5000.0] in boroughs
    lines = [e for e in audit.history(awards.fund) if e.verb == "took the programme"]
    assert [(e.details["kind"], e.details["count"]) for e in lines] == [
        ("csv", 1), ("xlsx", 2),
    ]  # fmt: skip
    assert lines[0].details["filter"] == {"borough": "E09000014"}


def test_a_call_without_awards_says_so(fund, cast, browser):
    a_call(fund, cast.stella)

    page = browser(cast.stella).get(f"/staff/funds/{fund.id}/programme")

    assert "No award has been made yet." in page.words()
