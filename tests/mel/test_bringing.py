"""Files of responses come in through the pages: looked at, mapped, taken as a whole."""

import io
import json
from datetime import datetime
from threading import Thread

import pytest
from sqlalchemy import func, select

from grantsapp import audit, clock, files, jobs
from grantsapp.awards import queries as awards
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.evaluation.actions import evaluating
from grantsapp.mel import queries
from grantsapp.mel.actions import asking, bringing, excluding, taking_in
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import FileStage, Origin, ResponseFile, ResponseScore, Survey
from grantsapp.mel.quality.reasons import Why
from grantsapp.mel.queries.grounds import ground_of
from tests.cast import a_bid, a_group, an_award
from tests.mel.files import (
    ANSWERS,
    HEAD,
    PATH,
    ROW,
    bring,
    brought,
    only_file,
    responses,
    say,
    table,
    taken,
    work,
)
from tests.mel.tables.making import kobo, odk, workbook
from tests.mel.ways import LABELS, a_suite

UUIDS = [f"uuid-{number}" for number in range(9)]


@pytest.fixture
def asked(cast):
    return a_suite(cast, Design.AFTER_ONLY)


@pytest.fixture
def eva(asked, cast, browser):
    return browser(cast.eva)


def another_award(asked, cast):
    bid = a_bid(asked.award.call, a_group(cast.omar, name="Goals"), cast.omar)
    return an_award(bid, cast.stella, cast.otto)


def kept_files():
    """The bytes that are kept of files of responses."""
    tables = (".csv", ".xlsx")
    return [
        f for f in db.session.scalars(select(files.File)) if f.name.endswith(tables)
    ]


def nothing_is_stored():
    db.session.rollback()
    rows = db.session.scalar(select(func.count(ResponseScore.id)))
    return responses() == [] and rows == 0


def test_an_export_of_kobo_comes_in_whole(eva, asked):
    head = ["start", "end", *HEAD, "_id", "_uuid", "_submission_time"]
    times = ["2026-05-05T10:00:00.000+02:00", "2026-05-05T10:06:30.000+02:00"]
    rows = [
        [*times, *ROW, n, uuid, "2026-05-05T08:07:00"] for n, uuid in enumerate(UUIDS)
    ]

    page = brought(eva, kobo(head, *rows))
    assert "KoboToolbox" in page.words()
    check = eva.follow(say(eva, page))
    assert "9 answers would come in" in check.words()
    assert nothing_is_stored()
    eva.post(f"{page.where}/taking", check.form("taking"))
    work()

    assert "9 answers came in" in eva.get(page.where).words()
    found = responses(origin=Origin.IMPORT)
    assert len(found) == 9
    assert {r.survey_id for r in found} == {asked.survey.id}
    assert found[0].raw == {"t1": ANSWERS}
    assert found[0].seconds == 390
    assert found[0].answered_at == datetime(2026, 5, 5, 8, 6, 30, tzinfo=clock.UTC)
    scores = db.session.scalars(
        select(ResponseScore).filter_by(response_id=found[0].id)
    )
    assert sorted((s.value, s.answered) for s in scores) == [(2.0, 3), (4.0, 4)]


def test_an_export_of_odk_comes_in_whole_with_labels(eva):
    head = ["SubmissionDate", *(f"page-{name}" for name in HEAD), "KEY"]
    said = [LABELS[value]["pl"] for value in ROW]
    rows = [["2026-05-05T08:07:00Z", *said, f"uuid:{uuid}"] for uuid in UUIDS]

    page = taken(eva, odk(head, *rows))

    assert "9 answers came in" in page.words()
    assert [r.raw for r in responses()] == [{"t1": ANSWERS}] * 9


@pytest.mark.parametrize(
    ("sign", "encoding"),
    [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1256")],
)
def test_labels_in_arabic_come_in_in_every_dialect(eva, sign, encoding):
    said = [LABELS[value]["ar"] for value in ROW]

    taken(eva, table(HEAD, said, sign=sign, encoding=encoding))

    assert [r.raw for r in responses()] == [{"t1": ANSWERS}]


def test_old_letters_can_be_said_otherwise(eva):
    said = [LABELS[value]["ar"] for value in ROW]
    page = brought(eva, table(HEAD, said, encoding="cp1256"))
    form = page.form("/reading")
    assert form["encoding"] == ["cp1256"]

    other = eva.follow(eva.post(f"{page.where}/reading", form | {"encoding": "cp1250"}))
    check = eva.get(f"{page.where}/check")

    assert other.form("/reading")["encoding"] == ["cp1250"]
    assert "Line" in check.words()
    assert "cannot be taken" in check.words()


def test_letters_that_a_file_does_not_have_are_told_at_their_field(eva):
    page = brought(eva, table(HEAD, [*ROW[:-1], "غالبًا"]))

    said = eva.post(
        f"{page.where}/reading", page.form("/reading") | {"encoding": "utf-16"}
    )

    assert said.status == 422
    assert "utf-16" in said.faults[0]
    assert only_file().dialect == {}


def test_a_workbook_with_dates_of_excel_comes_in(eva, asked):
    day = datetime(2026, 5, 5, 10, 30)  # noqa: DTZ001 - as a sheet has it
    content = workbook([[*HEAD, "date"], [*map(int, ROW), day]])

    page = brought(eva, content, "answers.xlsx")
    say(eva, page, "take")
    work()

    (found,) = responses()
    zone = asked.award.call.fund.time_zone
    assert zone == "Europe/London"
    assert found.answered_at == datetime(2026, 5, 5, 9, 30, tzinfo=clock.UTC)


def test_an_answer_that_excel_made_a_date_of_is_refused_with_its_line(eva):
    day = datetime(2026, 4, 3)  # noqa: DTZ001 - as a sheet has it
    content = workbook([HEAD, ROW, [day, *ROW[1:]]])

    page = brought(eva, content, "answers.xlsx")
    check = eva.follow(say(eva, page))

    assert "“2026-04-03” is a date" in check.words()
    assert nothing_is_stored()


BAD = {
    "empty": (b"", "nothing in this file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "no table"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99, "old Excel"),
    "only a zip": (b"PK\x03\x04" + b"0" * 99, "cannot be opened"),
}


@pytest.mark.parametrize(
    "name", ["empty", "a picture", "an old workbook", "only a zip"]
)
def test_what_is_no_table_is_told_and_not_kept(eva, name):
    content, words = BAD[name]

    page = bring(eva, content)

    assert page.status == 422
    assert words in page.words()
    db.session.rollback()
    assert db.session.scalar(select(func.count(ResponseFile.id))) == 0
    assert kept_files() == []


def test_no_file_at_all_is_told(eva):
    page = eva.post(PATH, {}, content_type="multipart/form-data")

    assert page.status == 422
    assert "Choose a file first" in page.words()


def test_a_missing_item_is_told_until_somebody_says_that_it_was_not_asked(eva):
    page = brought(eva, table(HEAD[:-1], ROW[:-1]))
    assert any("i4" in fault for fault in page.faults)

    refused = say(eva, page, "take")
    assert refused.status == 422
    taken_ = say(eva, page, "take", absent="wait i4 t1")
    work()

    assert taken_.status == 303
    assert responses()[0].raw["t1"]["wait"] == {"i1": 4, "i2": 5, "i3": 4}


def test_an_extra_item_is_told_at_its_column_until_it_is_left_out(eva):
    page = brought(eva, table([*HEAD, "wait_i9"], [*ROW, "3"]))
    assert page.form("/columns")["what-7"] == [""]
    assert any("what this column is" in fault for fault in page.faults)

    assert say(eva, page, "take").status == 422
    assert say(eva, page, "take", **{"what-7": "out"}).status == 303
    work()

    assert responses()[0].raw == {"t1": ANSWERS}


def test_an_item_twice_is_told(eva):
    page = brought(eva, table([*HEAD, "again"], [*ROW, "3"]))

    said = say(eva, page, "take", **{"what-7": "item:ask:i1"})

    assert said.status == 422
    assert any("both for" in fault for fault in said.faults)


def test_values_outside_the_scale_are_told_with_line_and_column(eva):
    rows = [ROW, ["6", *ROW[1:]], [*ROW[:-1], "now and then"], [*ROW[:-1], "99"]]
    page = brought(eva, table(HEAD, *rows))

    check = eva.follow(say(eva, page))
    assert "“6” is not on the scale from 1 to 5" in check.words()
    say(eva, eva.get(page.where), "take")
    work()

    told = eva.get(page.where)
    assert "3 things in the file are wrong" in told.words()
    cells = [" ".join("".join(c.itertext()).split()) for c in told.all("td")]
    assert cells[:9] == [
        *("3", "ask_i1", "“6” is not on the scale from 1 to 5."),
        *("4", "wait_i4", "“now and then” is no answer of this instrument."),
        *("5", "wait_i4", "“99” is not on the scale from 1 to 5."),
    ]
    assert nothing_is_stored()
    assert only_file().stage is FileStage.REFUSED


def test_what_people_wrote_is_kept_nowhere_but_in_the_file(eva):
    rows = [[*ROW, "My neighbour Zofia"], ["my secret", *ROW[1:], "x"]]
    page = brought(eva, table([*HEAD, "say more"], *rows))
    assert "My neighbour Zofia" in page.words()
    say(eva, page, "take")
    work()

    row = only_file()
    kept = json.dumps([row.faults, row.told, row.mapping, row.dialect])
    assert row.stage is FileStage.REFUSED
    assert "secret" not in kept
    assert "Zofia" not in kept
    lines = json.dumps([e.details for e in audit.history(row.call)])
    assert "secret" not in lines


def test_words_that_are_no_answer_can_be_said(eva):
    page = brought(eva, table(HEAD, ["99", "-7", *ROW[2:]]))

    say(eva, page, "take", blank="99\nn/a", refused="-7")
    work()

    assert responses()[0].raw["t1"]["ask"] == {"i2": None, "i3": 3}


def test_a_file_that_was_taken_leaves_no_bytes_and_is_known_the_next_time(eva):
    taken(eva, table([*HEAD, "extra_1"], [*ROW, "1"]), **{"what-7": "out"})

    row = only_file()
    assert (row.stage, row.file_id) == (FileStage.TAKEN, None)
    assert kept_files() == []
    again = brought(eva, table([*HEAD, "extra_1"], ["5", *ROW[1:], "2"]))
    assert "as last time" in again.words()
    assert again.form("/columns")["what-7"] == ["out"]


def test_the_same_rows_come_in_once(eva):
    content = table([*HEAD, "_uuid"], [*ROW, "one"], [*ROW, "two"])
    taken(eva, content)

    page = brought(eva, content)
    assert "exactly this content" in page.words()
    check = eva.follow(say(eva, page))
    assert "2 are here already" in check.words()
    more = taken(eva, table([*HEAD, "_uuid"], [*ROW, "two"], [*ROW, "three"]))

    assert "One answer came in" in more.words()
    assert "One is here already" in more.words()
    assert len(responses()) == 3


def test_rows_without_a_name_are_known_by_what_stands_in_them(eva):
    taken(eva, table(HEAD, ROW, ROW))

    page = taken(eva, table(HEAD, ROW, ROW, ROW))

    assert "2 are here already" in page.words()
    assert len(responses()) == 3


def test_rows_of_other_people_can_be_set_apart(eva):
    taken(eva, table(HEAD, ROW))

    taken(eva, table(HEAD, ROW), apart="y")

    assert len(responses()) == 2


def test_a_row_with_other_answers_is_kept_for_the_evaluator(eva):
    taken(eva, table([*HEAD, "_uuid"], [*ROW, "one"]))

    page = taken(eva, table([*HEAD, "_uuid"], ["5", *ROW[1:], "one"]))

    assert "One is here with other answers" in page.words()
    assert [(r.counts, r.is_resent) for r in responses()] == [
        (True, False),
        (False, True),
    ]


def test_a_project_of_every_row_is_found_by_reference_or_title(eva, asked, cast):
    other = another_award(asked, cast)
    asking.ask(other, asked.survey.instruments, Design.AFTER_ONLY, by=None)
    db.session.commit()
    rows = [["CF1-A01", *ROW], [other.title.upper(), *ROW], [other.reference, *ROW]]
    if other.title == asked.award.title:
        rows[1][0] = "A02"

    page = taken(eva, table(["project", *HEAD], *rows))

    assert "3 answers came in" in page.words()
    by_award = {r.survey.award_id for r in responses()}
    assert by_award == {asked.award.id, other.id}


def test_an_unknown_project_is_told_with_its_line_until_it_is_named(eva):
    page = brought(eva, table(["project", *HEAD], ["The hall", *ROW]))
    check = eva.follow(say(eva, page))
    assert "There is no project “The hall” in this call" in check.words()

    again = eva.get(page.where)
    say(eva, again, "take", **{"project-value-0": "CF1-A01"})
    work()

    assert len(responses()) == 1


def test_with_two_projects_a_file_without_a_column_says_which(eva, asked, cast):
    another_award(asked, cast)
    page = brought(eva, table(HEAD, ROW))
    assert "Say which project these answers come from." in page.faults

    assert say(eva, page, "take").status == 422
    assert say(eva, page, "take", project="CF1-A02").status == 303
    work()

    survey = responses()[0].survey
    assert survey.award.reference == "CF1-A02"
    assert survey.closed_at is not None  # it was made for the file
    assert [row.code for row in survey.instruments] == ["ask", "wait"]
    assert len(db.session.scalars(select(Survey)).all()) == 2


def test_a_project_that_was_asked_otherwise_is_refused(eva, asked, cast):
    other = another_award(asked, cast)
    asking.ask(other, asked.survey.instruments[:1], Design.AFTER_ONLY, by=None)
    db.session.commit()

    page = taken(eva, table(HEAD, ROW), project="CF1-A02")

    assert "The survey of “CF1-A02” does not ask “wait”" in page.words()
    assert nothing_is_stored()


def test_before_and_after_stand_in_a_column_or_are_said_of_the_file(cast, browser):
    a_suite(cast, Design.MATCHED)
    eva = browser(cast.eva)
    page = brought(eva, table(HEAD, ROW))
    assert any("before or after" in fault for fault in page.faults)
    assert say(eva, page, "take", moment="t0").status == 303

    rows = [["pre", *ROW, "ab"], ["post", *ROW, "ab"], ["later", *ROW, "ab"]]
    page = brought(eva, table(["when", *HEAD, "your code"], *rows))
    fields = {"what-0": "moment"}
    again = eva.follow(say(eva, page, "save", **fields))
    sent = say(
        eva, again, "take",
        **{"moment-value-0": "t0", "moment-value-1": "t1", "moment-value-2": "t1"},
    )  # fmt: skip
    assert sent.status == 303
    work()

    found = [r for r in responses() if r.code_hash]
    assert sorted(r.moment for r in found) == ["t0", "t1", "t1"]
    assert len({r.code_hash for r in found}) == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"what-0": "item:ask:i9"},
        {"what-0": "<b>"},
        {"when-0": "t9"},
        {"project": "XX-A01"},
        {"moment": "never"},
        {"language": "xx"},
        {"what-0": "code", "what-1": "code"},
    ],
)
def test_what_was_not_offered_is_refused_in_our_words(eva, forged):
    page = brought(eva, table(HEAD, ROW))

    said = say(eva, page, "save", **forged)

    assert said.status == 422
    assert set(said.faults) <= {
        "Choose only from the list.",
        "Another column is that already. Choose something else for one of them.",
    }
    assert only_file().version == 1


def test_a_file_changed_by_somebody_else_is_not_taken_as_it_was(eva, browser, cast):
    page = brought(eva, table(HEAD, ROW))
    say(browser(cast.stella), page, "save")

    late = say(eva, page, "take")
    blind = eva.post(f"{page.where}/taking", {"version": "1"})

    assert (late.status, blind.status) == (409, 409)
    assert only_file().stage is FileStage.MAPPED


def test_a_file_that_is_being_taken_does_not_change(eva):
    page = brought(eva, table(HEAD, ROW))
    say(eva, page, "take")

    assert say(eva, page, "save").status == 409
    assert eva.post(f"{page.where}/removal").status == 409
    assert "waits for its turn" in eva.get(page.where).words()
    work()
    assert eva.post(f"{page.where}/removal").status == 409


def test_a_file_given_up_is_gone_with_its_bytes(eva):
    page = brought(eva, table(HEAD, ROW))

    assert eva.post(f"{page.where}/removal").status == 303

    db.session.rollback()
    assert kept_files() == []
    assert eva.get(page.where).status == 404


def test_a_file_is_taken_back_with_a_reason_and_comes_again_corrected(eva):
    page = taken(eva, table([*HEAD, "_uuid"], [*ROW, "one"], [*ROW, "two"]))
    assert eva.post(f"{page.where}/return").status == 422

    assert eva.post(f"{page.where}/return", {"reason": "Wrong school."}).status == 303
    assert "Wrong school." in eva.get(page.where).words()
    assert [r.counts for r in responses()] == [False, False]
    again = taken(eva, table([*HEAD, "_uuid"], [*ROW, "one"], ["5", *ROW[1:], "two"]))

    assert "was taken back before and counts again" in again.words()
    assert sorted(
        (r.counts, r.is_resent, r.raw["t1"]["ask"]["i1"]) for r in responses()
    ) == [(False, False, 1), (True, False, 1), (True, False, 5)]


def test_a_manager_brings_files_and_takes_none_back(browser, cast, asked):
    stella = browser(cast.stella)
    page = taken(stella, table(HEAD, ROW))

    assert len(responses()) == 1
    assert stella.get(f"{page.where}/return").status == 403


def test_a_file_stays_once_its_figures_are_published(eva, asked, cast):
    page = taken(eva, table(HEAD, ROW))
    call = awards.award(asked.award.id).call
    evaluation = evaluating.evaluate(call, by=cast.eva)
    evaluating.publish(evaluation, by=cast.eva)
    db.session.commit()

    assert eva.post(f"{page.where}/return", {"reason": "r"}).status == 409
    assert [r.counts for r in responses()] == [True]


def test_a_worker_that_fails_each_time_leaves_a_file_that_can_be_tried_again(
    eva, app, monkeypatch
):
    page = brought(eva, table(HEAD, ROW))
    say(eva, page, "take")
    db.session.execute(jobs.Job.__table__.update().values(attempts=7))
    db.session.commit()
    row = only_file()
    name, row.mapping = row.mapping, {"items": {"ask_i1": ["ask"] * 9}}
    db.session.commit()
    work()  # it cannot even be read
    row = only_file()
    row.mapping = name
    db.session.commit()

    assert row.stage is FileStage.REFUSED
    told = eva.get(page.where)
    assert "wrong on our side" in told.words()
    say(eva, told, "take")
    work()
    assert len(responses()) == 1


def test_a_file_whose_worker_died_each_time_can_be_tried_again(eva):
    page = brought(eva, table(HEAD, ROW))
    say(eva, page, "take")
    db.session.execute(jobs.Job.__table__.update().values(attempts=8))
    db.session.commit()

    told = eva.get(page.where)
    assert "wrong on our side" in told.words()
    assert say(eva, told, "take").status == 303
    work()

    assert len(responses()) == 1


def test_without_instruments_or_projects_nothing_can_be_brought(browser, cast):
    asked = a_suite(cast)
    call = asked.award.call
    db.session.delete(asked.survey)
    db.session.delete(asked.suite)
    db.session.commit()
    assert call is not None

    page = bring(browser(cast.eva), table(HEAD, ROW))

    assert page.status == 422
    assert "Put the suite together" in page.words()


def test_a_large_file_is_taken_from_somebody_signed_in_alone(eva, browser, asked):
    row = [*ROW, "long words " * 9_000]
    content = table([*HEAD, "say more"], *[row] * 450)  # 45 MB; elsewhere 40 at most

    assert bring(browser(), content).status in {413, 303}
    assert bring(eva, content).status == 303


class Body(io.BytesIO):
    """The bytes of a request, which notes that somebody read them."""

    was_read = False

    def read(self, *size):
        self.was_read = True
        return super().read(*size)

    def readinto(self, *into):
        self.was_read = True
        return super().readinto(*into)


def test_a_file_of_somebody_who_may_not_bring_any_is_not_even_received(
    asked, cast, browser
):
    body = Body(b"x" * 60_000_000)
    omar = browser(cast.omar)
    answer = omar.client.post(
        PATH,
        input_stream=body,
        content_length=60_000_000,
        content_type="multipart/form-data; boundary=b",
    )

    assert answer.status_code == 403
    assert not body.was_read


def test_what_an_evaluator_left_out_stays_out_when_its_file_comes_again(eva, cast):
    rows = [*ROW, "one"], ["5", *ROW[1:], "two"]
    page = taken(eva, table([*HEAD, "_uuid"], *rows))
    (mine,) = [r for r in responses() if r.raw["t1"]["ask"]["i1"] == 5]
    excluding.exclude([mine], Why.TRIAL, "", by=cast.eva)
    db.session.commit()
    assert eva.post(f"{page.where}/return", {"reason": "Again."}).status == 303

    taken(eva, table([*HEAD, "_uuid"], *rows))

    told = {r.raw["t1"]["ask"]["i1"]: r.counts for r in responses()}
    assert told == {1: True, 5: False}


def test_figures_worked_out_while_a_file_was_read_are_older_than_it(eva, asked, cast):
    """Its rows are stored after the figures, though they were read before them."""
    say(eva, brought(eva, table(HEAD, ROW)), "take")
    file = only_file()
    order = bringing.order_of(bringing.Source.of(file), ground_of(file.call))
    ready = taking_in._made_ready(order, {}, file.id, print)
    db.session.rollback()

    call = awards.award(asked.award.id).call
    evaluation = evaluating.evaluate(call, by=cast.eva)
    db.session.commit()
    assert not queries.changed_since(call, evaluation.made_at)
    assert taking_in._store(file.id, file.version, order, ready, {})
    db.session.commit()

    assert len(responses()) == 1
    assert queries.changed_since(call, evaluation.made_at)


@pytest.mark.processes
def test_figures_wait_for_an_answer_that_is_being_stored(asked, house):
    """It says when it came before it is there; figures of then would lack it."""
    key, call = asked.survey.id, asked.award.call_id
    db.session.rollback()
    found = []

    def work_out():
        with house.app_context():
            found.append(queries.quiet_moment(db.session.get(Call, call)))
            db.session.rollback()

    query = select(Survey.id).where(Survey.id == key).with_for_update()
    with db.engine.begin() as connection:
        connection.execute(query)
        other = Thread(target=work_out)
        other.start()
        other.join(0.5)
        stored_at = clock.now()
    other.join(30)

    assert found
    assert found[0] > stored_at
