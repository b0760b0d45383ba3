"""What applicants do: start, save, attach, submit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from grantsapp import audit, clock, files, i18n, mail
from grantsapp.accounts.models import Organisation, Person
from grantsapp.calls import queries
from grantsapp.calls.actions import fitting, receiving, sponsoring
from grantsapp.calls.fitting import Route
from grantsapp.calls.models import Answer, Application, Attachment, Call, Edit, Stage
from grantsapp.calls.questions import Form
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.files import File
from grantsapp.i18n import gettext as _

MOST_FILES = 5
ONE_SITTING = timedelta(minutes=10)


def start_application(
    call: Call,
    organisation: Organisation,
    *,
    by: Person,
    language: str,
    route: Route = Route.OWN,
) -> Application:
    """Begin an application, with the next number of the call."""
    fitting.check(call, organisation, route)
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
        route=route,
    )
    db.session.add(application)
    audit.record("started", application, by=by)
    return application


@dataclass(frozen=True)
class Opened:
    """A page on somebody's screen: the form it shows, its name, its turns of saving.

    A turn is later than another of the same page where its number is greater.
    """

    form: Form | None = None
    key: str = ""
    turn: int = 0
    saves_itself: bool = False

    def wrote(self, stored: Answer) -> bool:
        """Say whether this page wrote the newest text of an answer."""
        return bool(self.key and self.turn) and stored.page == self.key

    def is_later_than(self, stored: Answer, seen: int) -> bool:
        """Say whether what it sends was written with the newest text in sight."""
        if self.wrote(stored):
            return self.turn > stored.turn
        return stored.version == seen


NO_PAGE = Opened()  # a deed that no page sent


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
    page: Opened = NO_PAGE,
) -> list[Clash]:
    """Keep what was typed, right or wrong, answer by answer; give the clashes.

    A version is the edit of the answer that the person saw. Where somebody saved a
    newer one meanwhile, nothing of that answer is changed; a page that saves by itself
    is not somebody else, and its later turns win over earlier ones that come late.
    """
    clashes, changed = [], []
    for code, raw in typed.items():
        stored = queries.answer(application, code)
        if (stored.typed if stored else []) == raw:
            continue
        if stored is None or page.is_later_than(stored, versions.get(code, 0)):
            _write(application, stored, code, raw, by=by, language=language, page=page)
            changed.append(code)
        elif not page.wrote(stored) and not _untouched(stored, raw, versions):
            clashes.append(Clash(code, raw, stored))
    if changed:
        if application.is_draft:  # what a fund lists of a bid is what it received
            summarise(application)
        _note_saved(application, changed, by=by, quietly=page.saves_itself)
    return clashes


def _note_saved(
    application: Application, codes: list[str], *, by: Person, quietly: bool
) -> None:
    """Write down who saved what; a page that saves by itself once in ten minutes."""
    since = clock.now() - ONE_SITTING
    if quietly and queries.saved_lately(application, codes, by=by, since=since):
        return
    audit.record("saved", application, by=by, answers=codes)


def replace_answers(
    application: Application, typed: dict[str, dict[str, Any]], *, by: Person
) -> None:
    """Put other answers in the place of those there are, which stay as edits."""
    for code, answer in typed.items():
        stored = queries.answer(application, code)
        if stored is None or stored.typed != answer["raw"]:
            tongue = answer["language"]
            _write(application, stored, code, answer["raw"], by=by, language=tongue)
    summarise(application)


def _untouched(stored: Answer, raw: list[str], versions: dict[str, int]) -> bool:
    """Say whether a person sent back just what their page had shown them."""
    version = versions.get(stored.question, 0)
    shown = next((e.typed for e in stored.edits if e.version == version), [])
    return shown == raw


def _write(
    application: Application,
    stored: Answer | None,
    code: str,
    raw: list[str],
    *,
    by: Person,
    language: str,
    page: Opened = NO_PAGE,
) -> None:
    now, form = clock.now(), page.form or application.form_version.form
    question = form.question(code)
    if stored is None:
        stored = Answer(question=code, language=language, at=now, by_name="")
        application.answers.append(stored)
    else:
        edit = Edit(
            answer_id=stored.id,
            version=stored.version,
            raw=stored.raw,
            sealed=stored.sealed,
            at=stored.at,
            by_name=stored.by_name,
        )
        db.session.add(edit)  # not through the answer: that would read all edits
        stored.version += 1
    stored.keep(raw, is_sensitive=bool(question and question.sensitive))
    stored.language = language
    stored.at, stored.by_name = now, by.called
    stored.page, stored.turn = page.key, page.turn


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


def see_room(application: Application, code: str) -> None:
    """Refuse where a question has as many files as it may."""
    known = [a for a in application.attachments if a.question == code]
    if len(known) >= MOST_FILES:
        raise Refused(_("There are %(most)s files here already.", most=MOST_FILES))


def attach(
    application: Application, code: str, file: File, *, by: Person
) -> Attachment:
    """Answer a question with a file."""
    see_room(application, code)
    attachment = Attachment(question=code, file=file)
    application.attachments.append(attachment)
    audit.record("attached", application, by=by, file=file.name, digest=file.digest)
    return attachment


def detach(attachment: Attachment, *, by: Person) -> None:
    """Take a file out of an application; nobody can have it back."""
    application, name = attachment.application, attachment.file.name
    if receiving.was_sent(attachment):
        attachment.removed_at = clock.now()
    else:
        db.session.delete(attachment)
        files.remove(attachment.file)
    db.session.flush()
    db.session.expire(application, ["attachments"])
    audit.record("removed a file", application, by=by, file=name)


def submit_application(application: Application, *, by: Person, at: datetime) -> None:
    """Hand an application in, for the first time or anew; from here on it is read."""
    found = queries.readings(application, working=True)
    if any(reading.fault for reading in found.values()):
        raise Refused(_("Some answers are missing or wrong. Nothing was sent."))
    if queries.lacks_sponsor(application):
        raise Refused(_("No sponsor has confirmed yet. Nothing was sent."))
    if application.is_reopened:
        application.reopened_at = None
    else:
        application.move(Stage.SUBMITTED)
    application.submitted_at = at
    summarise(application)
    sent = receiving.receive(application, by=by, at=at)
    audit.record(
        "submitted", application, by=by, number=sent.number, digest=sent.digest
    )
    for member in application.organisation.memberships:
        mail.post(
            "application_submitted",
            f"submitted:{application.id}:{sent.number}:{member.person_id}",
            to=member.person.email,
            language=member.person.language,
            application=application,
            person=member.person,
            url=mail.address(f"/applications/{application.id}"),
            receipt=_receipt_of(application),
        )
    sponsoring.tell_of_submission(application)


def _receipt_of(application: Application) -> str:
    """Give the address of the receipt."""
    return mail.address(f"/applications/{application.id}/receipt.pdf")
