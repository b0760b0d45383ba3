"""Editions: frozen, with a digest that anybody can work out, and never taken back."""

import copy

import pytest

from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions.editions import digest_of
from grantsapp.evaluation.models import Disclosure, Edition, Given, Part
from grantsapp.mel.queries import surveys_of
from tests.cast import answered
from tests.evaluation.desk import works_out
from tests.evaluation.reported import (
    REPORT,
    a_round,
    answers,
    evaluated,
    published,
    written,
)

PUBLICATION = f"{REPORT}/publication"


@pytest.fixture
def call(cast):
    call = a_round(cast)
    evaluated(call, cast.eva)
    written(call, cast.eva, Part.SUMMARY, en="Up a little.", ar="قليلًا")
    return call


def test_an_evaluator_looks_first_and_then_publishes(call, cast, browser):
    eva = browser(cast.eva)
    check = eva.get(PUBLICATION).words()
    assert "Words in English, Arabic, and Polish." in check
    assert "Not written in Polish" in check
    assert "Without words of yours: The fund and its projects" in check
    assert browser().get("/evaluations/CF1").status == 404

    assert eva.post(PUBLICATION).status == 303

    assert "Up a little." in browser().get("/evaluations/CF1").words("article")
    assert "/evaluations/CF1" in browser().get("/evaluations").links()


def test_a_digest_is_worked_out_from_what_is_stored(call, cast):
    """By hand: SHA-256 of {"a":[1.5,"ż"],"b":null}, as sha256sum says."""
    assert digest_of({"b": None, "a": [1.5, "ż"]}) == (
        "fc25943700f45eeb9a47b97f1dd5b6696c5e55245c094f4f0baa8319e40bd7bb"
    )
    edition = published(call, cast.eva)
    db.session.expire_all()

    assert edition.digest == digest_of(edition.document)
    changed = copy.deepcopy(edition.document)
    changed["figures"]["instruments"][0]["pairs"] += 1
    assert digest_of(changed) != edition.digest


def test_what_leaves_the_house_is_a_line_of_the_ledger(call, cast):
    first = published(call, cast.eva)
    written(call, cast.eva, Part.SUMMARY, en="Up a bit.")
    published(call, cast.eva, "A word was wrong.")

    lines = db.session.query(Disclosure).order_by(Disclosure.number).all()
    assert [(line.number, line.given, line.reason) for line in lines] == [
        (1, Given.EDITION, ""),
        (2, Given.EDITION, "A word was wrong."),
    ]
    assert lines[0].digest == first.digest


def test_another_edition_has_a_reason_and_the_earlier_one_stays(call, cast, browser):
    eva = browser(cast.eva)
    eva.post(PUBLICATION)
    before = browser().get("/evaluations/CF1/editions/1").words("article")
    written(call, cast.eva, Part.SUMMARY, en="Up a bit.")

    page = eva.post(PUBLICATION, {"reason": " "})
    assert page.status == 422
    assert page.faults == [
        "Say why there is another edition. Everybody reads the reason."
    ]
    assert eva.post(PUBLICATION, {"reason": "<i>A word</i> was wrong."}).status == 303

    newest = browser().get("/evaluations/CF1")
    assert "Edition 2" in newest.words()
    assert "<i>A word</i> was wrong." in newest.words()
    assert "Up a bit." in newest.words("article")
    assert "/evaluations/CF1/editions/1" in newest.links()
    earlier = browser().get("/evaluations/CF1/editions/1")
    assert earlier.words("article") == before
    assert "This is an earlier edition." in earlier.words()
    assert browser().get("/evaluations/CF1/editions/3").status == 404


def test_nothing_new_makes_no_edition(call, cast, browser):
    eva = browser(cast.eva)
    eva.post(PUBLICATION)

    page = eva.post(PUBLICATION, {"reason": "Again."})

    assert page.status == 409
    assert "Nothing has changed since edition 1." in page.words()
    assert db.session.query(Edition).count() == 1


def test_a_draft_changes_nothing_that_was_published(call, cast, browser):
    published(call, cast.eva)
    before = browser().get("/evaluations/CF1").words("article")

    written(call, cast.eva, Part.SUMMARY, en="Up a lot!")
    written(call, cast.eva, Part.LIMITS, en="None.")

    assert browser().get("/evaluations/CF1").words("article") == before


def test_two_editions_together_show_no_single_person(call, cast, browser):
    eva = browser(cast.eva)
    eva.post(PUBLICATION)
    award = queries.live_awards(call)[0]
    survey = surveys_of(award)[0].survey
    answered(survey, list(answers(1, 2, start=90)))
    works_out(eva)

    page = eva.post(PUBLICATION, {"reason": "One more came in."})

    assert page.status == 409
    assert "would show single people" in page.words()


def test_without_a_reason_the_action_refuses_too(call, cast):
    published(call, cast.eva)
    written(call, cast.eva, Part.SUMMARY, en="Up a bit.")

    with pytest.raises(Refused):
        published(call, cast.eva)


def test_an_edition_stores_no_name_of_a_project(call, cast):
    edition = published(call, cast.eva)

    titles = {award.title for award in queries.live_awards(call)}
    assert titles
    assert not any(title in str(edition.document) for title in titles)


def test_what_was_published_before_there_were_editions_is_still_read(
    call, cast, browser
):
    from grantsapp.evaluation.actions import evaluating

    evaluating.publish(queries.newest(call), by=cast.eva)
    db.session.commit()

    page = browser().get("/evaluations/CF1")
    assert "How these figures were made" in page.words()
    assert "Up a little." not in page.words()
    assert browser().get("/evaluations/CF1/report.pdf").status == 200
    figures = browser().get("/evaluations/CF1/report.json").response.get_json()
    assert len(figures["instruments"]) == 1
