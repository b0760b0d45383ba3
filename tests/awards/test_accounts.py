"""Accounts as people write them; the right IBANs are examples of the registry."""

import pytest

from grantsapp.awards import accounts
from grantsapp.awards.accounts import Fault, Misread


@pytest.mark.parametrize(
    "number",
    [
        "GB29NWBK60161331926819",
        "DE89370400440532013000",
        "FR1420041010050500013M02606",
        "NO9386011117947",
        "PL61109010140000071219812874",
        "MT84MALT011000012345MTLCAST001S",
        "SA0380000000608010167519",
        "LC55HEMM000100010012001200023015",
        "BE68539007547034",
        "VA59001123000012345678",
    ],
)
def test_the_examples_of_the_registry_are_right(number):
    assert accounts.iban(number) == number
    in_fours = " ".join(number[n : n + 4] for n in range(0, len(number), 4))
    assert accounts.iban(f"IBAN {in_fours.lower()}") == number


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("GB28NWBK60161331926819", Fault.CHECK),
        ("GB29NWBK60161331926891", Fault.CHECK),  # two digits changed places
        ("GB29NWBK6016133192681", Fault.LENGTH),
        ("GB29NWBK601613319268190", Fault.LENGTH),
        ("XX29NWBK60161331926819", Fault.COUNTRY),
        ("US29NWBK60161331926819", Fault.COUNTRY),  # has no IBAN
        ("60161331926819", Fault.LETTERS),
        ("GBXXNWBK60161331926819", Fault.LETTERS),
        ("GB29NWBK6016133192681é", Fault.LETTERS),
        ("GB29NWBK6016-1331/926819", Fault.LETTERS),
        ("GB", Fault.LETTERS),
        ("", Fault.LETTERS),
        ("9" * 5_000, Fault.LETTERS),
    ],
)
def test_what_is_wrong_with_an_iban_has_a_name(typed, fault):
    with pytest.raises(Misread) as raised:
        accounts.iban(typed)
    assert raised.value.fault is fault


def test_check_digits_that_no_bank_gives_are_wrong():
    """97 more leaves the same remainder, so of 02 and 99 both would divide alike."""
    as_number = "23321120" + "60161331926{:03}" + "1611" + "02"  # NWBK, GB
    tail = next(n for n in range(1_000) if int(as_number.format(n)) % 97 == 1)

    assert accounts.iban(f"GB02NWBK60161331926{tail:03}")
    with pytest.raises(Misread):
        accounts.iban(f"GB99NWBK60161331926{tail:03}")


@pytest.mark.parametrize(
    "typed", ["601613", "60-16-13", "60 16 13", "٦٠-١٦-١٣", "６０１６１３"]
)
def test_a_sort_code_is_read_however_it_is_parted(typed):
    assert accounts.read_sort_code(typed) == "601613"


@pytest.mark.parametrize(
    "typed", ["60161", "6016133", "60161X", "", "60.16.13", "½01613"]
)
def test_a_sort_code_of_other_than_six_digits_is_none(typed):
    with pytest.raises(Misread) as raised:
        accounts.read_sort_code(typed)
    assert raised.value.fault is Fault.SORT_CODE


def test_account_numbers_have_six_to_eight_digits_and_are_kept_as_eight():
    for typed, number in (
        ("31926819", "31926819"),
        ("926819", "00926819"),
        ("1926 819", "01926819"),
        ("٣١٩٢٦٨١٩", "31926819"),
        ("3192\u200e6819\u200b", "31926819"),
        ("3192\u20146819", "31926819"),
    ):
        assert accounts.read_number(typed) == number
    for typed in ("26819", "319268190", "3192681A", ""):
        with pytest.raises(Misread):
            accounts.read_number(typed)


def test_a_bic_has_eight_or_eleven_letters_and_digits_or_is_left_out():
    assert accounts.bic("nwbk gb2l") == "NWBKGB2L"
    assert accounts.bic("DEUTDEFF500") == "DEUTDEFF500"
    assert accounts.bic("") == ""
    for typed in ("NWBKGB2", "NWBKGB2LX", "NWBK2B2L"):
        with pytest.raises(Misread):
            accounts.bic(typed)


def test_no_more_than_four_digits_are_shown():
    assert accounts.uk("601613", "31926819").masked == "•••• 6819"
    assert accounts.uk("601613", "926819").masked == "•••• 6819"


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("compared with the statement of 2027", False),
        ("it is 3192 6819", True),
        ("sort code 60-16-13", True),
        ("٣١٩٢٦٨١٩", True),
        ("call 12345", False),
    ],
)
def test_a_text_of_ones_own_is_looked_through_for_accounts(words, holds):
    assert accounts.holds_figures(words) is holds


@pytest.mark.parametrize(
    ("typed", "kind", "number"),
    [
        ("GB82 WEST 1234 5698 7654 32", "iban", "GB82WEST12345698765432"),
        ("de89370400440532013000", "iban", "DE89370400440532013000"),
        ("20-00-00 55779911", "uk", "200000 55779911"),
        ("٢٠٠٠٠٠ ٥٥٧٧٩٩١١", "uk", "200000 55779911"),
    ],
)
def test_an_account_in_one_line_is_an_iban_or_a_sort_code_and_a_number(
    typed, kind, number
):
    assert accounts.either(typed) == accounts.Account(kind, number)


@pytest.mark.parametrize(
    "typed", ["GB82WEST12345698765433", "20-00-00 5577991", "", "hello"]
)
def test_what_is_neither_is_no_account(typed):
    with pytest.raises(accounts.Misread):
        accounts.either(typed)


def test_an_account_in_one_line_keeps_its_bic():
    found = accounts.either("DE89370400440532013000", "cobadeffxxx")
    assert found.bic == "COBADEFFXXX"
