"""What managers do about aims and money: theory of change, sources, who pays a call."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from grantsapp import audit, i18n, ledger
from grantsapp.accounts.models import Person
from grantsapp.calls import queries, theory
from grantsapp.calls.models import Aim, Call, CallSource, Fund, FundingSource
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


def add_aim(fund: Fund, *, by: Person, **facts: Any) -> Aim:
    """Add an entry to a fund's theory of change, after the others."""
    positions = [a.position for a in queries.aims_of(fund)]
    aim = Aim(fund_id=fund.id, position=max(positions, default=-1) + 1, **facts)
    db.session.add(aim)
    audit.record("added an aim", fund, by=by, code=aim.code)
    return aim


def edit_aim(aim: Aim, fund: Fund, *, by: Person, **facts: Any) -> None:
    """Change an entry; its code and kind stay."""
    for name, value in facts.items():
        setattr(aim, name, value)
    audit.record("edited an aim", fund, by=by, code=aim.code)


def remove_aim(aim: Aim, fund: Fund, *, by: Person) -> None:
    """Take an entry out, and every link with it."""
    for other in queries.aims_of(fund):
        kept = theory.without(other.entry, aim.code)
        if kept != other.entry:
            other.leads_to, other.stands_at = list(kept.leads_to), list(kept.stands_at)
    db.session.delete(aim)
    audit.record("removed an aim", fund, by=by, code=aim.code)


def move_aim(aim: Aim, fund: Fund, *, up: bool, by: Person) -> None:
    """Change places with the neighbour of the same kind; the last one stays last."""
    aims = queries.aims_of(fund)
    same = [a for a in aims if a.kind is aim.kind]
    place = same.index(aim) + (-1 if up else 1)
    if not 0 <= place < len(same):
        return
    aim.position, same[place].position = same[place].position, aim.position
    audit.record("ordered the aims", fund, by=by, code=aim.code)


def fault_of_source(fund: Fund, source: FundingSource, facts: dict[str, Any]) -> str:
    """Say that calls count on more than a source would have, if so."""
    changed = queries.money_of(fund, {source.id: facts})
    for one in fund.sources:
        if changed.left(one) < 0:
            return _(
                "Calls have %(amount)s of this already: %(source)s.",
                amount=i18n.money(changed.given[one.id], fund.currency),
                source=str(one.name),
            )
    return ""


def edit_source(source: FundingSource, fund: Fund, *, by: Person, **facts: Any) -> None:
    """Change what is known of a source; the line keeps what it was."""
    before = source.amount
    for name, value in facts.items():
        setattr(source, name, value)
    if source.amount != before and ledger.balance(source) is not None:
        ledger.book(source, source.amount - before, "budget", source, by=by)
    change = {"amount": source.amount, "before": before}
    audit.record("edited a funding source", fund, by=by, **change)


def remove_source(source: FundingSource, fund: Fund, *, by: Person) -> None:
    """Take a source out, unless a call or a match counts on it."""
    if paid := queries.calls_paid_by(source):
        words = _(
            "This source pays for %(calls)s. Take it out there first.",
            calls=i18n.listed(paid),
        )
        raise Refused(words)
    if any(other.matches_id == source.id for other in fund.sources):
        raise Refused(_("Another source matches this one. Change that one first."))
    if ledger.balance(source) is not None:
        raise Refused(_("Awards are paid from this source. It has to stay."))
    db.session.delete(source)
    facts = {"name": str(source.name), "amount": source.amount}
    audit.record("removed a funding source", fund, by=by, **facts)


def pay_for(call: Call, amounts: Mapping[UUID, int], *, by: Person) -> None:
    """Say which sources pay a call, and how much; nothing from a source drops it."""
    if faults := faults_of_payment(call, amounts):
        raise Refused(" ".join(faults.values()))
    known = {p.source_id: p for p in queries.sources_of_call(call)}
    for key, amount in amounts.items():
        if key in known and amount:
            known[key].amount = amount
        elif key in known:
            db.session.delete(known[key])
        elif amount:
            row = CallSource(call_id=call.id, source_id=key, amount=amount)
            db.session.add(row)
    told = {str(key): amount for key, amount in amounts.items() if amount}
    audit.record("said who pays", call, by=by, amounts=told)


def faults_of_payment(call: Call, amounts: Mapping[UUID, int]) -> dict[Any, str]:
    """Say what is wrong with who pays: by source, or for the whole under None."""
    money, currency = queries.money_of(call.fund), call.fund.currency
    now = {p.source_id: p.amount for p in queries.sources_of_call(call)}
    found: dict[Any, str] = {}
    for source in call.fund.sources:
        free = money.left(source) + now.get(source.id, 0)
        if amounts.get(source.id, 0) > free:
            left = i18n.money(max(0, free), currency)
            found[source.id] = _("Only %(left)s of this source is left.", left=left)
    paid = sum(amounts.values())
    if paid and paid < call.budget:
        found[None] = too_dear(call.budget, paid, currency)
    return found


def too_dear(budget: int, paid: int, currency: str) -> str:
    """Say that a budget is more than its sources pay."""
    return _(
        "The budget is %(budget)s, but the sources pay only %(paid)s. "
        "Lower the budget, or let them pay more.",
        budget=i18n.money(budget, currency),
        paid=i18n.money(paid, currency),
    )


def unpaid(call: Call) -> list[str]:
    """Say before a call opens that its sources do not pay its budget."""
    paid = queries.paid_for(call)
    if paid is None or call.budget <= paid:
        return []
    return [too_dear(call.budget, paid, call.fund.currency)]


def where_the_money_is_from(call: Call) -> str:
    """Say in one line who pays a call, by its figures."""
    shares = queries.shares_of(call)
    names = [str(source.name) for source, _share in shares]
    match [share for _source, share in shares]:
        case []:
            return ""
        case [_whole]:
            return _("All of the money comes from: %(source)s.", source=names[0])
        case [50, 50]:
            return _(
                "Half of the money comes from: %(one)s. The other half: %(other)s.",
                one=names[0],
                other=names[1],
            )
        case parts:
            each = [
                _("%(source)s (%(share)s)", source=n, share=i18n.percent(p / 100))
                for n, p in zip(names, parts, strict=True)
            ]
            return _("The money comes from: %(sources)s.", sources=i18n.listed(each))
