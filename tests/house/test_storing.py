"""Where files are kept: a folder or a bucket, its links, its faults, its tidying."""

import subprocess
import sys
import time
import urllib.error
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from grantsapp import clock, config, files, jobs
from grantsapp.awards import queries as awards
from grantsapp.awards.models import Stage
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Attachment, Duty
from grantsapp.cli import main
from grantsapp.db import db
from grantsapp.files import bucket as bucket_files
from grantsapp.files import tidying
from grantsapp.files.choosing import storage as storage_of_the_house
from grantsapp.files.storage import key_of
from grantsapp.jobs import Job
from tests.bucket import KEY, SECRET, open_link, saved
from tests.cast import a_bid, a_call, a_draft, a_fund, a_group, an_offer, eligible

PDF = b"%PDF-1.7\n%...\n%%EOF"
TOMORROW = timedelta(days=1, hours=1)


@pytest.fixture
def where(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    draft = a_draft(call, a_group(cast.amina, cast.bo), cast.amina)
    return f"/applications/{draft.id}/files/evidence"


@pytest.fixture
def in_bucket(app, bucket):
    """Let the house keep files at an address, for the length of a test."""

    def move(**changes):
        app.config["S3"] = config.s3_address(bucket.url(**changes))

    yield move
    app.config["S3"] = None


def attach(browser, where, name="letter.pdf"):
    return browser.post(where, {"file": (BytesIO(PDF), name)})


def attached():
    return db.session.scalars(select(Attachment)).all()


def kept(by, name="letter.pdf"):
    """A file with its row."""
    made = files.made_here(BytesIO(PDF), name, "application/pdf")
    file = files.keep(made, by=by)
    db.session.commit()
    return file


def keys(storage):
    return {key for key, _since in storage.all()}


def incoming(app):
    return list((Path(app.config["DATA"]) / "files" / "incoming").glob("*"))


# The address of a bucket


def test_an_address_says_where_the_bucket_is_and_how_to_get_in():
    url = "s3://AKIA:a%2Fb%2Bc@s3.example.org/grants/house%201?region=eu-west-2"

    assert config.s3_address(url) == config.S3(
        endpoint="https://s3.example.org",
        bucket="grants",
        prefix="house 1/",
        region="eu-west-2",
        style="path",
        key="AKIA",
        secret="a/b+c",
    )
    assert config.s3_address("") is None
    plain = config.s3_address("s3://k:s@127.0.0.1:9000/grants?secure=0&style=virtual")
    assert plain is not None
    assert (plain.endpoint, plain.style) == ("http://127.0.0.1:9000", "virtual")


@pytest.mark.parametrize(
    "url",
    [
        "https://key:hush@s3.example.org/grants",
        "s3://key:hush@s3.example.org",
        "s3://s3.example.org/grants?hush=1",
        "s3://key:hu/sh@s3.example.org/grants",
        "s3://key:hu#sh@s3.example.org/grants",
        "s3://key:hush@s3.example.org/grants?secret=hush",
        "s3://key:hush@s3.example.org:port/grants",
        "s3://key:hush@s3.example.org/grants?secure=maybe",
        "s3://key:hush@s3.example.org/grants?style=none",
    ],
)
def test_a_wrong_address_is_refused_at_start_without_telling_the_secret(tmp_path, url):
    with pytest.raises(SystemExit, match="GRANTSAPP_S3_URL is like s3://") as refusal:
        config.read({"DATA": str(tmp_path), "S3_URL": url})

    assert "hu" not in str(refusal.value)


def test_a_house_with_a_folder_never_loads_the_library_of_buckets(tmp_path):
    code = (
        "import sys; from grantsapp.app import create_app;"
        f"create_app(DATA={str(tmp_path)!r}); print('boto3' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


# The links


def test_a_link_to_the_bucket_is_signed_and_runs_out(
    in_bucket, where, cast, browser, monkeypatch
):
    in_bucket()
    amina = browser(cast.amina)
    attach(amina, where)
    path = f"/attachments/{attached()[0].id}"

    page = amina.get(path)

    assert page.status == 303
    assert page.response.headers["Cache-Control"] == "no-store"
    link = urlsplit(page.location)
    asked = parse_qs(link.query)
    assert asked["X-Amz-Expires"] == ["300"]
    assert SECRET not in page.location
    signature = asked["X-Amz-Signature"][0]
    other = page.location.replace(signature, signature[::-1])
    inline = page.location.replace("attachment", "inline")
    for forged in (page.location.partition("?")[0], other, inline):
        with pytest.raises(urllib.error.HTTPError):
            open_link(forged)

    monkeypatch.setattr(bucket_files, "LINK_SECONDS", 1)
    short = amina.get(path)
    assert saved(short).data == PDF
    time.sleep(2.1)
    with pytest.raises(urllib.error.HTTPError):
        open_link(short.location)


@pytest.mark.parametrize(
    "name",
    ['a "quoted"; filename=x.exe.pdf', "خطاب دعم.pdf", "100 % é&ß.pdf", "資料.pdf"],
)
def test_a_file_is_saved_under_its_true_name(storage, where, cast, browser, name):
    amina = browser(cast.amina)
    attach(amina, where)
    attached()[0].file.name = name
    db.session.commit()

    assert saved(amina.get(f"/attachments/{attached()[0].id}")).name == name


# What goes wrong


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"secret": "wrong"}, "the secret is wrong"),
        ({"bucket": "nobodys"}, "it has no such bucket"),
    ],
)
def test_nothing_starts_with_a_bucket_that_refuses_us(
    bucket, tmp_path, monkeypatch, changes, reason
):
    monkeypatch.setenv("GRANTSAPP_DATA", str(tmp_path))
    monkeypatch.setenv("GRANTSAPP_S3_URL", bucket.url(**changes))
    for words in (["serve", "--port", "1"], ["work", "--once"], ["check-files"]):
        done = CliRunner().invoke(main, words)

        assert done.exit_code == 1, words
        assert done.output.startswith("Error: Files cannot be stored.")
        assert reason in done.output
        assert SECRET not in done.output


@pytest.mark.parametrize(
    "changes", [{"secret": "wrong"}, {"bucket": "nobodys"}, {"at": "127.0.0.1:9"}]
)
def test_a_bucket_that_fails_is_told_in_a_sentence_and_nothing_is_half_stored(
    app, in_bucket, where, cast, browser, changes
):
    in_bucket(**changes)

    answer = attach(browser(cast.amina), where)

    assert answer.status == 409
    assert "The file could not be stored just now" in answer.words()
    assert attached() == db.session.scalars(select(files.File)).all() == []
    assert incoming(app) == []


def test_an_offer_is_not_accepted_when_its_letter_cannot_be_kept(
    in_bucket, cast, browser
):
    call = a_call(a_fund(cast.stella), cast.stella)
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=call.fund)
    offer = an_offer(bid, cast.stella, cast.otto)
    in_bucket(secret="wrong")

    amina, path = browser(cast.amina), f"/awards/{offer.id}"
    form = amina.get(path).form("acceptance")
    form |= {"name": "Amina Yusuf", "role": "Chair", "confirmed": "y"}
    answer = amina.post(f"{path}/acceptance", form)

    assert answer.status == 409
    assert "nothing was changed" in answer.words()
    found = awards.award(offer.id)
    assert (found.stage, found.letter) == (Stage.OFFERED, None)


def test_a_file_that_is_not_there_is_told_in_a_sentence(storage, where, cast, browser):
    amina = browser(cast.amina)
    attach(amina, where)
    (one,) = attached()
    storage.remove(key_of(one.file_id))

    answer = amina.get(f"/attachments/{one.id}")

    assert answer.status == 409
    assert "This file cannot be opened just now." in answer.words()


def test_nothing_is_held_in_the_database_while_a_file_is_stored(
    storage, where, cast, browser, monkeypatch
):
    held = []
    put = type(storage).put

    def watched(self, key, source):
        held.append(db.session().in_transaction())
        put(self, key, source)

    monkeypatch.setattr(type(storage), "put", watched)

    assert attach(browser(cast.amina), where).status == 303
    assert held == [False]


# Tidying


def test_what_a_failed_deed_left_is_cleared_away_after_a_day(app, storage, cast):
    stays = key_of(kept(cast.amina).id)
    left = files.made_here(BytesIO(PDF), "left.pdf", "application/pdf")
    files.keep(left, by=cast.amina)
    db.session.rollback()
    assert keys(storage) == {stays, key_of(left.id)}

    now = clock.now()
    assert tidying.clear_away(storage, before=now - TOMORROW) == 0
    assert keys(storage) == {stays, key_of(left.id)}
    assert tidying.clear_away(storage, before=now + TOMORROW) == 1
    assert keys(storage) == {stays}


def test_a_removed_file_is_cleared_away_by_the_worker_a_day_later(
    app, storage, where, cast, browser
):
    amina = browser(cast.amina)
    for name in ("first.pdf", "second.pdf"):
        attach(amina, where, name)
    first, second = attached()
    stays = key_of(second.file_id)
    section = where.replace("files/evidence", "sections/details")
    amina.post(section, {"then": f"remove:{first.id}"})
    assert len(keys(storage)) == 2
    files.ask_to_sweep(clock.now())
    db.session.commit()

    assert jobs.work_once()
    assert len(keys(storage)) == 2  # not a day old
    with clock.stopped_at(clock.now() + TOMORROW):
        assert jobs.work_once()  # the job that asked for itself

    assert keys(storage) == {stays}
    found = db.session.scalars(select(Job).order_by(Job.due_at)).all()
    assert [j.done_at is not None for j in found] == [True, True, False]


def test_what_came_in_and_was_forgotten_is_cleared_away_too(app):
    files.made_here(BytesIO(PDF), "forgotten.pdf", "application/pdf")
    assert len(incoming(app)) == 1

    with clock.stopped_at(clock.now() + TOMORROW):
        tidying.sweep({})

    assert incoming(app) == []
    db.session.rollback()


def test_the_files_of_another_house_are_not_cleared_away(app, storage, cast):
    theirs = [
        files.made_here(BytesIO(PDF), "theirs.pdf", "application/pdf")
        for _ in range(21)
    ]
    for one in theirs:
        files.store(one)

    with pytest.raises(tidying.TooMuchGarbage, match="21 of 21 files have no row"):
        tidying.clear_away(storage, before=clock.now() + TOMORROW)

    assert len(keys(storage)) == 21


def test_only_our_own_keys_are_ever_looked_at(bucket, app, in_bucket, cast):
    in_bucket()
    for key in keys(storage_of_the_house()):
        storage_of_the_house().remove(key)
    client = _client(bucket)
    client.put_object(Bucket="grants", Key="theirs/report.pdf", Body=b"x")

    found = storage_of_the_house()
    tidying.clear_away(found, before=clock.now() + TOMORROW)

    assert client.get_object(Bucket="grants", Key="theirs/report.pdf")
    assert all("theirs" not in key for key in keys(found))
    client.delete_object(Bucket="grants", Key="theirs/report.pdf")


def test_a_folder_in_a_bucket_is_a_house_of_its_own(bucket, app, in_bucket, cast):
    in_bucket(bucket="grants/one")
    one = storage_of_the_house()
    file = kept(cast.amina)
    in_bucket(bucket="grants/two")
    two = storage_of_the_house()

    assert keys(one) == {key_of(file.id)}
    assert keys(two) == set()
    with pytest.raises(files.NotThere):
        two.open(key_of(file.id))
    one.remove(key_of(file.id))


def _client(bucket):
    import boto3

    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{bucket.port}",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )


# Looking after


def test_every_file_is_read_and_what_is_missing_or_changed_is_named(
    app, storage, cast, tmp_path
):
    whole, gone, changed = (kept(cast.amina, f"{n}.pdf").id for n in range(3))
    storage.remove(key_of(gone))
    other = tmp_path / "other"
    other.write_bytes(PDF + b"!")
    storage.put(key_of(changed), other)

    found = {file.id: fault for file, fault in files.check_all()}

    assert found == {whole: "", gone: "missing", changed: "changed"}


@pytest.fixture
def check_files(app, database, monkeypatch):
    """The command, in a process of its own."""

    def check():
        settings = {**database, "S3_URL": app.config["S3_URL"], "SECRET_KEY": "test"}
        for name, value in settings.items():
            monkeypatch.setenv(f"GRANTSAPP_{name}", value)
        db.session.remove()
        command = [sys.executable, "-m", "grantsapp", "check-files"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    return check


def test_the_command_says_that_all_files_are_there(check_files, cast):
    kept(cast.amina)

    assert check_files() == (0, "1 files, 0 missing or changed.\n")


def test_the_command_names_the_files_that_are_not(check_files, storage, cast):
    kept(cast.amina)
    gone = kept(cast.amina, "خطاب.pdf").id
    storage.remove(key_of(gone))

    assert check_files() == (
        1,
        f"missing: {gone} خطاب.pdf\n2 files, 1 missing or changed.\n",
    )


def test_files_that_were_kept_under_their_hash_are_found_again(app, cast):
    first, second = kept(cast.amina), kept(cast.amina)
    digest, folder = first.digest, Path(app.config["DATA"]) / "files"
    old = folder / digest[:2] / digest
    old.parent.mkdir(exist_ok=True)
    (folder / key_of(first.id)).rename(old)
    (folder / key_of(second.id)).unlink()

    files.rename_old()

    assert [fault for _file, fault in files.check_all()] == ["", ""]
    assert not old.exists()
    files.rename_old()
    assert [fault for _file, fault in files.check_all()] == ["", ""]
