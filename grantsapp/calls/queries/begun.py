"""Every bid that was begun for a call, as an evaluation counts it: nobody by name."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from grantsapp import i18n
from grantsapp.accounts.models import Organisation
from grantsapp.calls.models import Answer, Application, Attachment, Call
from grantsapp.calls.queries.calls import form_version_of
from grantsapp.calls.questions import Form, Kind
from grantsapp.db import db

SIZE = "income"  # the question by whose choices a fund asks how large a group is
NOWHERE = ""  # nothing was written


class Begun(NamedTuple):
    """A bid as it is counted: what is known of its group, and how far its form went.

    `stopped` is the last section in which something stands; None once handed in.
    """

    id: UUID
    number: int
    organisation_id: UUID
    language: str
    kind: str
    borough: str
    tier: str
    size: str
    is_new: bool
    stopped: str | None


def begun_in(call: Call) -> list[Begun]:
    """List what was begun for a call, drafts too, by number."""
    form = _form_of(call)
    sizes, before = _sizes(call, form), applied_before(call)
    stopped = _stopped(call, form)
    query = (
        select(
            Application.id,
            Application.number,
            Application.organisation_id,
            Application.language,
            Organisation.kind,
            Organisation.borough,
            Application.tier,
            Application.submitted_at,
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Application.call_id == call.id)
        .order_by(Application.number)
    )
    return [
        Begun(
            *(key, number, group, language, str(kind), borough, tier),
            size=sizes.get(key, ""),
            is_new=group not in before,
            stopped=stopped.get(key, NOWHERE) if at is None else None,
        )
        for key, number, group, language, kind, borough, tier, at in db.session.execute(
            query
        )
    ]


def applied_before(call: Call) -> set[UUID]:
    """Name the groups that handed in a bid to an earlier call of the same fund."""
    earlier = aliased(Call)
    query = (
        select(Application.organisation_id)
        .join(earlier, earlier.id == Application.call_id)
        .where(
            earlier.fund_id == call.fund_id,
            earlier.closes_at < call.closes_at,
            Application.submitted_at.is_not(None),
        )
    )
    return set(db.session.scalars(query))


def sections_in(call: Call) -> dict[str, i18n.Text]:
    """Name the sections of a call's form by their codes, in their order."""
    return {s.code: i18n.Text(s.title) for s in _form_of(call).sections}


def sizes_in(call: Call) -> dict[str, i18n.Text]:
    """Name the sizes of groups among which a call's form lets choose, if it asks."""
    asked = _form_of(call).question(SIZE)
    return {o.code: i18n.Text(o.label) for o in asked.options} if asked else {}


def _form_of(call: Call) -> Form:
    version = form_version_of(call)
    return version.form if version else Form(())


def _sizes(call: Call, form: Form) -> dict[UUID, str]:
    """Read what groups chose, where the form asks so that choices can be counted."""
    asked = form.question(SIZE)
    if asked is None or asked.kind is not Kind.ONE or asked.sensitive:
        return {}
    codes = {option.code for option in asked.options}
    query = (
        select(Answer.application_id, Answer.raw)
        .join(Application, Application.id == Answer.application_id)
        .where(Application.call_id == call.id, Answer.question == SIZE)
    )
    rows: Any = db.session.execute(query)
    return {key: raw[0] for key, raw in rows if raw and raw[0] in codes}


def _stopped(call: Call, form: Form) -> dict[UUID, str]:
    """Give the last section in which something stands, of bids not handed in."""
    order = [section.code for section in form.sections]
    places = {q.code: n for n, s in enumerate(form.sections) for q in s.questions}
    found: dict[UUID, int] = {}
    for key, question in _written(call):
        if question in places:
            found[key] = max(found.get(key, 0), places[question])
    return {key: order[place] for key, place in found.items()}


def _written(call: Call) -> list[tuple[UUID, str]]:
    """List where something stands in drafts: an answer that is not empty, or a file."""
    drafts = (Application.call_id == call.id, Application.submitted_at.is_(None))
    answers = select(Answer.application_id, Answer.question, Answer.raw)
    answers = answers.join(Application, Application.id == Answer.application_id)
    sealed = Answer.sealed.is_not(None)
    rows: Any = db.session.execute(answers.add_columns(sealed).where(*drafts))
    told = [
        (key, question)
        for key, question, raw, is_sealed in rows
        if is_sealed or any(text.strip() for text in raw)
    ]
    files = select(Attachment.application_id, Attachment.question)
    files = files.join(Application, Application.id == Attachment.application_id)
    files = files.where(*drafts, Attachment.removed_at.is_(None))
    more: Any = db.session.execute(files)
    return told + [(key, question) for key, question in more]
