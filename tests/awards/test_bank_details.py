"""Where a group is paid: proposed, approved by another, stopped, revealed, sealed."""

import logging
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, text

from grantsapp import audit, clock
from grantsapp.accounts.models import Membership, Rescue
from grantsapp.awards.models import BankDetails, BankStage
from grantsapp.awards.queries import bank
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty, Role
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import a_bid, a_call, a_fund, a_group, an_award, eligible
from tests.house.test_processes import all_at_once

UK = {"holder": "Kitchen Table", "sort_code": "60-16-13", "number": "31926819"}
OTHER = {"holder": "Kitchen Table", "sort_code": "20-00-00", "number": "55779911"}
IBAN = {"holder": "Kitchen Table", "iban": "GB29 NWBK 6016 1331 9268 19"}
PDF = b"%PDF-1.7\n%...\n%%EOF"


@pytest.fixture
def award(cast):
    fund = a_fund(cast.stella)
    for manager in (cast.otto, cast.sven):
        give_role(manager, Duty.MANAGER, fund=fund)
    call = a_call(fund, cast.stella)
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    return an_award(bid, cast.stella, cast.otto)


@pytest.fixture
def path(award):
    return f"/awards/{award.id}/bank"


def rows():
    db.session.rollback()
    query = select(BankDetails).order_by(BankDetails.made_at)
    return db.session.scalars(query).all()


def letters(template):
    query = select(Letter).where(Letter.template == template)
    return db.session.scalars(query).all()


def usable(award, now=None):
    db.session.rollback()
    at = now or clock.now()
    return bank.usable(award.organisation, award.call.fund, at)


def approved(browser, by, details):
    assert browser(by).post(f"/staff/bank/{details.id}/approval").status == 303


@pytest.fixture
def first(award, path, cast, browser):
    """An account that is in use."""
    assert browser(cast.amina).post(path, UK).status == 303
    (details,) = rows()
    approved(browser, cast.stella, details)
    return rows()[0]


@pytest.fixture
def change(first, path, cast, browser):
    """Another account, approved, within the days of waiting."""
    assert browser(cast.bo).post(path, OTHER).status == 303
    approved(browser, cast.stella, rows()[1])
    return rows()[1]


def test_the_group_gives_its_account_and_a_manager_approves_it(
    award, path, cast, browser
):
    amina = browser(cast.amina)
    assert amina.get(f"/awards/{award.id}").status == 200
    assert amina.post(path, UK).status == 303

    (details,) = rows()
    assert (details.number, details.kind) == ("601613 31926819", "uk")
    assert usable(award) is None
    approved(browser, cast.stella, details)

    assert usable(award).masked == "•••• 6819"
    assert "•••• 6819" in amina.get(path).words()
    assert [e.verb for e in audit.history(details)] == ["proposed", "approved"]


def test_an_iban_is_kept_without_its_spaces(path, cast, browser):
    browser(cast.amina).post(path, {**IBAN, "bic": "nwbkgb2l"})

    (details,) = rows()
    assert (details.number, details.bic) == ("GB29NWBK60161331926819", "NWBKGB2L")


def test_digits_of_arabic_and_what_is_unseen_are_understood(path, cast, browser):
    typed = {**UK, "sort_code": "٦٠-١٦-١٣\u200f", "number": "\u200e٣١٩٢ ٦٨١٩\u200b"}
    assert browser(cast.amina, "ar").post(path, typed).status == 303

    assert rows()[0].number == "601613 31926819"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"sort_code": "60-16-1"}, "A sort code has six digits"),
        ({"sort_code": ""}, "A sort code has six digits"),
        ({"number": "12345"}, "An account number has six to eight"),
        ({"number": ""}, "An account number has six to eight"),
        ({"holder": " "}, "Write the name as your bank has it."),
        ({"holder": "x" * 71}, "A bank takes at most 70 letters."),
        ({"sort_code": "", "number": ""}, "Write the sort code and the account"),
        ({"iban": IBAN["iban"]}, "Give one of the two"),
        ({"bic": "NWBK"}, "A BIC has eight or eleven"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_stays_typed(
    path, cast, browser, typed, sentence
):
    page = browser(cast.amina).post(path, {**UK, **typed})

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert page.form()["holder"][0] == typed.get("holder", UK["holder"]).strip()
    assert page.response.headers["Cache-Control"] == "no-store"
    assert rows() == []


@pytest.mark.parametrize(
    ("iban", "sentence"),
    [
        ("GB28NWBK60161331926819", "The check digits do not fit"),
        ("GB29NWBK6016133192681", "An IBAN that begins with GB has 22"),
        ("XX29NWBK60161331926819", "No country has an IBAN that begins so."),
        ("60161331926819", "An IBAN begins with two letters"),
    ],
)
def test_an_iban_that_cannot_be_is_refused(path, cast, browser, iban, sentence):
    page = browser(cast.amina).post(path, {"holder": "K", "iban": iban})

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert rows() == []


@pytest.mark.parametrize("given", [UK, IBAN])
def test_the_row_holds_no_digit_of_an_account_but_the_last_four(
    path, cast, browser, given
):
    browser(cast.amina).post(path, given)

    raw = db.session.execute(text("SELECT * FROM bank_details")).mappings().one()
    stored = "\n".join(str(v) for k, v in raw.items() if k != "masked")
    (details,) = rows()
    digits = details.number.replace(" ", "")
    pieces = {digits[n : n + 5] for n in range(len(digits) - 4)}
    assert raw["masked"] == "•••• 6819"
    assert not [p for p in pieces if p in stored]
    assert "Kitchen Table" not in stored
    assert raw["number"] != details.number


def test_old_details_stay_readable_under_a_new_key(app, first, path, cast, browser):
    old = app.config["FIELD_KEYS"]
    try:
        app.config["FIELD_KEYS"] = f"a-new-key,{old}"
        browser(cast.amina).post(path, OTHER)
        assert [d.number for d in rows()] == ["601613 31926819", "200000 55779911"]
        app.config["FIELD_KEYS"] = "a-new-key"
        new = select(BankDetails.number).where(BankDetails.masked == "•••• 9911")
        assert db.session.scalar(new) == "200000 55779911"
        with pytest.raises(ValueError, match="No key"):
            rows()
    finally:
        app.config["FIELD_KEYS"] = old


def test_no_line_letter_page_or_log_holds_an_account(
    change, award, path, cast, browser, caplog
):
    caplog.set_level(logging.DEBUG)
    key = change.id
    stella = browser(cast.stella)
    stella.post(f"/staff/bank/{key}/whole", {"reason": "compared with the statement"})
    browser(cast.amina).post(f"{path}/{key}/stop")
    pages = [
        browser(cast.amina).get(path).text,
        browser(cast.amina).get(f"/awards/{award.id}").text,
        stella.get(f"/staff/bank/{key}").text,
        stella.get(f"/staff/awards/{award.id}").text,
        stella.get("/staff/calls/CF1/checklist").text,
    ]
    db.session.rollback()
    events = [str(e.details) for e in db.session.scalars(select(audit.Event))]
    posted = [one.subject + one.body for one in db.session.scalars(select(Letter))]
    everywhere = "\n".join([*pages, *events, *posted, caplog.text])
    for secret in ("31926819", "55779911", "601613", "60-16-13", "200000", "20-00-00"):
        assert secret not in everywhere
    assert "9911" in pages[0]
    assert not any("9911" in line for line in events)


def test_a_session_that_ended_keeps_no_account_among_what_was_typed(
    path, cast, browser
):
    amina = browser(cast.amina)
    amina.get(path)
    for sign_in in db.session.scalars(text("SELECT id FROM sign_ins")).all():
        db.session.execute(
            text("UPDATE sign_ins SET ended_at = made_at WHERE id = :id"),
            {"id": sign_in},
        )
    db.session.commit()

    assert amina.post(path, UK).location.endswith("/sign-in")
    assert db.session.scalars(select(Rescue)).all() == []


def test_all_of_an_account_is_shown_once_to_a_manager_who_says_why(
    first, cast, browser
):
    stella, path = browser(cast.stella), f"/staff/bank/{first.id}"
    reason = "compared with the bank statement"
    page = stella.post(f"{path}/whole", {"reason": reason})

    assert page.status == 200
    assert "60-16-13" in page.words()
    assert "31926819" in page.words()
    assert page.response.headers["Cache-Control"] == "no-store"
    line = audit.history(rows()[0])[-1]
    assert (line.verb, line.by_name) == ("revealed", "Stella")
    assert line.details == {"because": reason}
    assert stella.get(f"{path}/whole").status == 405
    assert "31926819" not in stella.get(path).text


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (" ", "Write what you need it for"),
        ("is it 3192 6819?", "Leave figures of the account out"),
    ],
)
def test_nothing_is_revealed_without_a_reason_that_may_be_kept(
    first, cast, browser, reason, sentence
):
    page = browser(cast.stella).post(
        f"/staff/bank/{first.id}/whole", {"reason": reason}
    )

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert "60-16-13" not in page.text
    assert audit.history(rows()[0])[-1].verb == "approved"


def test_a_manager_of_the_group_neither_approves_nor_refuses_nor_reveals(
    award, path, cast, browser
):
    give_role(cast.bo, Duty.MANAGER, fund=award.call.fund)
    db.session.commit()
    browser(cast.amina).post(path, UK)
    (details,) = rows()
    bo, place = browser(cast.bo), f"/staff/bank/{details.id}"

    for deed in ("approval", "refusal", "whole"):
        page = bo.post(f"{place}/{deed}", {"because": "x", "reason": "x"})
        assert page.status == 409
        assert "Somebody else must do this." in page.words()
    assert rows()[0].stage is BankStage.PROPOSED


def test_who_proposed_does_not_approve_even_after_leaving_the_group(
    award, path, cast, browser
):
    browser(cast.bo).post(path, UK)
    give_role(cast.bo, Duty.MANAGER, fund=award.call.fund)
    gone = select(Membership).where(Membership.person_id == cast.bo.id)
    db.session.delete(db.session.scalar(gone))
    db.session.commit()
    (details,) = rows()

    page = browser(cast.bo).post(f"/staff/bank/{details.id}/approval")

    assert page.status == 409
    assert "You proposed these details." in page.words()


def test_everybody_who_is_paid_hears_at_once_and_so_do_the_managers(
    first, path, cast, browser
):
    assert {one.to for one in letters("bank_proposed")} == {
        "amina@example.org",
        "bo@example.org",
    }
    assert {one.to for one in letters("bank_approved")} == {
        "amina@example.org",
        "bo@example.org",
    }
    told = {one.to for one in letters("staff/bank_waits")}
    assert told == {"stella@example.org", "otto@example.org", "sven@example.org"}
    bodies = [one.body for one in letters("bank_proposed")]
    assert all(path in body and "6819" in body for body in bodies)


def test_a_change_pays_nothing_until_it_is_approved_and_the_days_are_over(
    award, first, path, cast, browser
):
    assert usable(award).id == first.id

    browser(cast.bo).post(path, OTHER)
    assert usable(award) is None
    approved(browser, cast.otto, rows()[1])

    old, new = rows()
    assert (old.stage, new.stage) == (BankStage.REPLACED, BankStage.APPROVED)
    assert usable(award) is None
    assert usable(award, new.settled_at + timedelta(days=2, hours=23)) is None
    assert usable(award, new.settled_at + timedelta(days=3)).id == new.id
    assert "Nothing is paid before" in browser(cast.amina).get(path).words()


def test_the_days_of_waiting_are_a_setting(app, award, first, path, cast, browser):
    app.config["BANK_COOLING_DAYS"] = 0
    try:
        browser(cast.bo).post(path, OTHER)
        approved(browser, cast.otto, rows()[1])
    finally:
        app.config["BANK_COOLING_DAYS"] = 3
    assert usable(award).masked == "•••• 9911"


def test_anybody_who_is_paid_stops_a_proposal_and_the_managers_know(
    award, first, path, cast, browser
):
    browser(cast.bo).post(path, OTHER)
    proposal = rows()[1]
    stop = f"{path}/{proposal.id}/stop"
    amina = browser(cast.amina)
    assert amina.post(stop).status == 303

    assert rows()[1].stage is BankStage.REFUSED
    assert usable(award).id == first.id
    told = {one.to for one in letters("staff/bank_stopped")}
    assert told == {"stella@example.org", "otto@example.org", "sven@example.org"}
    assert len(letters("bank_stopped")) == 2
    assert amina.post(stop).status == 409
    approval = f"/staff/bank/{proposal.id}/approval"
    assert browser(cast.stella).post(approval).status == 409


def test_a_change_that_is_stopped_in_its_days_gives_way_to_the_old_account(
    award, first, change, path, cast, browser
):
    assert browser(cast.amina).post(f"{path}/{change.id}/stop").status == 303

    old, new = rows()
    assert (old.stage, new.stage) == (BankStage.APPROVED, BankStage.REFUSED)
    assert usable(award) is None  # somebody looks first
    assert usable(award, clock.now() + timedelta(days=3)).id == first.id
    assert audit.history(old)[-1].verb == "put back in use"


def test_what_is_stopped_later_leaves_no_account(award, first, path, cast, browser):
    assert browser(cast.bo).post(f"{path}/{first.id}/stop").status == 303

    assert usable(award) is None
    assert usable(award, clock.now() + timedelta(days=30)) is None


def test_the_first_account_after_a_stopped_one_waits_too(
    award, first, path, cast, browser
):
    browser(cast.bo).post(f"{path}/{first.id}/stop")
    browser(cast.bo).post(path, OTHER)
    approved(browser, cast.stella, rows()[1])

    assert usable(award) is None
    assert usable(award, clock.now() + timedelta(days=3)) is not None


def test_a_manager_refuses_with_a_reason_that_the_payee_reads(
    award, path, cast, browser
):
    browser(cast.amina).post(path, UK)
    (details,) = rows()
    stella, place = browser(cast.stella), f"/staff/bank/{details.id}/refusal"

    assert stella.post(place, {"because": ""}).status == 422
    page = stella.post(place, {"because": "The number 31926819 is not yours."})
    assert page.status == 422
    assert stella.post(place, {"because": "The name is another."}).status == 303

    (details,) = rows()
    assert details.stage is BankStage.REFUSED
    assert "The name is another." in letters("bank_refused")[0].body
    assert "The name is another." in browser(cast.bo).get(path).words()
    assert stella.post(place, {"because": "Again."}).status == 409


def test_a_second_proposal_waits_for_the_first(path, cast, browser):
    browser(cast.amina).post(path, UK)
    page = browser(cast.bo).post(path, OTHER)

    assert page.status == 409
    assert "wait for the fund's answer already" in page.words()
    assert len(rows()) == 1


def test_evidence_is_kept_for_managers_alone(storage, path, cast, browser):
    browser(cast.amina).post(path, UK)
    (details,) = rows()
    stella, place = browser(cast.stella), f"/staff/bank/{details.id}"

    bad = stella.post(f"{place}/approval", {"file": (BytesIO(b"MZ\0"), "a.exe")})
    assert bad.status == 422
    assert rows()[0].stage is BankStage.PROPOSED
    good = stella.post(f"{place}/approval", {"file": (BytesIO(PDF), "call.pdf")})
    assert good.status == 303
    assert browser(cast.otto).get(f"{place}/evidence").status in {200, 303}
    for person in (cast.amina, cast.zed, cast.rosa):
        assert browser(person).get(f"{place}/evidence").status == 403


def test_the_sponsor_is_the_payee_where_there_is_one(award, path, cast, browser):
    roof = a_group(cast.sid, name="Big Roof")
    award.sponsor_id = roof.id
    db.session.commit()

    assert browser(cast.amina).get(path).status == 403
    assert browser(cast.amina).post(path, UK).status == 403
    words = browser(cast.amina).get(f"/awards/{award.id}").words()
    assert "The people of Big Roof give it." in words
    assert browser(cast.sid).post(path, UK).status == 303
    (details,) = rows()
    assert details.organisation_id == roof.id
    assert {one.to for one in letters("bank_proposed")} == {"sid@example.org"}
    give_role(cast.amina, Duty.MANAGER, fund=award.call.fund)
    db.session.commit()
    page = browser(cast.amina).post(f"/staff/bank/{details.id}/approval")
    assert page.status == 409  # it is her group's money


def test_another_fund_pays_nothing_on_it(award, first, cast, browser):
    other = a_fund(cast.fay)

    assert bank.usable(award.organisation, other, clock.now()) is None
    assert browser(cast.fay).get(f"/staff/bank/{first.id}").status == 403
    facts = {"duty": Duty.MANAGER, "call_id": award.call_id}
    db.session.add(Role(person_id=cast.rosa.id, **facts))
    db.session.commit()
    assert browser(cast.rosa).get(f"/staff/bank/{first.id}").status == 403
    page = browser(cast.rosa).get("/staff/calls/CF1/checklist")
    assert f"/staff/bank/{first.id}" not in page.text
    page = browser(cast.rosa).get(f"/staff/awards/{award.id}")
    assert page.status == 200
    assert f"/staff/bank/{first.id}" not in page.text


def test_in_arabic_every_page_stands(change, award, path, cast, browser):
    for person, place in (
        (cast.amina, path),
        (cast.stella, f"/staff/bank/{change.id}"),
        (cast.stella, f"/staff/awards/{award.id}"),
    ):
        assert browser(person, "ar").get(place).status == 200


@pytest.mark.processes
def test_of_two_proposals_at_once_one_stands(award, path, cast, browser, database):
    posts = [(cast.amina, path, UK), (cast.bo, path, OTHER)]

    assert all_at_once(database, posts) == [303, 409]
    assert len(rows()) == 1


@pytest.mark.processes
def test_an_approval_and_a_stop_at_once_never_leave_a_stopped_account_in_use(
    award, path, cast, browser, database
):
    browser(cast.amina).post(path, UK)
    (details,) = rows()
    posts = [
        (cast.stella, f"/staff/bank/{details.id}/approval", {}),
        (cast.otto, f"/staff/bank/{details.id}/approval", {}),
        (cast.bo, f"{path}/{details.id}/stop", {}),
    ]
    statuses = all_at_once(database, posts)

    assert statuses in ([303, 303, 409], [303, 409, 409])
    assert rows()[0].stage is BankStage.REFUSED
    assert usable(award) is None
