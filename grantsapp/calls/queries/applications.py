"""Applications with their answers and files, limited to what the reader may see."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import i18n
from grantsapp.accounts.models import Organisation, Person
from grantsapp.audit import Event
from grantsapp.calls import questions
from grantsapp.calls.models import (
    Answer,
    Application,
    Attachment,
    Call,
    Stage,
    Submission,
    reference_of,
)
from grantsapp.calls.models.lives import Typed
from grantsapp.calls.queries.standing import with_sponsor
from grantsapp.db import db, holds


def application(key: UUID, *, lock: bool = False) -> Application | None:
    """One application with all that its pages need."""
    query = select(Application).where(Application.id == key)
    query = query.options(
        joinedload(Application.call).joinedload(Call.fund),
        joinedload(Application.form_version),
        joinedload(Application.organisation).selectinload(Organisation.memberships),
        joinedload(Application.entry),
        selectinload(Application.answers),
        selectinload(Application.attachments).joinedload(Attachment.file),
        *with_sponsor(),
    )
    if lock:
        query = query.with_for_update(of=Application)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def submitted_applications(call: Call, search: str = "") -> list[Application]:
    """List what was handed in to a call, by number; drafts are their authors'."""
    query = _applications().where(
        Application.call_id == call.id, Application.stage == Stage.SUBMITTED
    )
    for word in i18n.fold(search).split():
        query = query.where(holds(Application.search_text, word))
    return list(db.session.scalars(query.order_by(Application.number)))


class Line(NamedTuple):
    """A bid as lists show it: plain values, so that a thousand of them are light."""

    id: UUID
    number: int
    call_reference: str
    title: str
    language: str
    amount: int | None
    organisation: str
    organisation_language: str

    @property
    def reference(self) -> str:
        """What people call it on the phone, such as CGF1-0042."""
        return reference_of(self.call_reference, self.number)


def submitted_lines(call: Call) -> list[Line]:
    """List what was handed in to a call as plain values, by number."""
    query = (
        select(
            Application.id,
            Application.number,
            Application.title,
            Application.language,
            Application.amount,
            Organisation.name,
            Organisation.language.label("organisation_language"),
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Application.call_id == call.id, Application.stage == Stage.SUBMITTED)
        .order_by(Application.number)
    )
    rows = db.session.execute(query)
    return [Line(row[0], row[1], call.reference, *row[2:]) for row in rows]


def _applications() -> Select[Application]:
    return select(Application).options(
        joinedload(Application.call).joinedload(Call.fund),
        joinedload(Application.organisation).selectinload(Organisation.memberships),
        joinedload(Application.entry),
    )


def drafts_in(call: Call) -> int:
    """Count the drafts of a call, and say no more about them."""
    query = select(Application.id).where(
        Application.call_id == call.id, Application.stage == Stage.DRAFT
    )
    return len(list(db.session.scalars(query)))


def attachment(key: UUID) -> Attachment | None:
    """One attached file, with the application that it is in."""
    whole = joinedload(Attachment.application)
    query = select(Attachment).where(Attachment.id == key)
    query = query.options(
        joinedload(Attachment.file),
        whole.joinedload(Application.call).joinedload(Call.fund),
        whole.joinedload(Application.organisation).selectinload(
            Organisation.memberships
        ),
        *with_sponsor(whole),
    )
    return db.session.scalar(query)


def raw_answers(
    application: Application, *, working: bool = False
) -> dict[str, list[str]]:
    """Give what was typed for each question; a file's answer is its attachments.

    It is what counts: of a bid that was reopened, what was sent. Its authors alone
    see what they are `working` at.
    """
    sent = None if working else application.sent
    raw = {code: list(a["raw"]) for code, a in typed_in(application, sent).items()}
    for attached in application.attachments if sent is None else application.files:
        raw.setdefault(attached.question, []).append(str(attached.id))
    return raw


def typed_in(application: Application, sent: Submission | None) -> Typed:
    """Give each answer with its language: of today, or of what was sent."""
    if sent is not None:
        return sent.answers
    return {
        a.question: {"raw": a.typed, "language": a.language}
        for a in application.answers
    }


def readings(
    application: Application, *, working: bool = False
) -> dict[str, questions.Reading]:
    """Read every answer of an application, with its fault where there is one."""
    raw = raw_answers(application, working=working)
    typed = typed_in(application, None if working else application.sent)
    tongues = {code: answer["language"] for code, answer in typed.items()}
    return questions.read_all(application.form_version.form, raw, tongues)


def saved_lately(
    application: Application, codes: Iterable[str], *, by: Person, since: datetime
) -> bool:
    """Say whether the last line of a bid's history tells of these answers already."""
    query = select(Event).where(Event.thing_id == application.id)
    last = db.session.scalar(query.order_by(Event.sequence.desc()).limit(1))
    return (
        last is not None
        and (last.verb, last.by_id) == ("saved", by.id)
        and last.at > since
        and set(codes) <= set(last.details.get("answers", []))
    )


def answer(application: Application, code: str) -> Answer | None:
    """Find the answer to one question."""
    return next((a for a in application.answers if a.question == code), None)
