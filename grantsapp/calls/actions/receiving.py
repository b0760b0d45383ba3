"""What the fund received, kept word for word each time something is handed in."""

import json
from datetime import datetime
from typing import Any

from grantsapp.accounts.models import Person
from grantsapp.calls import queries
from grantsapp.calls.models import Application, Attachment, Handed, Submission
from grantsapp.calls.models.lives import Typed
from grantsapp.db import db


def receive(application: Application, *, by: Person, at: datetime) -> Submission:
    """Keep the answers and files of a bid as they are now."""
    kind = Handed.AGAIN if application.submissions else Handed.FIRST
    typed = queries.typed_in(application, None)
    return _keep(application, kind, typed, application.attachments, by=by, at=at)


def receive_clarified(
    application: Application, typed: Typed, *, by: Person, at: datetime
) -> Submission:
    """Keep what counts with the clarified answers of one section."""
    whole = {**queries.typed_in(application, application.sent), **typed}
    files = application.files
    return _keep(application, Handed.CLARIFIED, whole, files, by=by, at=at)


def _keep(
    application: Application,
    kind: Handed,
    typed: Typed,
    files: list[Attachment],
    *,
    by: Person,
    at: datetime,
) -> Submission:
    content = {"answers": typed, "files": [_file(a) for a in files]}
    submission = Submission(
        number=len(application.submissions) + 1,
        form_version_id=application.form_version_id,
        kind=kind,
        at=at,
        by_name=by.called,
        is_late=kind is not Handed.CLARIFIED and at >= application.call.closes_at,
        whole=json.dumps(content, ensure_ascii=False, sort_keys=True),
        digest="",
    )
    submission.digest = submission.worked_out()
    application.submissions.append(submission)
    return submission


def _file(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": str(attachment.id),
        "question": attachment.question,
        "name": attachment.file.name,
        "digest": attachment.file.digest,
    }


def was_sent(attachment: Attachment) -> bool:
    """Say whether the fund has received this file, so that it must stay."""
    key = str(attachment.id)
    sent = attachment.application.submissions
    return any(file["id"] == key for one in sent for file in one.files)


def keep_what_was_sent(application: Application, *, by: Person) -> None:
    """Make sure that what counts is kept before its authors change it."""
    if not application.submissions:  # handed in before receipts were kept
        receive(application, by=by, at=application.submitted_at or application.made_at)
        db.session.flush()
