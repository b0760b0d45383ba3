"""What the pages of this room read, limited to what the person may see."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import clock, i18n
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.calls import questions
from grantsapp.calls.models import (
    Answer,
    Application,
    Attachment,
    Call,
    Duty,
    FormVersion,
    Fund,
    Question,
    Role,
    Section,
    Stage,
    Theme,
    Tier,
    reference_of,
)
from grantsapp.calls.rules import roles_of
from grantsapp.db import db, locked


def funds_of(person: Any) -> list[Fund]:
    """List the funds that a person manages, with their calls."""
    mine = [r.fund_id for r in roles_of(person) if r.duty is Duty.MANAGER and r.fund_id]
    query = select(Fund).where(Fund.id.in_(mine)).options(selectinload(Fund.calls))
    return list(db.session.scalars(query.order_by(Fund.made_at)))


def all_funds() -> list[Fund]:
    """List the funds of the house, the oldest first."""
    return list(db.session.scalars(select(Fund).order_by(Fund.made_at)))


def fund(key: UUID, *, lock: bool = False) -> Fund | None:
    """One fund with its sources and themes."""
    query = select(Fund).where(Fund.id == key)
    query = query.options(selectinload(Fund.sources), selectinload(Fund.themes))
    return db.session.scalar(locked(query) if lock else query)


def theme(key: UUID) -> Theme | None:
    """One theme."""
    return db.session.get(Theme, key)


def open_calls() -> list[Call]:
    """List the calls that people can apply to now, the next to close first."""
    now = clock.now()
    query = _calls().where(Call.opened_at.is_not(None), Call.opens_at <= now)
    query = query.where(Call.closes_at > now).order_by(Call.closes_at)
    return list(db.session.scalars(query))


def other_calls() -> list[Call]:
    """List published calls that are not open: coming ones and closed ones."""
    now = clock.now()
    query = _calls().where(Call.opened_at.is_not(None))
    query = query.where(or_(Call.opens_at > now, Call.closes_at <= now))
    return list(db.session.scalars(query.order_by(Call.closes_at.desc())))


def call(reference: str, *, lock: bool = False) -> Call | None:
    """One call with its fund, themes and tiers."""
    query = _calls().where(Call.reference == reference)
    query = query.options(
        selectinload(Call.tiers), joinedload(Call.fund).selectinload(Fund.themes)
    )
    if lock:
        query = query.with_for_update(of=Call).execution_options(populate_existing=True)
    return db.session.scalar(query)


def _calls() -> Select[Call]:
    return select(Call).options(joinedload(Call.fund))


def sections_of(call: Call) -> list[Section]:
    """List the sections of a call that is being written, with their questions."""
    query = select(Section).where(Section.call_id == call.id)
    query = query.options(selectinload(Section.questions)).order_by(Section.position)
    return list(db.session.scalars(query))


def question(call: Call, code: str) -> Question | None:
    """One question of a call that is being written."""
    query = select(Question).where(Question.call_id == call.id, Question.code == code)
    return db.session.scalar(query)


def tier(call: Call, code: str) -> Tier | None:
    """One tier of a call."""
    return next((t for t in call.tiers if t.code == code), None)


def form_version_of(call: Call) -> FormVersion | None:
    """The newest frozen form of a call."""
    query = select(FormVersion).where(FormVersion.call_id == call.id)
    return db.session.scalar(query.order_by(FormVersion.number.desc()).limit(1))


def application(key: UUID, *, lock: bool = False) -> Application | None:
    """One application with all that its pages need."""
    query = select(Application).where(Application.id == key)
    query = query.options(
        joinedload(Application.call).joinedload(Call.fund),
        joinedload(Application.form_version),
        joinedload(Application.organisation).selectinload(Organisation.memberships),
        selectinload(Application.answers),
        selectinload(Application.attachments).joinedload(Attachment.file),
    )
    if lock:
        query = query.with_for_update(of=Application)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def applications_of(person: Any) -> list[Application]:
    """List the applications of a person's organisations, the newest first."""
    query = _applications().join(Application.organisation).join(Membership)
    query = query.where(Membership.person_id == person.id)
    return list(db.session.scalars(query.order_by(Application.made_at.desc())))


def submitted_applications(call: Call, search: str = "") -> list[Application]:
    """List what was handed in to a call, by number; drafts are their authors'."""
    query = _applications().where(
        Application.call_id == call.id, Application.stage == Stage.SUBMITTED
    )
    for word in i18n.fold(search).split():
        query = query.where(Application.search_text.contains(word, autoescape=True))
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
    )
    return db.session.scalar(query)


def managers_of(fund: Fund) -> list[Role]:
    """List who manages a fund."""
    query = select(Role).options(joinedload(Role.person))
    query = query.where(Role.fund_id == fund.id, Role.duty == Duty.MANAGER)
    return list(db.session.scalars(query))


def raw_answers(application: Application) -> dict[str, list[str]]:
    """Give what was typed for each question; a file's answer is its attachments."""
    raw = {answer.question: answer.raw for answer in application.answers}
    for attached in application.attachments:
        raw.setdefault(attached.question, []).append(str(attached.id))
    return raw


def readings(application: Application) -> dict[str, questions.Reading]:
    """Read every answer of an application, with its fault where there is one."""
    raw = raw_answers(application)
    tongues = {answer.question: answer.language for answer in application.answers}
    return questions.read_all(application.form_version.form, raw, tongues)


def answer(application: Application, code: str) -> Answer | None:
    """Find the answer to one question."""
    return next((a for a in application.answers if a.question == code), None)
