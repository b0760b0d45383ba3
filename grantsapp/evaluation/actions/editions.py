"""Editions: a report given to the public, words and figures frozen, with their digest.

Nothing takes one back. Another one follows it for a reason that everybody reads, and
the earlier ones stay where they are.
"""

import hashlib
import json
from typing import Any

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import evaluating
from grantsapp.evaluation.actions.assembling import assemble
from grantsapp.evaluation.models import (
    Disclosure,
    Edition,
    Evaluation,
    EvaluationReport,
    Given,
)
from grantsapp.i18n import gettext as _


def publish(
    report: EvaluationReport, evaluation: Evaluation, *, reason: str, by: Person
) -> Edition:
    """Freeze a report as an edition; the caller holds the lock of the call.

    Raises Refused where nothing changed since the last one, where a later one has no
    reason, or where both figures together would show single people.
    """
    call, number = evaluation.call, queries.next_edition(report)
    document = assemble(call, report, evaluation.public)
    _refuse(document, queries.edition(call.reference), reason)
    if evaluation.published_at is None:
        evaluating.publish(evaluation, by=by)
    document["code"], document["seal"] = evaluation.code, evaluation.seal
    told = {"number": number, "reason": reason, "at": clock.now().isoformat()}
    frozen = {**document, "edition": told}
    made = Edition(
        number=number,
        evaluation=evaluation,
        document=frozen,
        digest=digest_of(frozen),
        reason=reason,
        by_name=by.called,
    )
    report.editions.append(made)
    _note(made, evaluation, by=by)
    audit.record("published the report", made, by=by, digest=made.digest)
    return made


def digest_of(document: dict[str, Any]) -> str:
    """Hash a document, however its keys are ordered."""
    written = json.dumps(
        document, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(written.encode()).hexdigest()


def _refuse(document: dict[str, Any], last: Edition | None, reason: str) -> None:
    """Say why there is no further edition, if there is none."""
    if last is None:
        return
    if not reason:
        raise Refused(
            _("Say why there is another edition. Everybody reads the reason.")
        )
    if all(last.document.get(name) == value for name, value in document.items()):
        raise Refused(
            _(
                "Nothing has changed since edition %(number)s. It is published.",
                number=last.number,
            )
        )


def _note(edition: Edition, evaluation: Evaluation, *, by: Person) -> None:
    """Write into the ledger that it left the house."""
    line = Disclosure(
        call=evaluation.call,
        number=queries.next_disclosure(evaluation.call),
        given=Given.EDITION,
        evaluation=evaluation,
        digest=edition.digest,
        told={"edition": edition.number},
        reason=edition.reason,
        by_name=by.called,
    )
    db.session.add(line)
