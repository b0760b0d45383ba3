"""Files that are not what they say, and names that lead elsewhere, by the real page."""

import time
import zipfile
from io import BytesIO
from urllib.parse import quote

import pytest
from sqlalchemy import select

from grantsapp.calls.models import Attachment
from grantsapp.db import db
from tests.bucket import saved
from tests.cast import a_call, a_draft, a_fund, a_group

PDF = b"%PDF-1.7\n%...\n%%EOF"
MEGABYTE = 1024 * 1024


@pytest.fixture
def where(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    draft = a_draft(call, a_group(cast.amina), cast.amina)
    return f"/applications/{draft.id}/files/evidence"


def send(browser, where, content, name):
    return browser.post(where, {"file": (BytesIO(content), name)})


def send_raw(browser, where, header, content=PDF):
    """Send a file under a name as some other program would write it."""
    browser.get("/account")
    lines = [
        b"--part",
        b'Content-Disposition: form-data; name="csrf_token"',
        b"",
        browser._csrf.encode(),
        b"--part",
        b'Content-Disposition: form-data; name="file"; ' + header,
        b"Content-Type: application/x-msdownload",
        b"",
        content,
        b"--part--",
        b"",
    ]
    kind = "multipart/form-data; boundary=part"
    return browser._ask("POST", where, data=b"\r\n".join(lines), content_type=kind)


def attached():
    return db.session.scalars(select(Attachment)).all()


def packed(**parts):
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return archive.getvalue()


def document(mark, **more):
    return packed(**{"[Content_Types].xml": "<Types/>", mark: "<w/>", **more})


def bomb_within(mark):
    """A document around a zip around a zip around 30 MB of nothing."""
    inner = packed(zeros=b"\0" * (30 * MEGABYTE))
    return document(mark, **{"media/inner.zip": packed(**{"next.zip": inner})})


REFUSED = {
    "empty pdf": (b"", "plan.pdf", "This file is empty."),
    "exe as pdf": (b"MZ\x90\x00" + b"\0" * 99, "plan.pdf", "We cannot take this kind"),
    "exe as docx": (b"MZ\x90\x00" + b"\0" * 99, "plan.docx", "We cannot take this"),
    "elf as jpg": (b"\x7fELF\x02\x01" + b"\0" * 99, "me.jpg", "We cannot take this"),
    "noise as pdf": (bytes(range(256)) * 9, "plan.pdf", "We cannot take this kind"),
    "zip as pdf": (packed(a="b"), "plan.pdf", "We cannot take this kind"),
    "broken zip": (b"PK\x03\x04" + b"\0" * 99, "plan.xlsx", "We cannot take this"),
    "bomb docx": (
        document("word/document.xml", zeros=b"\0" * (21 * MEGABYTE)),
        "plan.docx",
        "unpacks to far more than it seems",
    ),
    "bomb xlsx": (
        document("xl/workbook.xml", zeros=b"\0" * (21 * MEGABYTE)),
        "plan.xlsx",
        "unpacks to far more than it seems",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_what_it_says_is_refused(
    app, storage, where, cast, browser, monkeypatch, name
):
    monkeypatch.setitem(app.config, "FILE_LIMIT", 1)  # so 20 MB unpacked
    content, called, sentence = REFUSED[name]
    start = time.process_time()

    answer = send(browser(cast.amina), where, content, called)

    assert answer.status == 422
    assert sentence in answer.faults[0]
    assert attached() == []
    assert list(storage.all()) == []
    assert time.process_time() - start < 5


def test_words_that_are_called_a_pdf_are_kept_as_words(app, where, cast, browser):
    amina = browser(cast.amina)

    page = amina.follow(send(amina, where, "Dear fund, مرحبا".encode(), "letter.pdf"))

    assert "letter.txt" in page.words()
    assert saved(amina.get(f"/attachments/{attached()[0].id}")).kind.startswith("text/")


@pytest.mark.parametrize("mark", ["word/document.xml", "xl/workbook.xml"])
def test_a_bomb_within_a_document_stays_packed(app, where, cast, browser, mark):
    start = time.process_time()

    answer = send(browser(cast.amina), where, bomb_within(mark), "plan.docx")

    assert answer.status == 303  # we open the document, and nothing within it
    assert time.process_time() - start < 5


LONG = "م" * 3_000
TWO_LINES = quote("two\r\nlines.pdf")
TURNED = quote("a\0b\u202efdp.exe")
HEADERS = {
    'filename="../../etc/passwd.pdf"': "passwd.pdf",
    'filename="C:\\\\temp\\\\plan.pdf"': "plan.pdf",
    'filename="/etc/cron.d/plan"': "plan.pdf",
    'filename="خطاب دعم.pdf"': "خطاب دعم.pdf",
    f"filename*=UTF-8''{quote('خطاب دعم.pdf')}": "خطاب دعم.pdf",
    f"filename*=UTF-8''{TWO_LINES}": "two lines.pdf",
    f"filename*=UTF-8''{TURNED}": "abfdp.pdf",
    f"filename*=UTF-8''{quote('..')}": "file.pdf",
    f"filename*=UTF-8''{quote('../' * 50)}": "file.pdf",
    f'filename="{LONG}.pdf"': LONG[:120] + ".pdf",
    'filename="plan.pdf.exe"': "plan.pdf.pdf",
    'filename="a;b=c.pdf"': "a;b=c.pdf",
}


@pytest.mark.parametrize("header", HEADERS, ids=lambda h: ascii(h)[:40])
def test_a_name_leads_nowhere_and_comes_back_in_its_own_script(
    storage, where, cast, browser, header
):
    amina, meant = browser(cast.amina), HEADERS[header]

    answer = send_raw(amina, where, header.encode())

    assert answer.status == 303
    (one,) = attached()
    assert one.file.name == meant
    assert meant in amina.follow(answer).words()
    back = saved(amina.get(f"/attachments/{one.id}"))
    assert (back.name, back.data) == (meant, PDF)
    told = back.headers["Content-Disposition"]
    assert told.startswith("attachment;")
    assert told.isascii()  # RFC 6266: other scripts are in filename*
    if not meant.isascii():
        assert f"filename*=UTF-8''{quote(meant, safe='')}" in told
