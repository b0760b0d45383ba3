"""The fund asks on one section of a bid; its authors answer there."""

import json
from datetime import datetime

from grantsapp import audit, mail
from grantsapp.accounts.models import Person
from grantsapp.calls import queries
from grantsapp.calls.actions import applying, receiving
from grantsapp.calls.models import Application, Clarification
from grantsapp.calls.models.lives import Typed
from grantsapp.calls.questions import Kind, Section
from grantsapp.db import db
from grantsapp.errors import Late
from grantsapp.i18n import gettext as _


def ask(
    application: Application,
    section: Section,
    *,
    words: str,
    until: datetime,
    by: Person,
) -> Clarification:
    """Ask the group about one section, by letter to everybody in it.

    Raises Late, which keeps what was typed, where a question on it is open.
    """
    known = queries.clarifications_of(application)
    if any(c.section == section.code and c.state == "open" for c in known):
        raise Late(_("There is an open question on this section already."))
    sealed = _dumped(_section_now(application, section))
    asked = Clarification(
        application=application,
        section=section.code,
        words=words,
        until=until,
        by=by,
        by_name=by.called,
        sealed_before=sealed,
        sealed_after=sealed,
    )
    db.session.add(asked)
    audit.record("asked", application, by=by, section=section.code, words=words)
    for member in application.organisation.memberships:
        mail.post(
            "clarification_asked",
            f"asked:{asked.id}:{member.person_id}",
            to=member.person.email,
            language=member.person.language,
            clarification=asked,
            application=application,
            person=member.person,
            url=mail.address(f"/clarifications/{asked.id}"),
        )
    return asked


def _section_now(application: Application, section: Section) -> Typed:
    codes = {q.code for q in section.questions if q.kind is not Kind.FILE}
    typed = queries.typed_in(application, application.sent)
    return {code: answer for code, answer in typed.items() if code in codes}


def _dumped(typed: Typed) -> str:
    return json.dumps(typed, ensure_ascii=False)


def save(
    asked: Clarification,
    raw: dict[str, list[str]],
    *,
    version: int,
    language: str,
    by: Person,
) -> None:
    """Keep the answer as far as it is written; the fund does not see it yet.

    Raises Late, which keeps what was typed, where somebody else saved meanwhile.
    """
    if version != asked.version:
        raise Late(
            _("Somebody else in your group changed this meanwhile. Your text is kept.")
        )
    before = asked.after
    typed = {
        code: before[code]
        if before.get(code, {}).get("raw") == values
        else {"raw": values, "language": language}
        for code, values in raw.items()
    }
    if typed != before:
        asked.sealed_after, asked.version = _dumped(typed), asked.version + 1
        audit.record("wrote an answer", asked, by=by)


def send(asked: Clarification, *, by: Person, at: datetime) -> None:
    """Send the answer: from here on the bid is read with it, beside what it was."""
    application, typed = asked.application, asked.after
    receiving.keep_what_was_sent(application, by=by)
    sent = receiving.receive_clarified(application, typed, by=by, at=at)
    applying.replace_answers(application, typed, by=by)
    asked.answered_at, asked.answered_by_name = at, by.called
    audit.record(
        "clarified",
        application,
        by=by,
        section=asked.section,
        number=sent.number,
        digest=sent.digest,
    )
    if asked.by is not None:
        mail.post(
            "staff/clarification_answered",
            f"clarified:{asked.id}",
            to=asked.by.email,
            language=asked.by.language,
            clarification=asked,
            application=application,
            person=asked.by,
            url=mail.address(f"/staff/clarifications/{asked.id}"),
        )
