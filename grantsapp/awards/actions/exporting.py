"""Released payments, handed to a bank together: as a table, or as pain.001.

The file names accounts, so it is sealed where it is kept, and taking it is a deed.
"""

import base64
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple
from uuid import UUID, uuid4

from babel.numbers import get_currency_precision

from grantsapp import audit, clock, files, sheets
from grantsapp.accounts.models import Person
from grantsapp.awards import accounts, pain
from grantsapp.awards.models import AccountKind, BankDetails, Batch, Payment
from grantsapp.awards.queries import hindrances, money
from grantsapp.calls.models import Fund
from grantsapp.columns import seal, unseal
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _

CSV = "csv"
FORMATS = (pain.FORMAT, CSV)
_KINDS = {
    CSV: ("text/csv; charset=utf-8", "csv"),
    pain.FORMAT: ("application/xml", "xml"),
}
_HEAD = (
    "Payee",
    "Sort code",
    "Account number",
    "IBAN",
    "BIC",
    "Amount",
    "Currency",
    "Reference",
)


class From(NamedTuple):
    """The account that a fund pays from, as typed, and the day on which it pays."""

    account: str
    bic: str
    day: date


def hand_over(
    fund: Fund, keys: Sequence[UUID], *, format_: str, paid_from: From, by: Person
) -> Batch:
    """Put payments into one file for the bank; each is in one such file at most."""
    ready = {p.id: p for p in money.to_hand_over(fund, lock=True)}
    if not keys or set(keys) - ready.keys():
        raise Refused(
            _("One of these was handed over meanwhile. Look at the list again.")
        )
    payments = [payment for key, payment in ready.items() if key in set(keys)]
    _refuse_stopped(payments)
    if too_early(payments, paid_from.day):
        raise Refused(_("A payment may not go before its day. Nothing was changed."))
    now, key = clock.now(), uuid4()
    batch = Batch(
        id=key,
        fund_id=fund.id,
        message_id=f"GA{now:%Y%m%d%H%M%S}{key.hex[:12]}",
        format=format_,
        count=len(payments),
        total=sum(p.amount for p in payments),
        account=paid_from.account,
        by_id=by.id,
        made_at=now,
    )
    db.session.add(batch)
    written = _table if format_ == CSV else _order
    content = written(batch, fund, payments, paid_from)
    batch.file = _kept(batch, content, by=by)
    for payment in payments:
        payment.batch = batch
    db.session.flush()
    facts = {"payments": [p.reference for p in payments], "total": batch.total}
    message = batch.message_id
    audit.record("handed payments to the bank", fund, by=by, message=message, **facts)
    return batch


def taken(batch: Batch, *, by: Person) -> tuple[bytes, str, str]:
    """Open the file of a batch, with its kind and name; who took it is on record."""
    if batch.file is None:
        raise Refused(_("This file is not kept any more."))
    _refuse_stopped(money.unpaid_in(batch))  # who takes it, takes it to the bank
    with files.opened(batch.file) as kept:
        content = base64.b64decode(unseal(kept.read().decode()))
    message = batch.message_id
    audit.record("took a file for the bank", batch.fund, by=by, message=message)
    kind, ending = _KINDS[batch.format]
    return content, kind, f"{message}.{ending}"


def too_early(payments: Iterable[Payment], day: date) -> list[Payment]:
    """List what may not be paid yet on a day: the agreement says from when."""
    return [payment for payment in payments if payment.due_on > day]


def _refuse_stopped(payments: Sequence[Payment]) -> None:
    """Raise Refused where money would go that must not go any more, or not yet."""
    found = [
        f"{payment.reference}: {sentence}"
        for payment in payments
        for sentence in hindrances.after_release(payment)
    ]
    if found:
        raise Refused(" ".join(found))


def _kept(batch: Batch, content: bytes, *, by: Person) -> files.File:
    sealed = BytesIO(seal(base64.b64encode(content).decode()).encode())
    name = f"{batch.message_id}.sealed"
    made = files.made_here(sealed, name, "application/octet-stream")
    return files.keep(made, by=by)


def _bank(payment: Payment) -> BankDetails:
    if payment.bank is None:
        raise Refused(_("A payment lacks its bank details. Nothing was changed."))
    return payment.bank


def _account(known: BankDetails | accounts.Account) -> pain.Account:
    if known.kind == AccountKind.IBAN:
        return pain.Account(iban=known.number.replace(" ", ""), bic=known.bic)
    sort_code, _space, number = known.number.partition(" ")
    return pain.Account(sort_code=sort_code.replace("-", ""), number=number)


def _words(payment: Payment) -> str:
    return f"{payment.reference} {payment.award.title}"


def _order(
    batch: Batch, fund: Fund, payments: Sequence[Payment], paid_from: From
) -> bytes:
    try:
        account = accounts.either(paid_from.account, paid_from.bic)
    except accounts.Misread as fault:
        raise Refused(_("The account to pay from is no account.")) from fault
    transfers = [
        pain.Transfer(
            reference=payment.reference,
            amount=payment.amount,
            payee=_bank(payment).holder,
            account=_account(_bank(payment)),
            words=_words(payment),
        )
        for payment in payments
    ]
    return pain.written(
        pain.Order(
            message_id=batch.message_id,
            made_at=batch.made_at,
            day=paid_from.day,
            payer=fund.name.shown("en").text,
            account=_account(account),
            currency=fund.currency,
            places=get_currency_precision(fund.currency),
            transfers=transfers,
        )
    )


def _table(
    _batch: Batch, fund: Fund, payments: Sequence[Payment], _paid_from: From
) -> bytes:
    places = get_currency_precision(fund.currency)
    rows = []
    for payment in payments:
        bank = _bank(payment)
        to, amount = _account(bank), Decimal(payment.amount).scaleb(-places)
        known = (bank.holder, to.sort_code, to.number, to.iban, to.bic)
        rows.append((*known, amount, fund.currency, payment.reference))
    return sheets.csv_bytes(_HEAD, rows)
