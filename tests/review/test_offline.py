"""Scoring in a spreadsheet: out, and in again with a look at it first."""

import io
import re

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from grantsapp import clock
from grantsapp.db import db
from grantsapp.review.actions import declaring
from grantsapp.review.models import Review, Stage
from tests.cast import (
    a_bid,
    a_group,
    assigned,
    eligible,
    scored,
    withdrawn,
)

SCORE, REASON, KEY = 4, 5, 6


@pytest.fixture
def bids(call, cast):
    group = a_group(cast.amina)
    made = [
        a_bid(call, group, cast.amina, title=[t]) for t in ("First", "=2+5", "Last")
    ]
    for bid in made:
        eligible(bid, cast.stella)
    return made


@pytest.fixture
def rosas(bids, panel, cast):
    """Three bids for Rosa; she has opened the first two."""
    found = [assigned(bid, panel[0], by=cast.stella)[0] for bid in bids]
    for one in found[:2]:
        declaring.clear_conflict(one, by=cast.rosa)
    db.session.commit()
    return found


@pytest.fixture
def rosa(cast, rosas, browser):
    return browser(cast.rosa)


def taken(them, phase):
    """The rows of the sheet as a person gets it, the head first."""
    page = them.get(f"/reviews/sheet/{phase.id}.xlsx")
    assert page.status == 200, page.status
    book = CalamineWorkbook.from_filelike(io.BytesIO(page.data))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def as_file(rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                else:
                    sheet.write(number, column, value)
    return file.getvalue()


def sent(them, phase, rows, name="sheet.xlsx"):
    content = rows if isinstance(rows, bytes) else as_file(rows)
    data = {"file": (io.BytesIO(content), name)}
    path = f"/scoring-sheets/{phase.id}"
    return them.post(path, data, content_type="multipart/form-data")


def stored(them, phase, page, **more):
    form = page.form("/stored")
    return them.post(f"/scoring-sheets/{phase.id}/stored", {**form, **more})


def filled(rows, bid, values, reason="because"):
    """Fill in the scores of a bid, in the order of its criteria."""
    out, left = [list(row) for row in rows], list(values)
    for row in out[1:]:
        if row[0] == bid.reference and left and "+" not in row[KEY]:
            row[SCORE], row[REASON] = left.pop(0), reason
    return out


def values_of(assignment):
    review = review_of(assignment)
    by_code = {s.criterion.code: s for s in review.scores} if review else {}
    return {
        code: (s.value, s.is_answered, s.reason) for code, s in sorted(by_code.items())
    }


def review_of(assignment):
    query = select(Review).where(Review.assignment_id == assignment.id)
    return db.session.scalar(query)


def refusals(page):
    tables = [t for t in page.all("table") if "Why not" in "".join(t.itertext())]
    rows = [r for t in tables for r in t.iter("tr") if list(r.iter("td"))]
    return [" ".join("".join(r.itertext()).split()) for r in rows]


# -- out


def test_the_sheet_has_a_row_for_each_opened_bid_and_criterion(rosa, phase, bids):
    head, *rows = taken(rosa, phase)

    assert head[:6] == ["Bid", "Project", "Criterion", "Scale", "Score", "Reason"]
    assert [(r[0], r[2]) for r in rows] == [
        (bid.reference, what)
        for bid in bids[:2]
        for what in ("need", "plan", "people", "Anything else")
    ]
    assert "Last" not in str(rows)  # not opened yet


def test_a_title_that_looks_like_a_formula_is_a_text(rosa, phase):
    page = rosa.get(f"/reviews/sheet/{phase.id}.xlsx")

    import zipfile

    with zipfile.ZipFile(io.BytesIO(page.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=2+5" in str(taken(rosa, phase))


def test_what_scores_mean_is_on_the_second_tab(rosa, phase):
    page = rosa.get(f"/reviews/sheet/{phase.id}.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(page.data))

    assert book.sheet_names[1] == "What scores mean"
    words = str(book.get_sheet_by_index(1).to_python())
    assert "means 5" in words
    assert "I cannot judge this" in words


def test_what_the_phase_hides_is_not_in_the_sheet(rosa, phase):
    phase.hides_organisation = phase.hides_people = True
    db.session.commit()

    page = rosa.get(f"/reviews/sheet/{phase.id}.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(page.data))
    words = str([book.get_sheet_by_index(n).to_python() for n in range(3)])

    assert "First" in words
    assert "Kitchen" not in words
    assert "Amina" not in words


def test_a_bid_in_conflict_is_not_in_the_sheet(rosa, rosas, phase, cast):
    declaring.declare_conflict(rosas[0], reason="a tie", by=cast.rosa)
    db.session.commit()

    assert "First" not in str(taken(rosa, phase))


def test_only_who_scores_in_the_call_gets_a_sheet(rosas, phase, cast, browser):
    for person in (cast.zed, cast.amina, cast.stella):
        them = browser(person)
        assert them.get(f"/reviews/sheet/{phase.id}.xlsx").status == 403
        assert them.get(f"/scoring-sheets/{phase.id}").status == 403
    ravis = taken(browser(cast.ravi), phase)
    assert ravis[1:] == []  # nothing is assigned to him


# -- in


def test_a_filled_sheet_is_shown_first_and_stored_as_drafts(rosa, rosas, bids, phase):
    rows = filled(taken(rosa, phase), bids[0], [5, "x", 3])

    preview = sent(rosa, phase, rows)
    before = db.session.scalar(select(Review))
    done = stored(rosa, phase, preview)

    assert before is None
    assert "One review would change." in preview.words()
    assert done.status == 303
    assert values_of(rosas[0]) == {
        "need": (5, True, "because"),
        "people": (3, True, "because"),
        "plan": (None, True, "because"),
    }
    assert review_of(rosas[0]).stage is Stage.DRAFT


def test_those_that_are_complete_are_submitted_where_that_is_ticked(
    rosa, rosas, bids, phase
):
    rows = filled(taken(rosa, phase), bids[0], [5, 4, 3])
    rows = filled(rows, bids[1], [5])

    done = stored(rosa, phase, sent(rosa, phase, rows), submit="y")

    assert "2 reviews are kept. One is handed in." in rosa.follow(done).words()
    assert review_of(rosas[0]).stage is Stage.SUBMITTED
    assert review_of(rosas[1]).stage is Stage.DRAFT


def test_a_comment_and_the_confidence_come_back_too(rosa, rosas, phase):
    phase.asks_confidence = True
    db.session.commit()
    rows = [list(row) for row in taken(rosa, phase)]
    for row in rows[1:]:
        if row[KEY] == f"{rosas[0].id} 0 +confidence":
            row[SCORE] = 2
        if row[KEY] == f"{rosas[0].id} 0 +comment":
            row[REASON] = "Good people."

    stored(rosa, phase, sent(rosa, phase, rows))

    review = review_of(rosas[0])
    assert (review.confidence, review.comment) == (2, "Good people.")


def test_an_empty_cell_changes_nothing(rosa, rosas, phase):
    scored(rosas[0], 5, 4, 3, submit=False)
    rows = [list(row) for row in taken(rosa, phase)]
    for row in rows[1:]:
        row[SCORE] = row[REASON] = ""

    preview = sent(rosa, phase, rows)

    assert "0 reviews would change." in preview.words()
    assert values_of(rosas[0])["need"] == (5, True, "because need")


def test_sheets_come_back_in_another_language_and_in_another_order(
    rosa, rosas, bids, phase, cast, browser
):
    arabic = browser(cast.rosa, "ar")
    head, *rows = filled(taken(arabic, phase), bids[0], ["٥", "٤", "x"])
    turned = [list(reversed(row)) for row in [head, *reversed(rows)]]

    stored(rosa, phase, sent(rosa, phase, turned))

    assert [v for v, *_ in values_of(rosas[0]).values()] == [5, None, 4]


# -- refusals, row by row


@pytest.mark.parametrize("typed", [0, 6, 4.5, "five", -1, "5 ", True, "4,0", "=1", "½"])
def test_a_score_off_the_scale_is_refused_with_its_row(rosa, bids, phase, typed):
    rows = filled(taken(rosa, phase), bids[0], [typed, 4, 3])

    page = sent(rosa, phase, rows)

    if typed == "5 ":  # a space is no other score
        assert refusals(page) == []
        return
    (told,) = refusals(page)
    assert told.startswith("2 First CF1-0001")
    assert "is off the scale: 1 to 5, or x." in told


def test_good_rows_are_taken_though_another_is_refused_and_that_review_stays_a_draft(
    rosa, rosas, bids, phase
):
    scored(rosas[1], 1, 1, 1, submit=False)
    rows = filled(taken(rosa, phase), bids[1], [9, 4, 3])

    preview = sent(rosa, phase, rows)
    stored(rosa, phase, preview, submit="y")

    assert len(refusals(preview)) == 1
    assert [v for v, *_ in values_of(rosas[1]).values()] == [1, 3, 4]
    assert review_of(rosas[1]).stage is Stage.DRAFT


def test_a_row_of_an_older_sheet_is_refused(rosa, rosas, bids, phase):
    rows = filled(taken(rosa, phase), bids[0], [5, 4, 3])
    scored(rosas[0], 1, 1, 1, submit=False)

    page = sent(rosa, phase, rows)

    assert len(refusals(page)) == 3
    assert "changed after this sheet was made" in refusals(page)[0]
    assert page.all("input", name="carried") == []


def test_a_review_that_is_in_is_not_changed_by_a_sheet(rosa, rosas, bids, phase):
    scored(rosas[0], 1, 1, 1)
    rows = filled(taken(rosa, phase), bids[0], [5, 4, 3])

    page = sent(rosa, phase, rows)

    assert "You have submitted this review already." in refusals(page)[0]
    assert [v for v, *_ in values_of(rosas[0]).values()] == [1, 1, 1]


def test_after_the_phase_nothing_is_taken(rosa, bids, phase):
    rows = filled(taken(rosa, phase), bids[0], [5, 4, 3])
    phase.closed_at = clock.now()
    db.session.commit()

    page = sent(rosa, phase, rows)

    assert "This phase is over. Nothing was changed." in refusals(page)[0]
    assert db.session.scalar(select(Review)) is None


def test_a_phase_that_closed_after_the_preview_stores_nothing(rosa, rosas, bids, phase):
    preview = sent(rosa, phase, filled(taken(rosa, phase), bids[0], [5, 4, 3]))
    phase.closed_at = clock.now()
    db.session.commit()

    late = stored(rosa, phase, preview)

    assert late.status == 409
    assert len(refusals(late)) == 3
    assert db.session.scalar(select(Review)) is None


def test_a_review_saved_after_the_preview_is_not_overwritten(rosa, rosas, bids, phase):
    preview = sent(rosa, phase, filled(taken(rosa, phase), bids[0], [5, 4, 3]))
    scored(rosas[0], 1, 1, 1, submit=False)

    late = stored(rosa, phase, preview)

    assert late.status == 409
    assert [v for v, *_ in values_of(rosas[0]).values()] == [1, 1, 1]


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("", "its last cell was changed"),
        ("nonsense", "its last cell was changed"),
        ("a b c", "its last cell was changed"),
        ("00000000-0000-0000-0000-000000000000 0 need", "not asked to score this bid"),
        ("{rosa} 0 nothing", "We do not know the criterion"),
        ("{rosa} 0 +confidence", "We do not know the criterion"),
        ("{rosa} one need", "changed after this sheet was made"),
        ("{ravi} 0 need", "not asked to score this bid"),
    ],
)
def test_a_row_about_something_else_is_refused(
    rosa, rosas, bids, panel, phase, cast, key, why
):
    (ravi,) = assigned(bids[0], panel[1], by=cast.stella)
    head, *rows = taken(rosa, phase)
    row = [*rows[0][:SCORE], 4, "r", key.format(rosa=rosas[0].id, ravi=ravi.id)]

    page = sent(rosa, phase, [head, row])

    (told,) = refusals(page)
    assert why in told
    assert db.session.scalar(select(Review)) is None


@pytest.mark.parametrize("gone", ["declined", "withdrawn", "conflict", "not opened"])
def test_a_bid_that_is_not_ones_own_any_more_is_refused(
    rosa, rosas, bids, phase, cast, gone
):
    from grantsapp.review.actions import reviewing

    rows = filled(taken(rosa, phase), bids[0], [5])
    if gone == "declined":
        reviewing.decline(rosas[0], because="no time", by=cast.rosa)
    elif gone == "withdrawn":
        withdrawn(bids[0], cast.amina)
    elif gone == "conflict":
        declaring.declare_conflict(rosas[0], reason="a tie", by=cast.rosa)
    else:
        rows = [rows[0], [*rows[1][:SCORE], 4, "r", f"{rosas[2].id} 0 need"]]
    db.session.commit()

    page = sent(rosa, phase, rows)

    assert len(refusals(page)) == 1
    assert db.session.scalar(select(Review)) is None


def test_a_row_that_is_there_twice_counts_once(rosa, rosas, bids, phase):
    rows = filled(taken(rosa, phase), bids[0], [5])
    twice = [*rows, [*rows[1][:SCORE], 1, "another", rows[1][KEY]]]

    page = sent(rosa, phase, twice)

    assert "This is there twice." in refusals(page)[0]
    stored(rosa, phase, page)
    assert values_of(rosas[0]) == {"need": (5, True, "because")}


# -- files that are none


def test_no_file_is_told(rosa, phase):
    page = rosa.post(f"/scoring-sheets/{phase.id}", {})

    assert page.status == 422
    assert page.faults == ["Choose a file first."]


@pytest.mark.parametrize(
    "content",
    [b"", b"Bid,Score\n1,2\n", b"PK\x03\x04 broken", as_file([["a", "b"], [1, 2]])],
)
def test_what_is_not_the_sheet_is_refused_whole(rosa, phase, content):
    page = sent(rosa, phase, content)

    assert page.status == 422
    assert page.faults
    assert db.session.scalar(select(Review)) is None


def test_a_sheet_without_its_last_column_says_which_is_missing(rosa, phase):
    rows = [row[:KEY] for row in taken(rosa, phase)]

    page = sent(rosa, phase, rows)

    assert page.faults == ["Row 1: there is no column “Do not change this”."]


@pytest.mark.parametrize("carried", ["", "x", "eJwDAAAAAAE=", "[]"])
def test_what_a_preview_did_not_carry_is_not_stored(rosa, phase, carried):
    page = rosa.post(f"/scoring-sheets/{phase.id}/stored", {"carried": carried})

    assert page.status == 422
    assert db.session.scalar(select(Review)) is None


@pytest.mark.parametrize(
    "thing", [{}, [[]], [[1], []], [[[2, "k", "s"]], []], [[["2", "k", "s", "r"]], []]]
)
def test_what_was_changed_on_the_way_is_not_stored(rosa, phase, thing):
    from grantsapp.calls.forms.carrying import packed

    carried = {"carried": packed(thing)}
    page = rosa.post(f"/scoring-sheets/{phase.id}/stored", carried)

    assert page.status == 422


def test_the_page_says_how_many_bids_are_in_the_sheet_and_how_many_are_not(rosa, phase):
    page = rosa.get(f"/scoring-sheets/{phase.id}")

    assert "It has the 2 bids that you opened." in page.words()
    assert "One bid is not in it" in page.words()
    assert re.search(r"/reviews/sheet/[0-9a-f-]+\.xlsx", page.text)
