"""Attaching files: what is taken, what is refused, and that nothing else is lost.

What asks for `storage` runs twice: with a folder, and with a real S3 server.
"""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from grantsapp import audit, files
from grantsapp.calls.models import Application, Attachment
from grantsapp.db import db
from tests.bucket import saved
from tests.cast import a_call, a_draft, a_fund, a_group

PDF = b"%PDF-1.7\n%...\n%%EOF"

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


def incoming(app):
    return list((Path(app.config["DATA"]) / "files" / "incoming").glob("*"))


def test_a_file_is_attached_and_comes_back_as_it_was(
    app, storage, where, cast, browser
):
    amina = browser(cast.amina)

    answer = send(amina, where, PDF, "رسالة دعم.pdf")

    assert answer.status == 303
    assert "رسالة دعم.pdf" in amina.follow(answer).text
    (one,) = attached()
    (stored,) = storage.all()
    assert stored[0] == f"{one.file_id.hex[:2]}/{one.file_id.hex}"
    assert incoming(app) == []
    back = saved(amina.get(f"/attachments/{one.id}"))
    assert (back.data, back.name) == (PDF, "رسالة دعم.pdf")
    assert back.kind == "application/pdf"


def test_a_file_never_runs_in_the_browser_whatever_is_in_it(
    app, storage, where, cast, browser
):
    amina = browser(cast.amina)
    send(amina, where, b"<script>alert(1)</script>", "page.html")

    page = amina.get(f"/attachments/{attached()[0].id}")

    back = saved(page)  # which sees to it that it is an attachment
    assert (back.name, back.kind) == ("page.txt", "text/plain; charset=utf-8")
    if page.status == 200:
        assert "sandbox" in page.response.headers["Content-Security-Policy"]
        assert page.response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_same_file_twice_is_two_files_and_one_can_go(
    app, storage, where, cast, browser
):
    amina = browser(cast.amina)
    section = where.replace("files/evidence", "sections/details")
    for _ in range(2):
        assert send(amina, where, PDF, "letter.pdf").status == 303
    first, second = (a.id for a in attached())

    amina.post(section, {"then": f"remove:{first}"})

    (left,) = attached()
    assert left.id == second
    assert db.session.scalars(select(files.File.id)).all() == [left.file_id]
    assert saved(amina.get(f"/attachments/{left.id}")).data == PDF
    assert amina.get(f"/attachments/{first}").status == 404


def test_a_sixth_file_is_refused_and_is_not_stored(app, storage, where, cast, browser):
    amina = browser(cast.amina)
    for number in range(5):
        assert send(amina, where, PDF, f"{number}.pdf").status == 303

    answer = send(amina, where, PDF, "sixth.pdf")

    assert answer.status == 409
    assert "5 files here already" in answer.words()
    assert len(list(storage.all())) == len(attached()) == 5
    assert incoming(app) == []


def test_who_may_not_write_leaves_nothing_and_gets_nothing(
    app, storage, where, cast, browser
):
    assert send(browser(cast.zed), where, PDF, "letter.pdf").status == 403
    assert list(storage.all()) == incoming(app) == []

    send(browser(cast.amina), where, PDF, "letter.pdf")
    page = browser(cast.zed).get(f"/attachments/{attached()[0].id}")

    assert (page.status, page.location) == (403, "")


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
    app, storage, where, cast, browser, content, name, sentence
):
    answer = send(browser(cast.amina), where, content, name)

    assert answer.status == 422
    assert sentence in answer.faults[0]
    assert attached() == []
    assert list(storage.all()) == incoming(app) == []


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


def test_what_was_typed_before_a_file_beyond_all_limits_is_there(
    app, where, cast, browser
):
    amina = browser(cast.amina)
    section = where.replace("files/evidence", "sections/details")
    form = amina.get(section).form("sections")
    amina.post(section, {**form, "need": "Typed.", "then": "file:evidence"})

    answer = send(amina, where, b"a" * (41 * 1024 * 1024), "huge.txt")

    assert answer.status == 413
    assert "Typed." in amina.get(section).text


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


NAMES = {
    "../../etc/passwd.txt": "passwd.txt",
    "C:\\temp\\notes.txt": "notes.txt",
    "/رسائل/خطاب دعم.txt": "خطاب دعم.txt",
    "رسالة\u202etxt.exe": "رسالةtxt.txt",
    "\u2066invoice\u2069\u200f.txt": "invoice.txt",
    "two\r\nlines\x00\x1b[31m\u2028more.txt": "two lines[31m more.txt",
    "نامه\u200cها.txt": "نامه\u200cها.txt",
    'quoted "name"; filename=x.exe': 'quoted "name"; filename=x.txt',
    "\u200b\u200e.txt": "file.txt",
    "": "file.txt",
    "a" * 300 + ".txt": "a" * 120 + ".txt",
    "列" * 300 + ".txt": "列" * 120 + ".txt",
}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_file_name_keeps_its_last_part_in_any_script(app, name):
    with app.test_request_context():
        assert files.receive(BytesIO(b"hello"), name).name == NAMES[name]
        files.drop_received()


def test_files_with_strange_names_are_saved_under_harmless_ones(
    app, storage, where, cast, browser
):
    amina = browser(cast.amina)
    strange = [n for n in NAMES if any(c in n for c in "\u202e\u2066列")]
    assert len(strange) == 3  # a form cannot carry a line break or a quote in a name
    for name in strange:
        page = amina.follow(send(amina, where, b"hello", name))

    names = {saved(amina.get(f"/attachments/{a.id}")).name for a in attached()}
    assert names == {NAMES[n] for n in strange}
    assert all(name in page.words() for name in names)


def a_document(**parts):
    """A Word document with parts of our own."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<w/>")
        for name, content in parts.items():
            packed.writestr(name, content)
    return archive.getvalue()


def test_a_document_is_taken(app, where, cast, browser):
    answer = send(browser(cast.amina), where, a_document(), "plan.docx")

    assert answer.status == 303
    assert attached()[0].file.name == "plan.docx"


def a_bomb():
    return a_document(zeros=b"\0" * (21 * 1024 * 1024))


def a_bomb_that_lies():
    """The list of parts says one byte, and the part is a bomb."""
    size = 21 * 1024 * 1024
    return a_bomb().replace(size.to_bytes(4, "little"), (1).to_bytes(4, "little"))


def a_damaged_document():
    whole = a_document(words=bytes(range(256)) * 40)
    middle = whole.index(b"words") + 60
    return whole[:middle] + b"\xff" * 20 + whole[middle + 20 :]


@pytest.mark.parametrize("make", [a_bomb, a_bomb_that_lies, a_damaged_document])
def test_a_document_that_unpacks_to_far_more_or_not_at_all_is_refused(
    app, storage, where, cast, browser, monkeypatch, make
):
    monkeypatch.setitem(app.config, "FILE_LIMIT", 1)  # so 20 MB unpacked

    answer = send(browser(cast.amina), where, make(), "plan.docx")

    assert answer.status == 422
    assert "unpacks to far more than it seems" in answer.faults[0]
    assert list(storage.all()) == attached() == incoming(app) == []


def test_a_zip_that_is_no_document_is_refused(app, where, cast, browser):
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("zeros", b"\0" * 1000)

    answer = send(browser(cast.amina), where, archive.getvalue(), "bomb.docx")

    assert answer.status == 422
    assert "We cannot take this kind" in answer.faults[0]


def test_the_history_says_who_attached_and_who_removed(app, where, cast, browser):
    amina, bo = browser(cast.amina), browser(cast.bo)
    send(amina, where, PNG, "photo.png")
    ((one, bid, name),) = [(a.id, a.application_id, a.file.name) for a in attached()]

    section = where.replace("files/evidence", "sections/details")
    amina.post(section, {"then": f"remove:{one}"})

    lines = audit.history(db.session.get(Application, bid))
    assert [(e.verb, e.details["file"]) for e in lines[-2:]] == [
        ("attached", name),
        ("removed a file", name),
    ]
    assert bo.get(f"/attachments/{one}").status == 404
