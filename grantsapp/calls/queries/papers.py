"""A bid as documents tell it: frozen plain values, so that nothing is read later."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from grantsapp import i18n
from grantsapp.calls import questions
from grantsapp.calls.models import Application, Attachment, Call, Stage
from grantsapp.calls.queries.applications import raw_answers, typed_in
from grantsapp.files import File


@dataclass(frozen=True)
class Enclosed:
    """A file that answers a question; `kept` is detached and only read."""

    id: str
    question: str
    name: str
    size: int
    digest: str
    kept: File


@dataclass(frozen=True)
class Group:
    """Who applies."""

    name: str
    language: str
    kind: str
    org_id: str
    borough: str


@dataclass(frozen=True)
class Paper:
    """All that a document says about one bid."""

    id: UUID
    reference: str
    title: str
    language: str
    stage: Stage
    submitted_at: datetime | None
    amount: int | None
    currency: str
    zone: str
    call_reference: str
    call_title: i18n.Text
    fund: i18n.Text
    group: Group
    form: questions.Form
    raw: dict[str, list[str]]
    tongues: dict[str, str]
    files: tuple[Enclosed, ...]

    @cached_property
    def readings(self) -> dict[str, questions.Reading]:
        """What the answers say; read when it is needed, outside of any transaction."""
        return questions.read_all(self.form, self.raw, self.tongues)

    def files_of(self, code: str) -> list[Enclosed]:
        """List the files that answer a question."""
        return [file for file in self.files if file.question == code]

    @cached_property
    def digest(self) -> str:
        """The hash of what was answered: the same answers and files give the same."""
        typed = {
            code: raw
            for code, raw in self.raw.items()
            if raw and not self.files_of(code)
        }
        held = sorted([file.question, file.name, file.digest] for file in self.files)
        words = [self.reference, typed, held]
        text = json.dumps(words, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def paper(application: Application) -> Paper:
    """Freeze an application, with everything that documents tell of it."""
    call, group = application.call, application.organisation
    counted = typed_in(application, application.sent)
    return Paper(
        id=application.id,
        reference=application.reference,
        title=application.title,
        language=application.language,
        stage=application.stage,
        submitted_at=application.submitted_at,
        amount=application.amount,
        currency=call.fund.currency,
        zone=call.fund.time_zone,
        call_reference=call.reference,
        call_title=call.title,
        fund=call.fund.name,
        group=Group(
            group.name, group.language, group.kind, group.org_id or "", group.borough
        ),
        form=application.form_version.form,
        raw=raw_answers(application),
        tongues={code: a["language"] for code, a in counted.items()},
        files=tuple(map(_enclosed, application.files)),
    )


def _enclosed(attachment: Attachment) -> Enclosed:
    file = attachment.file
    key, code = str(attachment.id), attachment.question
    return Enclosed(key, code, file.name, file.size, file.digest, file)


def papers(session: Session, keys: list[UUID]) -> list[Paper]:
    """Freeze some bids in the order of their keys, as a snapshot has them."""
    query = select(Application).where(Application.id.in_(keys))
    query = query.options(
        joinedload(Application.call).joinedload(Call.fund),
        joinedload(Application.form_version),
        joinedload(Application.organisation),
        selectinload(Application.answers),
        selectinload(Application.attachments).joinedload(Attachment.file),
        selectinload(Application.every_attachment).joinedload(Attachment.file),
        selectinload(Application.submissions),
    )
    known = {a.id: paper(a) for a in session.scalars(query)}
    return [known[key] for key in keys if key in known]
