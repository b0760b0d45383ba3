"""Corrections of a form whose call is open: each is a version, and drafts move to it.

What was handed in stays on the form that it answered.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import update

from grantsapp import audit, i18n, jobs, mail
from grantsapp.accounts.models import Person
from grantsapp.calls import queries, questions
from grantsapp.calls.actions import fitting, freezing, translating
from grantsapp.calls.models import Application, Audience, Call, FormVersion, Stage
from grantsapp.calls.queries import telling
from grantsapp.calls.questions import TABLES, Change, Form, Kind, Question, What
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext

_OF_THE_FORM = {"section", "question"}  # the parts whose texts must be complete


def waiting(call: Call) -> list[Change]:
    """List what was changed since the form that applicants answer now."""
    newest = queries.form_version_of(call)
    if newest is None:
        return []
    return questions.changes(newest.form, _corrected(call, newest.form))


def form_now(call: Call) -> Form:
    """Give the form as it stands now, before or after the opening."""
    newest = queries.form_version_of(call)
    if newest is None:
        return fitting.form_for(call, freezing.form_of(call))
    return _corrected(call, newest.form)


def _corrected(call: Call, before: Form) -> Form:
    """Give the form as it stands now; what is ours in it stays as it was frozen.

    Our own words come from the catalogues, which a newer grantsapp may word anew.
    """
    own = tuple(
        replace(part, questions=tuple(_ours_kept(q, before) for q in part.questions))
        for part in freezing.own_sections(call)
    )
    return Form((before.sections[0], *own))


def _ours_kept(question: Question, before: Form) -> Question:
    old = before.question(question.code)
    ours = TABLES - {Kind.GROUP}
    if old and question.kind in ours and old.kind is question.kind:
        return replace(question, columns=old.columns)
    return question


def publish(call: Call, *, note: i18n.Text, by: Person) -> FormVersion:
    """Let a correction count: drafts move to it, and their authors hear what changed.

    Raises Refused where nothing changed, where answers would be lost, where a text is
    missing in a language of the call.
    """
    newest = queries.form_version_of(call)
    if newest is None:
        raise Refused(_("This call has no form yet."))
    form = _corrected(call, newest.form)
    changed = questions.changes(newest.form, form)
    if not changed:
        raise Refused(_("Nothing differs from the form that applicants answer now."))
    if why := " ".join(_lacking(call, newest.form, form)):
        raise Refused(_("This correction is not ready: %(why)s", why=why))
    version = FormVersion(
        call_id=call.id,
        number=newest.number + 1,
        definition=questions.as_json(form),
        note=note,
        by_name=by.called,
    )
    db.session.add(version)
    db.session.flush()
    _move_drafts(call, version)
    jobs.ask("tell_of_correction", f"correction:{version.id}", version=str(version.id))
    what = [f"{c.what} {c.question.code if c.question else c.section}" for c in changed]
    audit.record("corrected the form", call, by=by, version=version.number, what=what)
    return version


def unready(call: Call) -> list[str]:
    """Say what keeps the form as it stands now from counting, a sentence each."""
    newest = queries.form_version_of(call)
    if newest is None:
        return []
    return _lacking(call, newest.form, _corrected(call, newest.form))


def _lacking(call: Call, before: Form, form: Form) -> list[str]:
    found = [
        _(
            "“%(question)s” was asked for another kind of answer before. Give the new "
            "question another code.",
            question=code,
        )
        for code in questions.unlike(before, form)
    ]
    if len(form.sections) == 1:
        found.append(_("Add at least one question."))
    found += loose_ends(form)
    return found + translating.unready(call, only=lambda p: p.name in _OF_THE_FORM)


def loose_ends(form: Form) -> list[str]:
    """Say which questions hang on an answer that nobody can give before them."""
    return [
        _(
            "“%(question)s” hangs on an answer that is not asked for before it.",
            question=str(i18n.Text(question.label)),
        )
        for question in questions.loose(form)
    ]


def _move_drafts(call: Call, version: FormVersion) -> None:
    drafts = (Application.call_id == call.id, Application.stage == Stage.DRAFT)
    moving = update(Application).where(*drafts).values(form_version_id=version.id)
    db.session.execute(moving.execution_options(synchronize_session="fetch"))


class Correction(NamedTuple):
    """A version of a form that came after a bid was begun, and what it changed."""

    version: FormVersion
    changes: list[Change]

    def told(self, section: str = "") -> list[tuple[Change, str]]:
        """Say in the reader's language what changed, of one section or of all."""
        here = (c for c in self.changes if not section or c.section == section)
        return [(change, words) for change in here if (words := in_words(change))]

    def sentences(self, section: str = "") -> list[str]:
        """Give the sentences alone."""
        return [words for _change, words in self.told(section)]


def since_begun(application: Application) -> list[Correction]:
    """List the corrections that a draft went through, the newest first."""
    now = application.form_version
    if now.number == 1:
        return []
    versions = queries.form_versions_of(application.call)
    pairs = pairwise(versions)
    return [
        Correction(new, questions.changes(old.form, new.form))
        for old, new in reversed(list(pairs))
        if new.made_at > application.made_at and new.number <= now.number
    ]


def in_words(change: Change) -> str:
    """Say what changed; nothing where the reader's language reads the same."""
    before, after = _shown(change.before), _shown(change.after)
    asked = str(i18n.Text(change.question.label)) if change.question else ""
    if change.what in _TEXTS and before == after:
        return ""
    words = {"question": asked, "before": before, "after": after}
    match change.what:
        case What.LIMIT:
            return _limit(asked, change.after)
        case What.SECTION:
            return _("The section “%(before)s” is now called “%(after)s”.", **words)
        case What.ADDED:
            return _("New question: “%(question)s”", **words)
        case What.REMOVED:
            return _("No longer asked: “%(question)s”", **words)
        case What.WORDING:
            return _("“%(before)s” now reads: “%(after)s”", **words)
        case _:
            return _TOLD[change.what]() % words


def in_words_for_staff(change: Change) -> str:
    """Say what changed, in languages that the reader does not see here too."""
    asked = str(i18n.Text(change.question.label)) if change.question else ""
    return in_words(change) or _(
        "“%(text)s” changed in another language.", text=asked or _shown(change.after)
    )


_TEXTS = {What.SECTION, What.WORDING, What.HELP, What.ANSWER_WORDING}
_TOLD = {
    What.HELP: lambda: _("“%(question)s” has another text that helps."),
    What.REQUIRED: lambda: _("“%(question)s” needs an answer now."),
    What.OPTIONAL: lambda: _("“%(question)s” may stay empty now."),
    What.CONDITION: lambda: _("“%(question)s” is asked on another condition."),
    What.COLUMNS: lambda: _("“%(question)s” has other columns."),
    What.ORDER: lambda: _("Questions stand in another order."),
    What.ANSWER_ADDED: lambda: _("“%(question)s”: one can also choose “%(after)s”."),
    What.ANSWER_REMOVED: lambda: _(
        "“%(question)s”: one can no longer choose “%(before)s”."
    ),
    What.ANSWER_WORDING: lambda: _(
        "“%(question)s”: the answer “%(before)s” now reads “%(after)s”."
    ),
}


def _shown(value: Any) -> str:
    return str(i18n.Text(value)) if isinstance(value, Mapping) else ""


def _limit(asked: str, most: int | None) -> str:
    if most is None:
        return _("“%(question)s” has no word limit any more.", question=asked)
    return ngettext(
        "“%(question)s” may have one word now.",
        "“%(question)s” may have %(num)d words now.",
        most,
        question=asked,
    )


def tell_of_correction(payload: dict[str, Any]) -> None:
    """Write to everybody whose draft moved to a corrected form (a job)."""
    version = db.session.get(FormVersion, UUID(payload["version"]))
    call = version and db.session.get(Call, version.call_id)
    if version is None or call is None:
        return
    before = next(
        v for v in queries.form_versions_of(call) if v.number == version.number - 1
    )
    told = Correction(version, questions.changes(before.form, version.form))
    for person in telling.people_with_bids(call, Audience.DRAFTS):
        mail.post(
            "form_corrected",
            f"correction:{version.id}:{person.id}",
            to=person.email,
            language=person.language,
            correction=told,
            call=call,
            person=person,
            url=mail.address("/applications"),
        )


JOBS = {"tell_of_correction": tell_of_correction}
