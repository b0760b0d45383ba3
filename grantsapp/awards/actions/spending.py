"""What a group says it spent, and what the fund says of it."""

from datetime import date

from grantsapp import audit, mail
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award, BudgetLine, Spend, SpendStage
from grantsapp.db import db
from grantsapp.files import File, remove


def note(line: BudgetLine, *, day: date, what: str, amount: int, by: Person) -> Spend:
    """Note what was spent on a line; its receipt comes after."""
    spend = Spend(line=line, day=day, what=what, amount=amount, by_id=by.id)
    db.session.add(spend)
    audit.record("noted spending", line.award, by=by, **_facts(spend))
    return spend


def change(
    spend: Spend, line: BudgetLine, *, day: date, what: str, amount: int, by: Person
) -> None:
    """Say something else of it; the fund looks at it anew."""
    award, before = spend.line.award, _facts(spend)
    spend.line, spend.day, spend.what, spend.amount = line, day, what, amount
    spend.stage = SpendStage.SAID
    audit.record("changed spending", award, by=by, before=before, **_facts(spend))


def attach(spend: Spend, file: File, *, by: Person) -> None:
    """Prove it with a receipt, in the place of an earlier one."""
    before, spend.file = spend.file, file
    spend.stage = SpendStage.SAID
    db.session.flush()
    if before is not None:
        remove(before)
    facts = {"file": file.name, "digest": file.digest}
    audit.record("attached a receipt", spend.line.award, by=by, **facts)


def drop(spend: Spend, *, by: Person) -> None:
    """Take back what was noted by mistake."""
    award, facts, file = spend.line.award, _facts(spend), spend.file
    db.session.delete(spend)
    db.session.flush()
    if file is not None:
        remove(file)
    audit.record("took spending back", award, by=by, **facts)


def agree(spend: Spend, *, by: Person) -> None:
    """Say that the money was spent on what the grant is for."""
    spend.stage, spend.query = SpendStage.AGREED, ""
    audit.record("agreed to spending", spend.line.award, by=by, **_facts(spend))


def query(spend: Spend, *, question: str, by: Person) -> None:
    """Ask the group about it, by letter."""
    award = spend.line.award
    spend.stage, spend.query = SpendStage.QUERIED, question
    line = audit.record("queried spending", award, by=by, query=question)
    for person in _people(award):
        mail.post(
            "spending_queried",
            f"spending-queried:{spend.id}:{line.sequence}:{person.id}",
            to=person.email,
            language=person.language,
            person=person,
            award=award,
            spend=spend,
            url=mail.address(f"/awards/spending/{spend.id}"),
        )


def _people(award: Award) -> list[Person]:
    group = award.organisation
    return [m.person for m in group.memberships] if group else []


def _facts(spend: Spend) -> dict[str, str | int]:
    return {
        "line": spend.line.title,
        "day": spend.day.isoformat(),
        "what": spend.what,
        "amount": spend.amount,
    }
