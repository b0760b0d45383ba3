"""Credit transfers as ISO 20022 pain.001.001.09, for a bank. Plain values only.

Customer Credit Transfer Initiation, version 9 (ISO 20022 message definition report,
2019). UK accounts are named as Pay.UK does: the sort code is the member id of the
clearing system GBDSC, the account number stands under Othr with the scheme BBAN.
Amounts are minor units. Texts are put into the letters that banks pass on between
them (EPC217-08, the Latin character set of SEPA).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree as Tree

from anyascii import anyascii

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
FORMAT = "pain.001.001.09"
LONGEST_ID, LONGEST_NAME, LONGEST_WORDS = 35, 70, 140
_NOT_PASSED_ON = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


@dataclass(frozen=True)
class Account:
    """An account: an IBAN, perhaps with a BIC; or a UK sort code and number."""

    iban: str = ""
    bic: str = ""
    sort_code: str = ""
    number: str = ""


@dataclass(frozen=True)
class Transfer:
    """One payment to one payee; the bank passes `reference` on from end to end."""

    reference: str
    amount: int
    payee: str
    account: Account
    words: str


@dataclass(frozen=True)
class Order:
    """What a bank is told to pay, from which account, on which day."""

    message_id: str
    made_at: datetime
    day: date
    payer: str
    account: Account
    currency: str
    places: int
    transfers: Sequence[Transfer]


def latin(text: str, longest: int) -> str:
    """Write a text in the letters that banks take; what has none becomes a dot."""
    plain = _NOT_PASSED_ON.sub(".", anyascii(" ".join(text.split())))
    plain = re.sub("/{2,}", "/", plain)[:longest].strip(" /")
    return plain or "."


def written(order: Order) -> bytes:
    """Write the file of an order; raises ValueError where there is nothing to pay."""
    if not order.transfers:
        raise ValueError("An order pays somebody.")
    document = Tree.Element("Document", xmlns=NAMESPACE)
    message = Tree.SubElement(document, "CstmrCdtTrfInitn")
    head = Tree.SubElement(message, "GrpHdr")
    _say(head, "MsgId", order.message_id)
    _say(head, "CreDtTm", order.made_at.replace(microsecond=0).isoformat())
    _sums(head, order)
    _party(head, "InitgPty", order.payer)
    _instruction(Tree.SubElement(message, "PmtInf"), order)
    Tree.indent(document)
    return Tree.tostring(document, encoding="UTF-8", xml_declaration=True) + b"\n"


def _instruction(at: Tree.Element, order: Order) -> None:
    _say(at, "PmtInfId", order.message_id)
    _say(at, "PmtMtd", "TRF")
    _sums(at, order)
    _say(Tree.SubElement(at, "ReqdExctnDt"), "Dt", order.day.isoformat())
    _party(at, "Dbtr", order.payer)
    _account(at, "DbtrAcct", order.account, order.currency)
    _agent(at, "DbtrAgt", order.account)
    for transfer in order.transfers:
        _transfer(Tree.SubElement(at, "CdtTrfTxInf"), transfer, order)


def _transfer(at: Tree.Element, transfer: Transfer, order: Order) -> None:
    ids = Tree.SubElement(at, "PmtId")
    _say(ids, "InstrId", latin(transfer.reference, LONGEST_ID))
    _say(ids, "EndToEndId", latin(transfer.reference, LONGEST_ID))
    amount = _say(
        Tree.SubElement(at, "Amt"), "InstdAmt", _figure(transfer.amount, order)
    )
    amount.set("Ccy", order.currency)
    _agent(at, "CdtrAgt", transfer.account)
    _party(at, "Cdtr", transfer.payee)
    _account(at, "CdtrAcct", transfer.account)
    remittance = Tree.SubElement(at, "RmtInf")
    _say(remittance, "Ustrd", latin(transfer.words, LONGEST_WORDS))


def _sums(at: Tree.Element, order: Order) -> None:
    _say(at, "NbOfTxs", str(len(order.transfers)))
    _say(at, "CtrlSum", _figure(sum(t.amount for t in order.transfers), order))


def _figure(amount: int, order: Order) -> str:
    return f"{Decimal(amount).scaleb(-order.places):f}"


def _party(at: Tree.Element, tag: str, name: str) -> None:
    _say(Tree.SubElement(at, tag), "Nm", latin(name, LONGEST_NAME))


def _account(at: Tree.Element, tag: str, account: Account, currency: str = "") -> None:
    found = Tree.SubElement(at, tag)
    its_id = Tree.SubElement(found, "Id")
    if account.iban:
        _say(its_id, "IBAN", account.iban)
    else:
        other = Tree.SubElement(its_id, "Othr")
        _say(other, "Id", account.number)
        _say(Tree.SubElement(other, "SchmeNm"), "Cd", "BBAN")
    if currency:
        _say(found, "Ccy", currency)


def _agent(at: Tree.Element, tag: str, account: Account) -> None:
    bank = Tree.SubElement(Tree.SubElement(at, tag), "FinInstnId")
    if account.sort_code:
        member = Tree.SubElement(bank, "ClrSysMmbId")
        _say(Tree.SubElement(member, "ClrSysId"), "Cd", "GBDSC")
        _say(member, "MmbId", account.sort_code)
    elif account.bic:
        _say(bank, "BICFI", account.bic)
    else:
        _say(Tree.SubElement(bank, "Othr"), "Id", "NOTPROVIDED")


def _say(at: Tree.Element, tag: str, words: str) -> Tree.Element:
    found = Tree.SubElement(at, tag)
    found.text = words
    return found
