"""What applicants do: start, save, attach, submit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grantsapp import audit, clock, i18n, mail
from grantsapp.accounts.models import Organisation, Person
from grantsapp.calls import queries
from grantsapp.calls.models import Answer, Application, Attachment, Call, Edit, Stage
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.files import File
from grantsapp.i18n import gettext as _

MOST_FILES = 5


def start_application(
    call: Call, organisation: Organisation, *, by: Person, language: str
) -> Application:
    """Begin an application, with the next number of the call."""
    version = queries.form_version_of(call)
    if version is None:
        raise Refused(_("You cannot apply now: this call is not open."))
    call.last_number += 1
    application = Application(
        call=call,
        organisation=organisation,
        form_version=version,
        by=by,
        number=call.last_number,
        language=language,
    )
    db.session.add(application)
    audit.record("started", application, by=by)
    return application


@dataclass(frozen=True)
class Clash:
    """Two people wrote the same answer: mine, not saved, and theirs, saved before."""

    question: str
    mine: list[str]
    theirs: Answer


def save_section(
    application: Application,
    typed: dict[str, list[str]],
    versions: dict[str, int],
    *,
    by: Person,
    language: str,
) -> list[Clash]:
    """Keep what was typed, right or wrong, answer by answer; give the clashes.

    A version is the edit of the answer that the person saw. Where somebody saved a
    newer one meanwhile, nothing of that answer is changed.
    """
    clashes, changed = [], []
    for code, raw in typed.items():
        stored = queries.answer(application, code)
        if (stored.raw if stored else []) == raw:
            continue
        if stored and stored.version != versions.get(code, 0):
            if not _untouched(stored, raw, versions.get(code, 0)):
                clashes.append(Clash(code, raw, stored))
            continue
        _write(application, stored, code, raw, by=by, language=language)
        changed.append(code)
    if changed:
        summarise(application)
        audit.record("saved", application, by=by, answers=changed)
    return clashes


def _untouched(stored: Answer, raw: list[str], version: int) -> bool:
    """Say whether a person sent back just what their page had shown them."""
    shown = next((e.raw for e in stored.edits if e.version == version), [])
    return shown == raw


def _write(
    application: Application,
    stored: Answer | None,
    code: str,
    raw: list[str],
    *,
    by: Person,
    language: str,
) -> None:
    now = clock.now()
    if stored is None:
        stored = Answer(question=code, raw=raw, language=language, at=now, by_name="")
        application.answers.append(stored)
    else:
        edit = Edit(
            answer_id=stored.id,
            version=stored.version,
            raw=stored.raw,
            at=stored.at,
            by_name=stored.by_name,
        )
        db.session.add(edit)  # not through the answer: that would read all edits
        stored.version += 1
    stored.raw, stored.language = raw, language
    stored.at, stored.by_name = now, by.called


def summarise(application: Application) -> None:
    """Bring the columns that lists show and search in line with the answers."""
    found = queries.readings(application)
    values = {code: reading.value for code, reading in found.items()}
    application.title = values.get("title") or ""
    application.amount = values.get("amount")
    application.tier = values.get("tier") or ""
    application.theme = values.get("theme") or ""
    application.search_text = _searchable(application, values)


def _searchable(application: Application, values: dict[str, Any]) -> str:
    """Give the words that the bid is found by, each once; sensitive ones stay out."""
    texts = [application.reference, application.organisation.name]
    for question in application.form_version.form.questions:
        value = values.get(question.code)
        if isinstance(value, str) and not getattr(question, "sensitive", False):
            texts.append(value)
    return " ".join(sorted(set(i18n.fold(" ".join(texts)).split())))


def attach(
    application: Application, code: str, file: File, *, by: Person
) -> Attachment:
    """Answer a question with a file."""
    known = [a for a in application.attachments if a.question == code]
    if len(known) >= MOST_FILES:
        raise Refused(_("There are %(most)s files here already.", most=MOST_FILES))
    attachment = Attachment(question=code, file=file)
    application.attachments.append(attachment)
    audit.record("attached", application, by=by, file=file.name, digest=file.digest)
    return attachment


def detach(attachment: Attachment, *, by: Person) -> None:
    """Take a file out of an application."""
    application, name = attachment.application, attachment.file.name
    db.session.delete(attachment)
    audit.record("removed a file", application, by=by, file=name)


def submit_application(application: Application, *, by: Person, at: datetime) -> None:
    """Hand an application in; from here on its authors can only read it."""
    if any(reading.fault for reading in queries.readings(application).values()):
        raise Refused(_("Some answers are missing or wrong. Nothing was sent."))
    application.move(Stage.SUBMITTED)
    application.submitted_at = at
    summarise(application)
    audit.record("submitted", application, by=by)
    for member in application.organisation.memberships:
        mail.post(
            "application_submitted",
            f"submitted:{application.id}:{member.person_id}",
            to=member.person.email,
            language=member.person.language,
            application=application,
            person=member.person,
            url=mail.address(f"/applications/{application.id}"),
        )
