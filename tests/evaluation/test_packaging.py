"""The evaluator's package: asked for with a reason, made, taken, noted."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.cli import main
from grantsapp.db import db
from grantsapp.evaluation.models import Disclosure, Package, PackageStage
from grantsapp.evaluation.queries.packages import KEPT_FOR
from grantsapp.jobs import Job
from grantsapp.mel.actions import asking, library
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Response
from tests.bucket import open_link
from tests.cast import CALM, answered
from tests.counting import counted
from tests.evaluation.data_of_a_call import (
    PACKAGES,
    WISH,
    an_award_of,
    an_evaluated_call,
    ask,
    described,
    files_of,
    rows_of,
    sits,
    take,
    work,
)
from tests.evaluation.desk import works_out


@pytest.fixture
def call(cast):
    return an_evaluated_call(cast)


@pytest.fixture
def survey(call, cast):
    """A project whose people look back, twelve of them with two kinds of answers."""
    tool = library.add_instrument(CALM)
    survey = asking.ask(
        an_award_of(cast, call, cast.amina), [tool], Design.RETROSPECTIVE, by=None
    )
    db.session.commit()
    answered(survey, people(12))
    db.session.commit()
    return survey


def people(count, start=0):
    for n in range(start, start + count):
        low = 1 + n % 2
        after = {"bear": low + 2, "snap": 6 - low}
        yield (
            f"p{n:03}",
            {"r0": {"bear": low, "snap": 6 - low + n % 3 // 2}, "t1": after},
        )


@pytest.fixture
def eva(cast, browser):
    return browser(cast.eva)


# Asking and taking


def test_a_package_is_asked_for_with_a_reason_made_and_taken(survey, call, cast, eva):
    asked = ask(eva)
    assert asked.status == 303

    page = eva.get(PACKAGES)
    assert "12 people, of evaluation 1." in page.words()
    assert "To look at subscales." in page.words()  # in the ledger
    files = files_of(take(eva))

    assert set(files) == {
        "README.md", "codebook.csv", "codebook.html", "datapackage.json",
        "figures.json", "long.csv", "wide-labels.csv", "wide.csv", "wide.dta",
        "wide.parquet", "wide.sav",
    }  # fmt: skip
    assert len(rows_of(files)) == 12
    (line,) = db.session.scalars(select(Disclosure))
    assert line.digest == hashlib.sha256(files["wide.csv"]).hexdigest()
    assert (line.by_name, line.reason) == ("Eva", "To look at subscales.")
    verbs = [(e.verb, e.by_name) for e in audit.history(call)]
    assert ("asked for a package", "Eva") in verbs
    assert verbs[-1] == ("took a package", "Eva")


def test_a_reason_is_needed_and_what_was_typed_stays(survey, eva):
    works_out(eva)

    page = eva.post(PACKAGES, {"reason": " ", "k": "7"})

    assert page.status == 422
    assert page.faults == ["Say what you need the data for."]
    assert page.form("packages")["k"] == ["7"]
    assert eva.post(PACKAGES, {**WISH, "k": "4"}).status == 422
    assert db.session.scalars(select(Package)).all() == []


def test_a_manager_gets_no_package(survey, cast, browser, eva):
    ask(eva)
    (package,) = db.session.scalars(select(Package))
    key, stella = package.id, browser(cast.stella)

    assert stella.get(PACKAGES).status == 403
    assert stella.post(PACKAGES, WISH).status == 403
    assert stella.post(f"/staff/packages/{key}/file").status == 403
    assert stella.get(f"/staff/packages/{key}/file").status == 403
    assert PACKAGES not in stella.get("/staff/calls/CF1/evaluation").links()
    assert PACKAGES in eva.get("/staff/calls/CF1/evaluation").links()


def test_no_package_is_made_of_answers_that_changed_since_the_figures(survey, eva):
    works_out(eva)
    sits(survey, {"t1": {"calm": {"bear": 1, "snap": 1}}})

    refused = eva.post(PACKAGES, WISH)

    assert refused.status == 409
    assert "Work the figures out again first" in eva.get(PACKAGES).words()


def test_answers_that_come_while_it_waits_stop_it(survey, eva):
    works_out(eva)
    eva.post(PACKAGES, WISH)
    sits(survey, {"t1": {"calm": {"bear": 1, "snap": 1}}})
    work()

    assert "answers changed meanwhile" in eva.get(PACKAGES).words()
    assert db.session.scalars(select(Disclosure)).all() == []


def test_asking_twice_while_it_is_being_made_is_asking_once(survey, eva):
    works_out(eva)
    eva.post(PACKAGES, WISH)
    eva.post(PACKAGES, WISH)

    assert len(db.session.scalars(select(Package)).all()) == 1
    assert "It is being made: 0%." in eva.get(PACKAGES).words()


def test_the_file_goes_after_a_month_and_the_ledger_stays(
    survey, cast, browser, monkeypatch
):
    ask(browser(cast.eva))
    later = clock.now() + KEPT_FOR + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    work()

    eva = browser(cast.eva)
    page = eva.get(PACKAGES)
    (package,) = db.session.scalars(select(Package))
    assert "kept for 30 days" in page.words()
    assert "To look at subscales." in page.words()
    assert eva.post(f"/staff/packages/{package.id}/file").status == 409


def test_the_page_asks_as_often_for_many_packages_as_for_few(survey, eva):
    ask(eva)
    few = counted(lambda: eva.get(PACKAGES))
    for k in ("6", "7", "8"):
        eva.post(PACKAGES, {**WISH, "k": k})
        work()

    assert counted(lambda: eva.get(PACKAGES)) == few


# Going on with a download that broke off


def way_to(eva):
    page = eva.get(PACKAGES)
    forms = [f.get("action") or "" for f in page.all("form")]
    return eva.post(next(a for a in forms if a.endswith("/file"))).location


def test_a_download_that_broke_off_goes_on_and_writes_nothing_more(
    app, storage, survey, call, eva
):
    ask(eva)
    way = way_to(eva)
    lines = len(audit.history(call))

    whole, part, tag = (
        fetch(eva, way),
        fetch(eva, way, "bytes=100-199"),
        tag_of(eva, way),
    )
    rest = fetch(eva, way, "bytes=100-", tag)
    other = fetch(eva, way, "bytes=100-", '"another"')
    beyond = fetch(eva, way, f"bytes={len(whole[1])}-")

    assert whole[0] == 200
    assert part[1:] == (whole[1][100:200], f"bytes 100-199/{len(whole[1])}")
    assert rest[1] == whole[1][100:]
    assert beyond[0] == 416
    if app.config["S3"] is None:  # rclone's server says 200, and knows no If-Range
        assert (part[0], rest[0]) == (206, 206)
        assert other[:2] == (200, whole[1])  # not these bytes any more: all of them
    assert len(audit.history(call)) == lines


def fetch(eva, way, span="", tag=""):
    """Ask for a file, wherever that leads; gives status, bytes, and which they are."""
    import urllib.error
    import urllib.request

    headers = {"Range": span} if span else {}
    headers |= {"If-Range": tag} if tag else {}
    page = eva._ask("GET", way, headers=headers)
    if page.status != 303:
        return page.status, page.data, page.response.headers.get("Content-Range")
    try:
        wish = urllib.request.Request(page.location, headers=headers)  # noqa: S310
        with urllib.request.urlopen(wish) as answer:  # noqa: S310 - ours
            return answer.status, answer.read(), answer.headers.get("Content-Range")
    except urllib.error.HTTPError as error:
        return error.code, b"", None


def tag_of(eva, way):
    page = eva.get(way)
    if page.status == 303:
        return open_link(page.location)[1]["ETag"]
    return page.response.headers["ETag"]


def test_the_way_to_a_file_is_one_person_s_and_soon_over(
    survey, call, cast, browser, eva, monkeypatch
):
    from grantsapp.calls.actions.writing import give_role
    from grantsapp.calls.models import Duty

    ask(eva)
    way = way_to(eva)
    give_role(cast.mei, Duty.EVALUATOR, fund=call.fund)
    db.session.commit()

    assert eva.get(way).status == 200
    assert browser(cast.mei).get(way).status == 409
    assert eva.get(way[:-3]).status == 409
    assert eva.get(way.partition("?")[0]).status == 409
    later = clock.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    over = eva.get(way)
    assert over.status == 409
    assert "Save it again" in over.words()


# What is in it


def test_the_rows_are_what_people_answered(survey, eva, tmp_path):
    sits(survey, {"r0": {"calm": {"bear": None}}, "t1": {"calm": {"snap": 4}}})
    ask(eva)
    files = files_of(take(eva))
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    stored = sorted(expected(row.raw) for row in db.session.scalars(select(Response)))
    names = ["calm_r0_01", "calm_r0_02", "calm_t1_01", "calm_t1_02"]
    for frame in (
        pl.read_csv(tmp_path / "wide.csv"),
        pl.read_parquet(tmp_path / "wide.parquet"),
    ):
        assert sorted(map(_shown, frame.select(names).rows())) == stored
        turned = frame.filter(pl.col("calm_t1_02").is_not_null())
        assert (turned["calm_t1_02"] + turned["calm_t1_02_r"]).unique().to_list() == [6]
        whole = frame.drop_nulls(["calm_t1_01", "calm_t1_02"])
        mean = (whole["calm_t1_01"] + whole["calm_t1_02_r"]) / 2
        assert whole["calm_t1_score"].to_list() == mean.to_list()
    kinds = [*(row["missing"] for row in rows_of(files, "long.csv"))]
    assert kinds.count("prefer not to say") == 1
    assert kinds.count("left out") == 2


def expected(raw):
    told = [raw["r0"]["calm"].get("bear"), raw["r0"]["calm"].get("snap")]
    told += [raw["t1"]["calm"].get("bear"), raw["t1"]["calm"].get("snap")]
    return _shown(told)


def _shown(cells):
    return tuple(str(cell) for cell in cells)


def test_spss_and_stata_read_labels_and_two_kinds_of_missing(survey, eva, tmp_path):
    sits(survey, {"r0": {"calm": {"bear": None}}, "t1": {"calm": {"snap": 4}}})
    ask(eva)
    files = files_of(take(eva))
    (tmp_path / "wide.sav").write_bytes(files["wide.sav"])
    (tmp_path / "wide.dta").write_bytes(files["wide.dta"])

    sav, spss = pyreadstat.read_sav(tmp_path / "wide.sav", user_missing=True)
    dta, stata = pyreadstat.read_dta(tmp_path / "wide.dta", user_missing=True)

    for told in (spss, stata):
        label = told.column_names_to_labels["calm_r0_01"]
        assert label == "I bear it (before, looking back)"
    codes = {"lo": -9998.0, "hi": -9998.0}, {"lo": -9999.0, "hi": -9999.0}
    assert spss.missing_ranges["calm_r0_01"] == list(codes)
    assert spss.variable_value_labels["calm_r0_01"][-9998] == "Prefer not to say"
    assert sorted(sav["calm_r0_01"])[0] == -9998
    assert sorted(sav["calm_r0_02"])[0] == -9999
    assert stata.missing_user_values["calm_r0_01"] == ["a"]
    assert stata.variable_value_labels["calm_r0_02"]["b"] == "Left out"
    assert list(dta["calm_r0_01"]).count("a") == 1


def test_the_row_hash_is_found_again_from_csv_and_from_parquet(survey, eva):
    ask(eva)
    files = files_of(take(eva))
    told = described(files)["grantsapp"]["row_hash"]

    def hashed(head, rows):
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
        return hashlib.sha256(out.getvalue().encode()).hexdigest()

    head, *rows = csv.reader(io.StringIO(files["wide.csv"].decode()))
    frame = pl.read_parquet(io.BytesIO(files["wide.parquet"]))
    assert hashed(head, rows) == told
    assert hashed(frame.columns, frame.rows()) == told
    assert told in files["README.md"].decode()


def test_every_file_is_described_with_its_hash_and_every_field(survey, eva):
    ask(eva)
    files = files_of(take(eva))
    told = described(files)

    by_path = {one["path"]: one for one in told["resources"]}
    assert set(by_path) == set(files) - {"datapackage.json"}
    for name, one in by_path.items():
        assert one["hash"] == f"sha256:{hashlib.sha256(files[name]).hexdigest()}"
        assert one["bytes"] == len(files[name])
    fields = {f["name"]: f for f in by_path["wide.csv"]["schema"]["fields"]}
    assert list(fields) == list(rows_of(files)[0])
    assert list(fields) == [row["variable"] for row in rows_of(files, "codebook.csv")]
    assert fields["calm_t1_02"]["constraints"] == {"minimum": 1, "maximum": 5}
    assert by_path["long.csv"]["schema"]["fields"][-1]["name"] == "missing"
    assert json.loads(files["figures.json"])["public"]


def test_a_person_has_the_same_code_in_every_package(survey, eva):
    ask(eva)
    first = {row["person"] for row in rows_of(files_of(take(eva)))}
    answered(survey, people(12, start=12))
    db.session.commit()
    ask(eva)

    second = {row["person"] for row in rows_of(files_of(take(eva)))}
    assert first < second
    stored = {
        row.code_hash or str(row.id) for row in db.session.scalars(select(Response))
    }
    assert not stored & second


def test_follow_ups_and_what_people_told_of_themselves_come_along(survey, eva):
    told = {"age": "age_25_34", "gender": "woman"}
    for n in range(6):
        before = {"calm": {"bear": 2, "snap": 1 + n % 4}}
        code = f"MI0{n}BY"
        sits(survey, {"r0": before, "t1": before}, code=code, about=told)
        sits(survey, {"t2": {"calm": {"bear": 5, "snap": 1}}}, moment="t2", code=code)
    ask(eva)

    files = files_of(take(eva))
    rows = [row for row in rows_of(files) if row["about_gender"] == "woman"]
    assert len(rows) == 6
    assert {row["calm_t2_01"] for row in rows} == {"5"}
    book = {row["variable"]: row for row in rows_of(files, "codebook.csv")}
    assert "three months later" in book["calm_t2_01"]["label"]
    assert "woman = A woman or a girl" in book["about_gender"]["values"]


def test_nobody_stands_alone_in_a_package(survey, eva):
    lonely = {"age": "age_65_up", "gender": "other", "faith": "sikh"}
    answers = {"calm": {"bear": 2, "snap": 1}}
    sits(survey, {"r0": answers, "t1": answers}, about=lonely, language="ar")
    ask(eva)

    files = files_of(take(eva))
    traits = [name for name in rows_of(files)[0] if "_t1_" not in name]
    traits = [name for name in traits if "_r0_" not in name and name != "person"]
    groups = {}
    for row in rows_of(files):
        groups.setdefault(tuple(row[name] for name in traits), []).append(row)
    assert min(map(len, groups.values())) >= 5
    assert "sikh" not in files["wide.csv"].decode()
    told = described(files)["grantsapp"]
    assert len(rows_of(files)) + told["rows_left_out"] == 13


def test_few_new_people_are_told_before_and_kept_out_of_the_next_package(survey, eva):
    ask(eva)
    answers = {"calm": {"bear": 2, "snap": 1}}
    sits(survey, {"r0": answers, "t1": answers})

    warned = ask(eva)
    assert warned.status == 422
    assert "Came: 1. Went: 0." in warned.words()
    assert warned.form("CF1/packages")["reason"] == [WISH["reason"]]
    assert ask(eva, confirmed="y").status == 303

    files = files_of(take(eva))
    assert len(rows_of(files)) == 12
    assert described(files)["grantsapp"]["rows_left_out"] == 1
    assert [line.number for line in db.session.scalars(select(Disclosure))] == [1, 2]


def test_two_versions_of_an_instrument_stand_beside_each_other(survey, call, cast, eva):
    newer = {**CALM, "version": 2, "items": CALM["items"][:1]}
    row = library.add_instrument(newer)
    other = an_award_of(cast, call, cast.omar)
    db.session.flush()
    second = asking.ask(other, [row], Design.RETROSPECTIVE, by=None)
    db.session.flush()
    answered(
        second,
        [(f"q{n}", {"r0": {"bear": 5}, "t1": {"bear": 1 + n % 5}}) for n in range(6)],
    )
    db.session.commit()
    ask(eva)

    rows = rows_of(files_of(take(eva)))
    assert sum(row["calm_v2_t1_score"] != "" for row in rows) == 6
    assert sum(row["calm_v1_t1_score"] != "" for row in rows) == 12


def test_a_call_that_nobody_answered_makes_a_package_of_heads(call, cast, eva):
    tool = library.add_instrument(CALM)
    award = an_award_of(cast, call, cast.amina)
    asking.ask(award, [tool], Design.RETROSPECTIVE, by=None)
    db.session.commit()
    ask(eva)

    files = files_of(take(eva))
    assert rows_of(files) == []
    assert files["wide.csv"].startswith(b"person,project,")


def test_synthetic_data_are_called_so(survey, eva):
    for row in db.session.scalars(select(Response)):
        row.origin = "synthetic"
    db.session.commit()
    ask(eva)

    files = files_of(take(eva))
    assert "made up for demonstration" in files["README.md"].decode()
    assert "a starter, not validated" in files["README.md"].decode()
    assert described(files)["grantsapp"]["is_synthetic"]


def test_a_job_that_dies_leaves_no_line_in_the_ledger(survey, eva, monkeypatch):
    works_out(eva)
    eva.post(PACKAGES, WISH)
    from grantsapp.evaluation import dataset

    def break_off(*_told):
        raise OSError("no space left")
        yield

    monkeypatch.setattr(dataset, "written", break_off)
    work()

    (package,) = db.session.scalars(select(Package))
    assert package.stage is PackageStage.WAITING
    assert package.progress == 10
    assert db.session.scalars(select(Disclosure)).all() == []
    monkeypatch.undo()
    job = db.session.scalar(select(Job).where(Job.kind == "package"))
    job.due_at = clock.now()
    db.session.commit()
    work()
    assert "12 people" in eva.get(PACKAGES).words()


# By command


def test_a_command_writes_the_files_and_the_line_in_the_ledger(
    app, survey, eva, tmp_path, monkeypatch
):
    works_out(eva)
    words = exported(app, monkeypatch, tmp_path / "out")

    assert "12 people. Ledger: 1." in words
    folder = tmp_path / "out"
    assert not list(folder.glob(".*"))
    told = json.loads((folder / "datapackage.json").read_text())
    assert told["grantsapp"]["rows"] == 12
    (line,) = db.session.scalars(select(Disclosure))
    assert line.digest == hashlib.sha256((folder / "wide.csv").read_bytes()).hexdigest()
    assert "already" in exported(app, monkeypatch, folder)
    (folder / "wide.dta").write_bytes(b"cut sh")
    assert "Ledger: 2." in exported(app, monkeypatch, folder)


def exported(app, monkeypatch, folder: Path):
    monkeypatch.setattr("grantsapp.exchange.create_app", lambda: app)
    wish = ["export", "--call", "CF1", "--to", str(folder), "--reason", "To keep."]
    db.session.rollback()  # the command has a session of its own
    done = CliRunner().invoke(main, wish)
    assert done.exit_code == 0, done.output
    db.session.rollback()
    return done.output


def test_a_command_writes_nothing_when_answers_changed_since_the_figures(
    app, survey, eva, tmp_path, monkeypatch
):
    works_out(eva)
    sits(survey, {"t1": {"calm": {"bear": 1, "snap": 1}}})
    monkeypatch.setattr("grantsapp.exchange.create_app", lambda: app)
    db.session.rollback()

    wish = ["export", "--call", "CF1", "--to", str(tmp_path / "out")]
    done = CliRunner().invoke(main, wish)

    assert done.exit_code == 1
    assert "Answers changed since the figures." in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("given", "sentence"), [("XX9", "no call"), ("CF1", "figures")]
)
def test_a_command_without_figures_says_so(app, survey, monkeypatch, given, sentence):
    monkeypatch.setattr("grantsapp.exchange.create_app", lambda: app)

    done = CliRunner().invoke(main, ["export", "--call", given, "--to", "nowhere"])

    assert done.exit_code == 1
    assert sentence in done.output
