"""Attaching files: what is taken, what is refused, and that nothing else is lost."""

import zipfile
from io import BytesIO

import pytest
from sqlalchemy import select

from grantsapp import files
from grantsapp.calls.models import Attachment
from grantsapp.db import db
from tests.cast import a_call, a_draft, a_fund, a_group

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
)


@pytest.fixture
def where(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    draft = a_draft(call, a_group(cast.amina), cast.amina)
    return f"/applications/{draft.id}/files/evidence"


def send(browser, where, content, name):
    return browser.post(where, {"file": (BytesIO(content), name)})


def attached():
    return db.session.scalars(select(Attachment)).all()


def test_a_file_is_attached_and_comes_back_as_it_was(app, where, cast, browser):
    amina = browser(cast.amina)

    answer = send(amina, where, b"%PDF-1.7\n%...\n%%EOF", "رسالة دعم.pdf")

    assert answer.status == 303
    assert "رسالة دعم.pdf" in amina.follow(answer).text
    (one,) = attached()
    page = amina.get(f"/attachments/{one.id}")
    back = page.response
    assert page.data == b"%PDF-1.7\n%...\n%%EOF"
    assert back.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in back.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "empty.pdf", "This file is empty."),
        (b"MZ\x90\x00\x03" + b"\0" * 60, "letter.pdf", "We cannot take this kind"),
        (b"#!/bin/sh\nrm -rf /", "notes.txt", "We cannot take this kind"),
        (b"GIF89a\x01\x00\x01\x00", "picture.png", "We cannot take this kind"),
        (b"a" * (10 * 1024 * 1024 + 1), "large.txt", "larger than 10 MB"),
    ],
    ids=["empty", "renamed-exe", "script", "renamed-gif", "too-large"],
)
def test_what_we_cannot_take_is_told_at_the_field(
    app, where, cast, browser, content, name, sentence
):
    answer = send(browser(cast.amina), where, content, name)

    assert answer.status == 422
    assert sentence in answer.faults[0]
    assert attached() == []


@pytest.mark.parametrize(("language", "sentence"), [("ar", "ميغابايت"), ("pl", "MB")])
def test_the_sentence_comes_in_the_language_of_the_page(
    app, where, cast, browser, language, sentence
):
    amina = browser(cast.amina, language=language)

    answer = send(amina, where, b"a" * (10 * 1024 * 1024 + 1), "large.txt")

    assert answer.all("html")[0].get("lang") == language
    assert sentence in answer.faults[0]
    assert "larger" not in answer.faults[0]


def test_a_request_beyond_all_limits_is_told_too(app, where, cast, browser):
    answer = send(browser(cast.amina), where, b"a" * (41 * 1024 * 1024), "huge.txt")

    assert answer.status == 413
    assert "larger than we can take" in answer.text


def test_adding_a_file_saves_what_was_typed_first(app, where, cast, browser):
    amina = browser(cast.amina)
    section = where.replace("files/evidence", "sections/details")
    form = amina.get(section).form("sections")

    answer = amina.post(section, {**form, "need": "Typed.", "then": "file:evidence"})

    assert answer.location == where
    assert "Typed." in amina.get(section).text


def test_removing_a_file_saves_what_was_typed_too(app, where, cast, browser):
    amina = browser(cast.amina)
    send(amina, where, PNG, "photo.png")
    section = where.replace("files/evidence", "sections/details")
    form = amina.get(section).form("sections")

    then = f"remove:{attached()[0].id}"
    answer = amina.post(section, {**form, "need": "Typed.", "then": then})

    assert answer.location == section
    assert attached() == []
    assert "Typed." in amina.get(section).text


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\notes.txt", "notes.txt"),
        ("رسالة\u202etxt.exe", "رسالةtxt.txt"),
        ("", "file.txt"),
        ("a" * 300 + ".txt", "a" * 120 + ".txt"),
    ],
)
def test_a_file_name_keeps_its_last_part_in_any_script(app, name, kept):
    with app.test_request_context():
        assert files.receive(BytesIO(b"hello"), name).name == kept


def test_a_zip_that_is_no_document_is_refused(app):
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("zeros", b"\0" * 1000)
    with app.test_request_context(), pytest.raises(files.NotTaken):
        files.receive(BytesIO(archive.getvalue()), "bomb.docx")


def test_what_was_received_and_not_kept_is_dropped(app, where, cast, browser):
    send(browser(cast.amina), where, b"GIF89a\x01\x00\x01\x00", "picture.png")

    from pathlib import Path

    incoming = Path(app.config["DATA"]) / "files" / "incoming"
    assert list(incoming.iterdir()) == []
