"""Opening a bid again before the deadline: what was sent last counts, always."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from grantsapp import audit, clock, files
from grantsapp.calls import queries
from grantsapp.calls.actions import applying
from grantsapp.calls.models import Attachment, Handed, Stage, Submission
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review import queries as reviews
from grantsapp.review.actions import declaring
from tests.cast import (
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_moderator,
    assigned,
    eligible,
)


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def key(call, cast):
    return a_bid(call, a_group(cast.amina, cast.bo), cast.amina).id


@pytest.fixture
def amina(key, cast, browser):
    return browser(cast.amina)


def again(key):
    db.session.expire_all()
    return queries.application(key)


def change(them, key, **answers):
    section = f"/applications/{key}/sections/details"
    form = {**them.get(section).form("sections"), **answers}
    return them.post(section, {**form, "then": "list"})


def reopened(them, key, **answers):
    assert them.post(f"/applications/{key}/reopening").status == 303
    assert change(them, key, **answers).status == 303


def test_each_handing_in_leaves_a_row_that_proves_what_came_when(app, key):
    bid = again(key)
    (sent,) = bid.submissions

    assert (sent.number, sent.kind, sent.is_late) == (1, Handed.FIRST, False)
    assert sent.answers["need"]["raw"] == ["Neighbours do not know each other."]
    assert sent.at == bid.submitted_at
    assert sent.form_version_id == bid.form_version_id
    assert sent.digest == sent.worked_out()
    assert audit.history(bid)[-1].details["digest"] == sent.digest


def test_a_row_that_somebody_changed_no_longer_fits_its_hash(app, key):
    sent = again(key).submissions[0]
    sent.whole = sent.whole.replace("Neighbours", "Strangers")

    assert sent.digest != sent.worked_out()
    db.session.rollback()


def test_what_was_received_is_not_readable_in_the_table(app, key):
    raw = db.session.connection().exec_driver_sql("SELECT whole FROM submissions")

    assert "Neighbours" not in raw.scalar()


def test_a_reopened_bid_is_with_the_fund_as_it_was_sent(app, key, cast, amina, browser):
    reopened(amina, key, need="Quite another text.")
    change_title = f"/applications/{key}/sections/project"
    form = amina.get(change_title).form("sections")
    amina.post(change_title, {**form, "title": "Another name", "amount": "9,000"})

    bid = again(key)
    stella = browser(cast.stella)
    page, listed = (
        stella.get(f"/staff/applications/{key}"),
        stella.get("/staff/calls/CF1/applications"),
    )
    assert bid.stage is Stage.SUBMITTED
    assert (bid.title, bid.amount) == ("Kitchen table", 845_000)
    assert "Neighbours do not know each other." in page.words()
    assert "Quite another text." not in page.text
    assert "Its authors are changing it" in page.words()
    assert "Another name" not in listed.text
    found = stella.get("/staff/calls/CF1/applications?search=another")
    assert "No bid fits this search." in found.words()


def test_what_a_fund_takes_away_of_a_reopened_bid_is_what_was_sent(
    app, key, cast, amina, browser
):
    reopened(amina, key, need="Quite another text.", people="99")
    bid = again(key)
    kept = files.keep(files.receive(BytesIO(b"hello"), "later.txt"), by=cast.amina)
    applying.attach(bid, "evidence", kept, by=cast.amina)
    db.session.commit()
    stella, calls = browser(cast.stella), "/staff/calls/CF1/applications"

    table = stella.post(f"{calls}.csv").data.decode()
    listed = stella.get(f"{calls}?columns=answer.people")

    assert "Neighbours do not know each other." in table
    assert "Quite another text." not in table
    assert "later.txt" not in table
    assert "99" not in listed.words("tbody")
    assert "40" in listed.words("tbody")


def test_its_authors_go_on_with_what_they_changed(app, key, amina):
    reopened(amina, key, need="Quite another text.")

    section = amina.get(f"/applications/{key}/sections/details")
    check = amina.get(f"/applications/{key}/check")

    assert section.form("sections")["need"] == ["Quite another text."]
    assert "Quite another text." in check.words()
    assert "It was not sent; what you sent last counts." in check.words()
    assert "Being changed" in amina.get("/applications").words()


def test_submitting_again_makes_the_new_version_count(app, key, cast, amina, browser):
    reopened(amina, key, need="Quite another text.")

    answer = amina.post(f"/applications/{key}/submission")

    bid = again(key)
    assert answer.status == 303
    assert [s.kind for s in bid.submissions] == [Handed.FIRST, Handed.AGAIN]
    assert bid.submissions[0].answers["need"]["raw"] == [
        "Neighbours do not know each other."
    ]
    assert bid.submitted_at == bid.submissions[1].at > bid.submissions[0].at
    assert not bid.is_reopened
    page = browser(cast.stella).get(f"/staff/applications/{key}")
    assert "Quite another text." in page.words()
    assert "Handed in again" in page.words()
    query = select(Letter).where(Letter.template == "application_submitted")
    assert len(db.session.scalars(query).all()) == 4  # two members, twice


def test_a_reopened_bid_with_a_fault_is_not_sent_and_the_old_one_counts(
    app, key, amina
):
    reopened(amina, key, need="")

    answer = amina.post(f"/applications/{key}/submission")

    assert answer.status == 422
    bid = again(key)
    assert queries.raw_answers(bid)["need"] == ["Neighbours do not know each other."]
    assert not any(r.fault for r in queries.readings(bid).values())
    assert len(bid.submissions) == 1


@pytest.mark.parametrize("seconds", [0, 1, 3600 * 24 * 30])
def test_when_the_deadline_passes_what_was_sent_last_counts_by_itself(
    app, key, cast, amina, browser, seconds
):
    reopened(amina, key, need="Quite another text.")
    closes = again(key).call.closes_at

    with clock.stopped_at(closes + timedelta(seconds=seconds)):
        late = browser(cast.amina)
        submitted = late.post(f"/applications/{key}/submission")
        saved = change_late(late, key)
        page = late.get(f"/applications/{key}")
        sent = late.get(f"/applications/{key}/check")
        unsent = late.get(f"/applications/{key}/check?unsent=1")
        shown = browser(cast.stella).get(f"/staff/applications/{key}")

    assert (submitted.status, saved.status) == (409, 409)
    assert "This call has closed." in submitted.words()
    assert "This call has closed." in saved.words()
    assert "What you changed after you sent it was not sent." in page.words()
    assert "This is what you sent last. It counts." in sent.words()
    assert "Neighbours do not know each other." in sent.words()
    assert "Quite another text." in unsent.words()
    assert "Neighbours do not know each other." in shown.words()
    assert "Quite another text." not in shown.text


def change_late(them, key):
    return them.post(f"/applications/{key}/sections/details", {"need": "Too late."})


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 409), (1, 409)])
def test_reopening_ends_with_the_call_to_the_second(
    app, key, cast, browser, seconds, status
):
    closes = again(key).call.closes_at

    with clock.stopped_at(closes + timedelta(seconds=seconds)):
        answer = browser(cast.amina).post(f"/applications/{key}/reopening")

    assert answer.status == status
    assert again(key).is_reopened is (status == 303)


def test_grace_is_for_handing_in_and_not_for_reopening(app, key, cast, amina, browser):
    bid = again(key)
    bid.call.grace_minutes = 10
    db.session.commit()
    closes = bid.call.closes_at
    reopened(amina, key, need="Quite another text.")

    with clock.stopped_at(closes + timedelta(minutes=10, seconds=-1)):
        them = browser(cast.amina)
        assert them.post(f"/applications/{key}/submission").status == 303
        assert them.post(f"/applications/{key}/reopening").status == 409
    sent = again(key).submissions[-1]
    assert (sent.kind, sent.is_late) == (Handed.AGAIN, True)


def test_a_draft_and_an_open_one_cannot_be_reopened(app, key, call, cast, amina):
    draft = a_draft(call, a_group(cast.amina, name="Two"), cast.amina).id
    amina.post(f"/applications/{key}/reopening")

    assert amina.post(f"/applications/{draft}/reopening").status == 409
    assert amina.post(f"/applications/{key}/reopening").status == 409
    assert [e.verb for e in audit.history(again(key))].count("reopened") == 1


def test_a_bid_of_before_receipts_were_kept_keeps_its_words_when_reopened(
    app, key, amina
):
    for sent in again(key).submissions:
        db.session.delete(sent)
    db.session.commit()

    reopened(amina, key, need="Quite another text.")

    bid = again(key)
    assert queries.raw_answers(bid)["need"] == ["Neighbours do not know each other."]
    assert bid.submissions[0].at == bid.submitted_at


def test_a_file_that_was_sent_stays_when_its_authors_remove_or_add_one(
    app, call, cast, browser
):
    bid = a_draft(call, a_group(cast.amina), cast.amina)
    kept = files.keep(files.receive(BytesIO(b"first"), "first.txt"), by=cast.amina)
    first = applying.attach(bid, "evidence", kept, by=cast.amina)
    db.session.flush()
    applying.submit_application(bid, by=cast.amina, at=clock.now())
    db.session.commit()
    key, first_key = bid.id, first.id
    amina, stella = browser(cast.amina), browser(cast.stella)
    amina.post(f"/applications/{key}/reopening")
    section = f"/applications/{key}/sections/details"
    form = amina.get(section).form("sections")

    amina.post(section, {**form, "then": f"remove:{first_key}"})
    upload = {"file": (BytesIO(b"second"), "second.txt")}
    amina.post(f"/applications/{key}/files/evidence", upload)

    second = db.session.scalar(
        select(Attachment.id).where(Attachment.removed_at.is_(None))
    )
    shown = stella.get(f"/staff/applications/{key}")
    assert "first.txt" in shown.words()
    assert "second.txt" not in shown.text
    assert stella.get(f"/attachments/{first_key}").data == b"first"
    assert stella.get(f"/attachments/{second}").status == 403
    assert "second.txt" in amina.get(section).words()
    assert "first.txt" not in amina.get(section).text
    assert amina.get(f"/attachments/{second}").status == 200

    amina.post(f"/applications/{key}/submission")
    shown = stella.get(f"/staff/applications/{key}")
    assert "second.txt" in shown.words()
    assert "first.txt" not in shown.text
    assert again(key).submissions[0].files[0]["name"] == "first.txt"
    assert db.session.get(Attachment, first_key) is not None


def test_a_moderator_reads_what_was_sent(app, key, call, cast, amina, browser):
    bid = again(key)
    eligible(bid, cast.stella)
    mine = assigned(bid, a_moderator(call, cast.rosa, cast.stella), by=cast.stella)[0]
    declaring.clear_conflict(mine, by=cast.rosa)
    db.session.commit()
    place = f"/reviews/{mine.id}"

    reopened(amina, key, need="Quite another text.")

    page = browser(cast.rosa).get(place)
    assert "Neighbours do not know each other." in page.words()
    assert "Quite another text." not in page.text
    assert reviews.assignment(mine.id) is not None


def test_two_members_can_change_a_reopened_bid_and_one_submits(
    app, key, cast, amina, browser
):
    bo = browser(cast.bo)
    reopened(amina, key, need="Quite another text.")
    change(bo, key, people="77")

    assert bo.post(f"/applications/{key}/submission").status == 303
    assert amina.post(f"/applications/{key}/submission").status == 409

    raw = queries.raw_answers(again(key))
    assert (raw["need"], raw["people"]) == (["Quite another text."], ["77"])


def test_every_answer_that_was_ever_sent_is_still_there(app, key, amina):
    texts = ["One.", "Two.", "Three."]
    for text in texts:
        reopened(amina, key, need=text)
        amina.post(f"/applications/{key}/submission")

    query = select(Submission).order_by(Submission.number)
    sent = [s.answers["need"]["raw"] for s in db.session.scalars(query)]
    assert sent == [["Neighbours do not know each other."], *([t] for t in texts)]


def test_a_submission_has_a_number_of_its_own(app, key):
    sent = again(key).submissions[0]
    names = ("kind", "at", "by_name", "whole", "digest", "number", "form_version_id")
    copy = {name: getattr(sent, name) for name in names}
    db.session.add(Submission(application_id=key, **copy))

    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
