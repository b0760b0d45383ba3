"""Credit transfers as pain.001, held to the schema that the sepaxml package carries."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
import sepaxml
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from xmlschema import XMLSchema

from grantsapp.awards import pain

NAMES = {"p": pain.NAMESPACE}
UK = pain.Account(sort_code="200000", number="55779911")
GB = pain.Account(iban="GB82WEST12345698765432")
DE = pain.Account(iban="DE89370400440532013000", bic="COBADEFFXXX")


@cache
def schema():
    folder = Path(sepaxml.__file__).parent / "schemas"
    return XMLSchema(folder / "pain.001.001.09.xsd")


def an_order(*transfers, **facts):
    known = {
        "message_id": "GA20270901120000abcdef012345",
        "made_at": datetime(2027, 9, 1, 12, 30, 5, 999, tzinfo=UTC),
        "day": date(2027, 9, 2),
        "payer": "Common Fund",
        "account": UK,
        "currency": "GBP",
        "places": 2,
    }
    return pain.Order(transfers=transfers, **{**known, **facts})


def a_transfer(amount=640_000, payee="Kitchen Table", account=UK, words="Table"):
    return pain.Transfer("CF1-A01-P1", amount, payee, account, words)


def read(order):
    written = pain.written(order)
    schema().validate(written.decode())
    return ElementTree.fromstring(written)


def said(tree, path):
    return [e.text for e in tree.iterfind(f".//p:{path.replace('/', '/p:')}", NAMES)]


@pytest.mark.parametrize("payer", [UK, GB, DE])
@pytest.mark.parametrize("payee", [UK, GB, DE])
def test_accounts_of_every_kind_fit_the_schema(payer, payee):
    read(an_order(a_transfer(account=payee), account=payer))


def test_a_sort_code_and_a_number_stand_where_the_standard_has_them():
    tree = read(an_order(a_transfer()))

    agent = "CdtrAgt/FinInstnId/ClrSysMmbId"
    assert said(tree, f"{agent}/ClrSysId/Cd") == ["GBDSC"]
    assert said(tree, f"{agent}/MmbId") == ["200000"]
    assert said(tree, "CdtrAcct/Id/Othr/Id") == ["55779911"]
    assert said(tree, "CdtrAcct/Id/Othr/SchmeNm/Cd") == ["BBAN"]


def test_sums_and_amounts_are_exact():
    tree = read(an_order(a_transfer(1), a_transfer(1_099), a_transfer(10**11)))

    assert said(tree, "InstdAmt") == ["0.01", "10.99", "1000000000.00"]
    assert said(tree, "GrpHdr/CtrlSum") == said(tree, "PmtInf/CtrlSum")
    assert said(tree, "GrpHdr/CtrlSum") == ["1000000011.00"]
    assert said(tree, "GrpHdr/NbOfTxs") == ["3"]
    assert said(tree, "ReqdExctnDt/Dt") == ["2027-09-02"]
    assert said(tree, "EndToEndId") == ["CF1-A01-P1"] * 3


@pytest.mark.parametrize("name", ["مائدة المطبخ", "Zażółć gęślą", "共同厨房", "רעננה"])
def test_a_name_in_any_script_comes_in_the_letters_of_banks(name):
    (payee,) = said(read(an_order(a_transfer(payee=name))), "Cdtr/Nm")

    assert payee.isascii()
    assert any(c.isalpha() for c in payee)


def test_a_polish_name_keeps_its_letters():
    assert pain.latin("Łódź & Kuchnia", 70) == "Lodz . Kuchnia"
    assert pain.latin("//a//b/", 70) == "a/b"
    assert pain.latin(" ", 70) == "."


@given(st.text(), st.text(), st.integers(1, 10**15))
def test_whatever_is_typed_the_file_fits_the_schema(name, words, amount):
    read(an_order(a_transfer(amount, name, UK, words), payer=name))


def test_an_order_that_pays_nobody_is_none():
    with pytest.raises(ValueError, match="pays somebody"):
        pain.written(an_order())
