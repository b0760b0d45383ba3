"""A fund and its bank: files of payments, statements read in."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
import sepaxml
from defusedxml import ElementTree
from sqlalchemy import func, select
from xmlschema import XMLSchema

from grantsapp import audit, clock, files, ledger
from grantsapp.awards import pain
from grantsapp.awards.actions import paying, repaying
from grantsapp.awards.models import (
    AccountKind,
    BankDetails,
    Batch,
    Payment,
    PaymentStage,
    RepaymentKind,
    Statement,
    StatementLine,
)
from grantsapp.awards.queries import money
from grantsapp.db import db
from tests.awards.money import (
    IBAN,
    a_paid_call,
    again,
    an_accepted,
    ready,
    released,
)

NAMES = {"p": pain.NAMESPACE}


@pytest.fixture
def call(cast):
    return a_paid_call(cast)


@pytest.fixture
def award(call, cast):
    return ready(an_accepted(call, cast), cast)


@pytest.fixture
def other(call, cast):
    return ready(an_accepted(call, cast, cast.omar), cast)


def today():
    return clock.now().date().isoformat()


def fund_path(award, page):
    return f"/staff/funds/{award.call.fund_id}/{page}"


def hand_over(browser, person, *payments, **facts):
    path = fund_path(payments[0].award, "payments")
    form = {
        "picked": [str(p.id) for p in payments],
        "format": pain.FORMAT,
        "day": today(),
        "account": "20-00-00 55779911",
        **facts,
    }
    return browser(person).post(path, form)


def the_file(browser, person):
    batch = db.session.scalar(select(Batch).order_by(Batch.made_at.desc()))
    return batch, browser(person).post(f"/staff/batches/{batch.id}/file")


def test_released_payments_go_to_the_bank_as_a_file_that_fits_the_schema(
    storage, award, other, cast, browser
):
    bank = db.session.scalar(
        select(BankDetails).where(BankDetails.organisation_id == other.organisation_id)
    )
    bank.kind, bank.number, bank.holder = AccountKind.IBAN, IBAN, "مطبخ الجيران"
    db.session.commit()
    payments = [released(award, cast), released(other, cast)]

    assert hand_over(browser, cast.stella, *payments).status == 303

    batch, page = the_file(browser, cast.stella)
    folder = Path(sepaxml.__file__).parent / "schemas"
    XMLSchema(folder / "pain.001.001.09.xsd").validate(page.data.decode())
    tree = ElementTree.fromstring(page.data)
    sums = [e.text for e in tree.iterfind(".//p:CtrlSum", NAMES)]
    assert sums == ["12800.00", "12800.00"]
    ids = {e.text for e in tree.iterfind(".//p:EndToEndId", NAMES)}
    assert ids == {"CF1-A01-P1", "CF1-A02-P1"}
    assert tree.findtext(".//p:MsgId", "", NAMES) == batch.message_id
    assert len(batch.message_id) <= 35
    assert (batch.count, batch.total) == (2, 1_280_000)
    assert page.data == the_file(browser, cast.otto)[1].data
    taken = [e for e in audit.history(award.call.fund) if "took" in e.verb]
    assert [e.by_name for e in taken] == ["Stella", "Otto"]


def test_what_is_kept_of_a_batch_shows_no_account(award, cast, browser):
    hand_over(browser, cast.stella, released(award, cast))
    batch = db.session.scalar(select(Batch))

    with files.opened(batch.file) as kept:
        assert b"55779911" not in kept.read()


def test_as_a_table_nothing_calculates(award, cast, browser):
    bank = db.session.scalar(select(BankDetails))
    bank.holder = "=HYPERLINK(1)"
    db.session.commit()
    hand_over(browser, cast.stella, released(award, cast), format="csv", account="")

    _batch, page = the_file(browser, cast.stella)
    head, row = csv.reader(io.StringIO(page.data.decode("utf-8-sig")))

    assert dict(zip(head, row, strict=True)) == {
        "Payee": "'=HYPERLINK(1)",
        "Sort code": "200000",
        "Account number": "55779911",
        "IBAN": "",
        "BIC": "",
        "Amount": "6400.00",
        "Currency": "GBP",
        "Reference": "CF1-A01-P1",
    }


def test_a_payment_is_in_one_batch_at_most(award, cast, browser):
    payment = released(award, cast)
    assert hand_over(browser, cast.stella, payment).status == 303

    again_ = hand_over(browser, cast.otto, payment)

    assert again_.status == 409
    assert "handed over meanwhile" in again_.words()
    assert db.session.scalar(select(func.count(Batch.id))) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"account": "GB82WEST12345698765433"}, "This is no IBAN"),
        ({"account": ""}, "This is no IBAN"),
        ({"bic": "X"}, "A BIC has eight or eleven signs."),
        ({"day": "2020-01-01"}, "Choose a day from today on"),
        ({"picked": []}, "Choose at least one payment."),
        ({"format": "x"}, "Choose one."),
    ],
)
def test_what_a_bank_would_not_take_is_told(award, cast, browser, change, sentence):
    page = hand_over(browser, cast.stella, released(award, cast), **change)

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert db.session.scalar(select(Batch)) is None


def test_what_is_not_due_waits_for_its_day(award, other, cast, browser):
    first, second = released(award, cast), released(other, cast)
    day = clock.now().date() + timedelta(days=5)
    second.due_on = day
    db.session.commit()
    page = browser(cast.stella).get(fund_path(award, "payments"))
    assert page.form("payments")["picked"] == [str(first.id)]

    page = hand_over(browser, cast.stella, first, second)

    assert page.status == 422
    assert page.faults[0].startswith("CF1-A02-P1 may not be paid before")
    assert db.session.scalar(select(Batch)) is None
    page = hand_over(browser, cast.stella, first, second, day=day.isoformat())
    assert page.status == 303


def test_a_payment_that_is_not_released_is_not_handed_over(award, cast, browser):
    payment = award.payments[0]
    paying.prepare(payment, by=cast.stella)
    db.session.commit()

    assert hand_over(browser, cast.stella, payment).status == 409


def statement(*rows):
    lines = [f"{day},{amount},{text}" for day, amount, text in rows]
    return "\r\n".join(["Date,Amount,Description", *lines]).encode()


def send(browser, person, award, content, name="september.csv"):
    data = {"file": (io.BytesIO(content), name)}
    path = fund_path(award, "statements")
    return browser(person).post(path, data, content_type="multipart/form-data")


def read_in(browser, person, award, content):
    page = send(browser, person, award, content)
    assert page.status == 200, page.words()
    return browser(person).post(fund_path(award, "statements/read"), form_of(page))


def form_of(page):
    form = page.form("statements/read")
    form.pop("csrf_token")
    return form


def test_a_statement_is_looked_at_first_and_then_read_in(award, other, cast, browser):
    released(award, cast)
    released(other, cast)
    owed = repaying.ask_back(
        again(other),
        amount=10_000,
        kind=RepaymentKind.OTHER,
        reason="r",
        due_on=clock.now().date(),
        by=cast.stella,
    )
    db.session.commit()
    content = statement(
        (today(), "-6400.00", "FP CF1A01P1 TABLE"),
        (today(), "-6399.00", "CF1-A02-P1"),
        (today(), "100.00", "back CF1-A02-R1"),
        (today(), "-3.20", "Coffee"),
    )

    page = send(browser, cast.stella, award, content)

    assert "2 lines are clear." in page.words()
    assert "2 lines are left for you to settle by hand." in page.words()
    assert "It names something of another amount." in page.words()
    assert db.session.scalar(select(Statement)) is None
    assert read_in(browser, cast.stella, award, content).status == 303
    assert again(award).payments[0].stage is PaymentStage.PAID
    assert again(award).payments[0].paid_on == clock.now().date()
    assert again(other).payments[0].stage is PaymentStage.RELEASED
    assert money.repayment(owed.id).received_on == clock.now().date()
    assert ledger.balance(ledger.part_of(again(other), "paid")) == 630_000
    assert "Paid on" in browser(cast.bo).get(f"/awards/{award.id}").words()


def test_the_same_file_twice_is_refused(award, cast, browser):
    released(award, cast)
    content = statement((today(), "-6400.00", "CF1-A01-P1"))
    assert read_in(browser, cast.stella, award, content).status == 303

    page = send(browser, cast.otto, award, content)

    assert page.status == 409
    assert "read in already" in page.words()


def test_what_changed_between_look_and_deed_is_shown_again(award, cast, browser):
    payment = released(award, cast)
    content = statement((today(), "-6400.00", "CF1-A01-P1"))
    form = form_of(send(browser, cast.stella, award, content))
    paying.cancel(payment, because="Closed.", by=cast.otto)
    db.session.commit()

    page = browser(cast.stella).post(fund_path(award, "statements/read"), form)

    assert page.status == 409
    assert "Something changed since you looked." in page.words()
    assert db.session.scalar(select(Statement)) is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Date,Amount,Description\n2020-01-01,\x805,x", "another currency"),
        (b"Date,Amount (EUR),Description\n2020-01-01,5,x", "The file is in EUR"),
        (b"PK\x03\x04", "No row with the heads of columns"),
        (b"Date,Amount,Description\n2020-31-01,5,x", "is no day"),
    ],
)
def test_a_file_that_is_no_statement_changes_nothing(
    award, cast, browser, content, sentence
):
    page = send(browser, cast.stella, award, content)

    assert page.status == 422
    assert sentence in page.words()
    assert db.session.scalar(select(Statement)) is None


def test_without_a_file_or_with_a_changed_page_nothing_is_read(award, cast, browser):
    stella, path = browser(cast.stella), fund_path(award, "statements")

    assert stella.post(path, {}).status == 422
    for words in ("", "x", "eJyLjgUAARUAuQ=="):
        assert stella.post(f"{path}/read", {"carried": words}).status == 422


@pytest.fixture
def line(award, cast, browser):
    """A line that names nothing."""
    released(award, cast)
    content = statement((today(), "-6400.00", "Kitchen"), (today(), "-5.00", "Fee"))
    assert read_in(browser, cast.stella, award, content).status == 303
    return db.session.scalars(select(StatementLine).order_by("number")).first()


def test_a_line_that_matches_nothing_is_matched_by_hand(award, line, cast, browser):
    stella, path = browser(cast.stella), f"/staff/statements/lines/{line.id}"
    payment = again(award).payments[0]
    assert "CF1-A01-P1" in stella.get(path).words()

    empty = stella.post(path, {"move": ""})
    assert empty.faults == ["Choose what it is."]
    assert stella.post(path, {"move": str(payment.id)}).status == 303
    assert stella.post(path, {"move": str(payment.id)}).status == 409

    assert again(award).payments[0].stage is PaymentStage.PAID


def test_by_hand_too_the_amount_has_to_fit(award, line, cast, browser):
    fee = db.session.scalars(select(StatementLine).order_by("number")).all()[1]
    payment = again(award).payments[0]

    page = browser(cast.stella).post(
        f"/staff/statements/lines/{fee.id}", {"move": str(payment.id)}
    )

    assert page.status == 409
    assert "-£5" in page.words()
    assert again(award).payments[0].stage is PaymentStage.RELEASED


def test_a_line_that_is_not_ours_is_set_aside(award, line, cast, browser):
    stella, path = browser(cast.stella), f"/staff/statements/lines/{line.id}/aside"

    assert stella.post(path, {"reason": ""}).status == 422
    assert stella.post(path, {"reason": "The fee of the bank."}).status == 303

    page = stella.get(f"/staff/statements/{line.statement_id}").words()
    assert "The fee of the bank." in page
    assert "One line is unclear" in page


def test_a_line_for_two_payments_is_left_for_a_person(award, other, cast, browser):
    released(award, cast)
    released(other, cast)
    content = statement((today(), "-6400.00", "CF1-A01-P1 CF1-A02-P1"))

    page = send(browser, cast.stella, award, content)

    assert "It could be more than one." in page.words()


def test_only_those_of_the_fund_see_its_bank(award, cast, browser):
    for page in ("payments", "statements"):
        assert browser(cast.zed).get(fund_path(award, page)).status == 403
    released(award, cast)
    later = clock.now() + timedelta(days=1)
    assert later.date() > clock.now().date()
    assert db.session.scalar(select(Payment.batch_id).limit(1)) is None
