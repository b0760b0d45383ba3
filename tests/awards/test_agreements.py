"""Agreements: written from terms, changed, signed by all sides, kept as a file."""

import hashlib
import json

import pypdfium2
import pytest
from sqlalchemy import select

from grantsapp import audit, files
from grantsapp.accounts.models import Membership
from grantsapp.awards import queries
from grantsapp.awards.actions import agreeing, offering
from grantsapp.awards.models import Agreement, AgreementStage, Party, Signature, Stage
from grantsapp.awards.queries import agreements
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.i18n import Text
from grantsapp.mail import Letter
from tests.cast import (
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_sponsor,
    an_offer,
    eligible,
)

NAME = {"name": "Amina Yusuf", "role": "Chair", "confirmed": "y"}
TERMS = "## Money\n\n{fund} gives {group} {amount}.\n\n{sponsor} holds it."


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def offer(call, cast):
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    return an_offer(bid, cast.stella, cast.otto)


@pytest.fixture
def sponsored(call, cast):
    """An offer whose money Sid's organisation is to hold."""
    from grantsapp import clock
    from grantsapp.calls.actions import applying

    draft = a_draft(call, a_group(cast.amina, cast.bo), cast.amina)
    a_sponsor(draft, cast.sid, cast.amina)
    applying.submit_application(draft, by=cast.amina, at=clock.now())
    db.session.commit()
    eligible(draft, cast.stella)
    return an_offer(draft, cast.stella, cast.otto)


def own_terms(call, by, **texts):
    text = Text.of("en", **(texts or {"en": TERMS}))
    agreeing.write_terms(call, text, binding="en", answer_days=14, by=by)
    db.session.commit()


def letters(template):
    return db.session.scalars(select(Letter).where(Letter.template == template)).all()


def sign(browser, award, typed=NAME):
    page = browser.get(f"/awards/{award.id}/agreement")
    form = page.form("acceptance")
    return browser.post(f"/awards/{award.id}/acceptance", {**form, **typed})


def sign_for_fund(browser, award, typed=NAME):
    path = f"/staff/awards/{award.id}/agreement"
    return browser.post(path, {**browser.get(path).form("agreement"), **typed})


def versions(award):
    return [(a.number, str(a.stage)) for a in agreements.versions_of(award)]


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def test_an_offer_comes_with_its_agreement_filled_in(call, cast, browser):
    own_terms(call, cast.stella, en=TERMS, pl="Grupa {group} dostaje {amount}.")
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    offer = an_offer(bid, cast.stella, cast.otto)

    (found,) = agreements.versions_of(offer)

    assert (found.number, found.language, found.binding) == (1, "en", "en")
    assert found.words == {"en": "## Money\n\nCommon Fund gives Kitchen Table £8,000."}
    assert found.facts["amount"] == 800_000
    assert [p["amount"] for p in found.facts["payments"]] == [640_000, 160_000]
    assert found.facts["sponsor"] is None
    whole = {
        "number": 1,
        "language": "en",
        "binding": "en",
        "words": found.words,
        "facts": found.facts,
        "conditions": "",
        "conditions_language": "en",
    }
    by_hand = json.dumps(
        whole, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert found.digest == hashlib.sha256(by_hand.encode()).hexdigest()
    assert "Common Fund gives Kitchen Table £8,000." in (
        browser(cast.amina).get(f"/awards/{offer.id}").words()
    )


def test_a_group_reads_its_own_language_and_the_binding_one(call, cast):
    own_terms(call, cast.stella, en="{group} gets it.", pl="Dostaje: {group}.")
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    bid.language = "pl"
    eligible(bid, cast.stella)

    (found,) = agreements.versions_of(an_offer(bid, cast.stella, cast.otto))

    assert found.words == {
        "pl": "Dostaje: Kitchen Table.",
        "en": "Kitchen Table gets it.",
    }


def test_a_group_whose_language_has_no_terms_reads_the_binding_ones(call, cast):
    own_terms(call, cast.stella, en="{group} gets it.")
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    bid.language = "ur"
    eligible(bid, cast.stella)

    (found,) = agreements.versions_of(an_offer(bid, cast.stella, cast.otto))

    assert (found.language, set(found.words)) == ("en", {"en"})


def test_group_then_fund_sign_and_the_agreement_holds_and_is_kept(
    storage, offer, cast, browser
):
    assert sign(browser(cast.amina), offer).status == 303
    award = queries.award(offer.id)
    assert award.stage is Stage.ACCEPTED
    assert not agreements.in_force(award)
    assert {one.to for one in letters("staff/agreement_signed")} == {
        "stella@example.org",
        "otto@example.org",
    }

    stella = browser(cast.stella)
    assert sign_for_fund(stella, offer, {**NAME, "name": "Stella"}).status == 303

    award = queries.award(offer.id)
    assert agreements.in_force(award)
    (found,) = agreements.versions_of(award)
    assert [(s.party, s.name, s.role) for s in found.signatures] == [
        (Party.GRANTEE, "Amina Yusuf", "Chair"),
        (Party.FUND, "Stella", "Chair"),
    ]
    assert {s.digest for s in found.signatures} == {found.digest}
    assert {one.to for one in letters("agreement_in_force")} == {
        "amina@example.org",
        "bo@example.org",
    }
    with files.opened(found.file) as stored:
        kept = stored.read()
    pdf = browser(cast.bo).get(f"/awards/{offer.id}/agreements/1.pdf")
    assert pdf.data == kept
    assert "Amina Yusuf" in text_of(kept)
    assert "Stella" in text_of(kept)
    assert sign_for_fund_again(stella, offer).status == 409


def sign_for_fund_again(browser, award):
    return browser.post(f"/staff/awards/{award.id}/agreement", NAME)


def test_the_fund_does_not_sign_before_the_group(offer, cast, browser):
    page = browser(cast.stella).post(f"/staff/awards/{offer.id}/agreement", NAME)

    assert page.status == 409
    assert "must sign first" in page.words()


def test_a_sponsor_is_party_and_the_grant_waits_for_both_names(
    sponsored, cast, browser
):
    page = browser(cast.sid).get("/awards/mine")
    assert f"/awards/{sponsored.id}/agreement" in page.links()
    assert sign(browser(cast.amina), sponsored).status == 303
    assert queries.award(sponsored.id).stage is Stage.OFFERED
    assert [one.to for one in letters("agreement_to_sign")] == ["sid@example.org"]
    again = browser(cast.bo).post(f"/awards/{sponsored.id}/acceptance", NAME)
    assert again.status == 409
    assert "Your side has signed already" in again.words()

    answer = sign(browser(cast.sid), sponsored, {**NAME, "name": "Sid"})

    assert answer.status == 303
    award = queries.award(sponsored.id)
    assert (award.stage, award.signed_name) == (Stage.ACCEPTED, "Amina Yusuf")
    (found,) = agreements.versions_of(award)
    assert found.stage is AgreementStage.SIGNED
    assert "Big Roof holds" not in str(found.words)  # the house says it in its words
    assert "Big Roof receives the money" in found.words["en"]


def test_a_stranger_neither_reads_nor_signs(sponsored, cast, browser):
    for person in (cast.omar, cast.zed, cast.rosa):
        them = browser(person)
        assert them.get(f"/awards/{sponsored.id}/agreement").status == 403
        assert them.post(f"/awards/{sponsored.id}/acceptance", NAME).status == 403


def test_who_helped_or_belongs_to_a_side_does_not_sign_for_the_fund(
    sponsored, cast, browser
):
    give_role(cast.sid, Duty.MANAGER, fund=sponsored.call.fund)
    db.session.commit()
    offering.accept(sponsored, name="Amina", by=cast.amina)
    agreeing.sign(sponsored, Party.SPONSOR, name="Sid", role="", by=cast.sid)
    db.session.commit()

    page = browser(cast.sid).post(f"/staff/awards/{sponsored.id}/agreement", NAME)

    assert page.status == 409
    assert not agreements.in_force(sponsored)


def test_conditions_make_a_second_version_and_nobody_signs_the_first(
    offer, cast, browser
):
    amina, path = browser(cast.amina), f"/awards/{offer.id}"
    form = amina.get(path).form("acceptance")
    stella, where = browser(cast.stella), f"/staff/awards/{offer.id}/conditions"
    typed = {
        **stella.get(where).form("conditions"),
        "conditions": "Two adults, always.",
    }

    assert stella.post(where, typed).status == 303
    page = amina.post(f"{path}/acceptance", {**form, **NAME})

    assert page.status == 409
    assert "The agreement changed while you read it" in page.words()
    assert "Two adults, always." in page.words()
    assert page.form("acceptance")["name"] == ["Amina Yusuf"]
    assert page.form("acceptance")["role"] == ["Chair"]
    assert "confirmed" not in page.form("acceptance")
    assert db.session.scalars(select(Signature)).all() == []
    assert versions(offer) == [(2, "open"), (1, "superseded")]
    assert len(letters("agreement_changed")) == 2

    answer = amina.post(f"{path}/acceptance", {**page.form("acceptance"), **NAME})
    assert answer.status == 303
    assert queries.award(offer.id).stage is Stage.ACCEPTED
    assert "Two adults" in text_of(amina.get(f"{path}/letter.pdf").data)


def test_conditions_stay_once_somebody_signed(sponsored, cast, browser):
    sign(browser(cast.amina), sponsored)

    page = browser(cast.stella).get(f"/staff/awards/{sponsored.id}/conditions")

    assert page.status == 409
    assert "Somebody has signed these words" in page.words()


def test_two_who_change_conditions_see_both_texts(offer, cast, browser):
    stella, otto = browser(cast.stella), browser(cast.otto)
    where = f"/staff/awards/{offer.id}/conditions"
    form = otto.get(where).form("conditions")
    first = stella.get(where).form("conditions")
    stella.post(where, {**first, "conditions": "Of Stella:."})

    page = otto.post(where, {**form, "conditions": "Of Otto:."})

    assert page.status == 409
    assert "Of Stella:." in page.words()
    assert "Of Otto:." in page.text
    assert agreements.standing(offer).conditions == "Of Stella:."


def test_an_acceptance_without_the_mark_of_what_was_read_is_refused(
    offer, cast, browser
):
    page = browser(cast.amina).post(f"/awards/{offer.id}/acceptance", NAME)

    assert page.status == 409
    assert queries.award(offer.id).stage is Stage.OFFERED


def test_an_offer_from_before_agreements_gets_one_when_it_is_signed(
    offer, cast, browser
):
    for one in agreements.versions_of(offer):
        db.session.delete(one)
    db.session.commit()
    amina = browser(cast.amina)
    assert amina.get(f"/awards/{offer.id}/agreements/1.pdf").status == 200

    assert sign(amina, offer).status == 303

    assert versions(offer) == [(1, "signed")]


def test_a_grant_accepted_before_agreements_can_still_get_one(offer, cast, browser):
    offering.accept(offer, name="Amina", by=cast.amina)
    db.session.commit()
    db.session.query(Signature).delete()
    db.session.query(Agreement).delete()
    db.session.commit()
    stella, staff = browser(cast.stella), f"/staff/awards/{offer.id}"
    assert "before there were agreements" in stella.get(staff).words()

    assert stella.post(f"{staff}/agreement/beginning").status == 303
    assert sign(browser(cast.bo), offer).status == 303
    assert sign_for_fund(stella, offer).status == 303

    assert agreements.in_force(queries.award(offer.id))
    assert stella.post(f"{staff}/agreement/beginning").status == 409


def test_an_amendment_holds_once_all_signed_it_and_the_old_one_until_then(
    offer, cast, browser
):
    sign(browser(cast.amina), offer)
    sign_for_fund(browser(cast.stella), offer)
    award = queries.award(offer.id, lock=True)
    agreeing.write(award, conditions="Now in two halls.", by=cast.stella)
    db.session.commit()
    assert versions(offer) == [(2, "open"), (1, "in force")]
    assert agreements.in_force(award)

    assert sign(browser(cast.bo), offer).status == 303
    assert sign_for_fund(browser(cast.otto), offer).status == 303

    assert versions(offer) == [(2, "in force"), (1, "superseded")]


def test_giving_an_offer_back_closes_its_agreement(offer, cast, browser):
    browser(cast.amina).post(f"/awards/{offer.id}/refusal", {"because": "No hall."})

    assert versions(offer) == [(1, "declined")]
    assert len(letters("staff/money_free")) == 2


def test_what_is_signed_stands_in_the_history(offer, cast, browser):
    sign(browser(cast.amina), offer)

    lines = audit.history(queries.award(offer.id))
    signed = next(line for line in lines if line.verb == "signed")
    digest = agreements.standing(offer).digest
    assert signed.details["digest"] == digest
    assert (signed.details["name"], signed.details["role"]) == ("Amina Yusuf", "Chair")
    assert audit.first_break(lines) is None


def test_who_signed_for_the_group_does_not_sign_for_the_fund_after_leaving_it(
    offer, cast, browser
):
    seat = Membership(person_id=cast.otto.id, organisation_id=offer.organisation_id)
    db.session.add(seat)
    db.session.commit()
    sign(browser(cast.otto), offer)
    db.session.delete(seat)
    db.session.commit()

    form = {**NAME, "version": agreements.standing(offer).digest}

    page = browser(cast.otto).post(f"/staff/awards/{offer.id}/agreement", form)

    assert page.status == 409
    assert "You signed this agreement for another side." in page.words()
    assert not agreements.in_force(queries.award(offer.id))
