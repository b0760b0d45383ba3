"""Letters: rows saved with the deed that caused them, sent by a worker.

A letter goes at least once, with a Message-ID that stays the same when it goes again.
It is written at the time of the deed, in the language of the person it goes to; its
text is sealed, because it may carry a sign-in code.
"""

import smtplib
import ssl
import traceback
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from sqlalchemy import Index, func, select
from sqlalchemy.orm import Mapped, mapped_column

from grantsapp import clock, i18n, jobs, unseen
from grantsapp.columns import Sealed
from grantsapp.db import Model, db

SECRET_DAYS = 1


class Letter(Model):
    """One letter to one address."""

    __tablename__ = "letters"
    __table_args__ = (Index(None, "done_at", "due_at"),)

    key: Mapped[str] = mapped_column(unique=True)
    to: Mapped[str]
    language: Mapped[str]
    template: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Sealed)
    is_secret: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(default="")

    @property
    def message_id(self) -> str:
        """The same at every attempt, so that a mailbox can drop the second copy."""
        host = urlsplit(current_app.config["URL"]).hostname or "localhost"
        return f"<{self.id}@{host}>"


def post(
    template: str,
    key: str,
    *,
    to: str,
    language: str,
    secret: bool = False,
    **words: Any,
) -> Letter:
    """Write a letter in the reader's language and put it in the outbox.

    The template's first line is the subject. The key makes it go once.
    """
    known = db.session.scalar(select(Letter).where(Letter.key == key))
    if known is not None:
        return known
    subject, body = written(template, language, **words)
    letter = Letter(
        key=key,
        to=to,
        language=language,
        template=template,
        subject=subject,
        body=body,
        is_secret=secret,
    )
    db.session.add(letter)
    return letter


def written(template: str, language: str, **words: Any) -> tuple[str, str]:
    """Write the subject and the body of a letter, as `post` does, and send nothing."""
    with i18n.writing_in(language):
        text = render_template(f"mail/{template}.txt", **words)
    subject, _, body = text.strip().partition("\n")
    return " ".join(unseen.one_line(subject).split()), body.strip() + "\n"


def letters_with(start: str) -> list[Letter]:
    """List the letters whose keys begin so, in the order in which they were written."""
    query = select(Letter).where(Letter.key.startswith(start, autoescape=True))
    return list(db.session.scalars(query.order_by(Letter.made_at, Letter.to)))


def last_due(start: str) -> datetime | None:
    """Say when the last of the letters goes, or went, whose keys begin so."""
    query = select(func.max(Letter.due_at))
    return db.session.scalar(query.where(Letter.key.startswith(start, autoescape=True)))


def address(path: str) -> str:
    """Give the full address of one of our pages, for a letter."""
    return str(current_app.config["URL"]).rstrip("/") + path


def message(letter: Letter) -> EmailMessage:
    """Make the e-mail: plain text, and the same as HTML that knows its direction."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"], mail["To"] = letter.subject, letter.to
    mail["From"] = current_app.config["MAIL_FROM"]
    mail["Message-ID"], mail["Date"] = letter.message_id, letter.made_at
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.body)
    with i18n.writing_in(letter.language):
        html = render_template("mail/letter.html", letter=letter)
    mail.add_alternative(html, subtype="html")
    mail["Content-Language"] = letter.language  # after the content, which resets it
    return mail


def send_once() -> bool:
    """Send one letter, if one is due; say whether there was one."""
    if not current_app.config["MAIL_URL"]:
        return False
    letter = jobs.lease(Letter)
    if letter is None:
        return False
    key = letter.id
    try:
        _deliver(message(letter))
        letter.done_at, letter.leased_until, letter.fault = clock.now(), None, ""
        db.session.commit()
    except Exception:  # one bad letter must not stop the others
        db.session.rollback()
        failed = db.session.get(Letter, key, populate_existing=True)
        if failed is not None:
            jobs.put_off(failed, traceback.format_exc())
    return True


def forget_secrets() -> None:
    """Empty the letters that carried a code, a day after they were written."""
    old = clock.now() - timedelta(days=SECRET_DAYS)
    query = select(Letter).where(Letter.is_secret, Letter.made_at < old)
    for letter in db.session.scalars(query):
        letter.body = ""


def _deliver(mail: EmailMessage) -> None:
    url = urlsplit(current_app.config["MAIL_URL"])
    kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with kind(url.hostname or "localhost", url.port or 25, timeout=30) as server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(mail)
