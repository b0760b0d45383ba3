"""Letters: rows, sent by a worker to a real SMTP server, at least once."""

import email
import email.policy
import socket

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from grantsapp import clock, mail
from grantsapp.db import db
from grantsapp.mail import Letter


class Postbox:
    """Keeps what the server took."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, _server, _session, envelope):
        policy = email.policy.default
        self.taken.append(email.message_from_bytes(envelope.content, policy=policy))
        return "250 OK"


def a_free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def postbox(app):
    box, port = Postbox(), a_free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    yield box
    app.config["MAIL_URL"] = ""
    server.stop()


def a_letter(language="ar"):
    letter = mail.post(
        "sign_in_code", "code:1", to="amina@example.org", language=language,
        secret=True, code="123456", minutes=15,
    )  # fmt: skip
    db.session.commit()
    return letter


def test_a_letter_goes_out_in_its_language_with_its_direction(app, postbox):
    key = a_letter().id

    assert mail.send_once()

    (taken,) = postbox.taken
    assert taken["To"] == "amina@example.org"
    assert taken["Content-Language"] == "ar"
    assert taken["Message-ID"] == f"<{key}@127.0.0.1>"
    html = taken.get_body(("html",)).get_content()
    assert 'dir="rtl"' in html
    assert "123456" in taken.get_body(("plain",)).get_content()
    assert not mail.send_once()


def test_a_letter_that_failed_goes_again_with_the_same_message_id(app, postbox):
    letter = a_letter()
    right = app.config["MAIL_URL"]
    app.config["MAIL_URL"] = f"smtp://127.0.0.1:{a_free_port()}"
    assert mail.send_once()
    failed = db.session.get(Letter, letter.id, populate_existing=True)
    assert failed.done_at is None
    assert failed.fault
    assert not mail.send_once()  # put off

    app.config["MAIL_URL"] = right
    failed.due_at = clock.now()
    db.session.commit()
    assert mail.send_once()

    assert [m["Message-ID"] for m in postbox.taken] == [letter.message_id]


def test_the_same_deed_writes_one_letter(app):
    first, second = a_letter(), a_letter()

    assert first.id == second.id
    assert len(db.session.scalars(select(Letter)).all()) == 1


def test_without_a_server_letters_wait(app):
    a_letter()

    assert not mail.send_once()
    assert db.session.scalar(select(Letter)).attempts == 0


def test_a_subject_with_a_line_break_makes_no_header_and_stops_no_worker(app, postbox):
    letter = a_letter("en")
    letter.subject = "Your code\r\nBcc: evil@example.org"
    db.session.commit()

    assert mail.send_once()

    assert postbox.taken == []
    assert db.session.get(Letter, letter.id, populate_existing=True).fault
