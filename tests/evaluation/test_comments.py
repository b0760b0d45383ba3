"""Independence: a manager reads and comments; the evaluator answers; both are kept."""

import re

import pytest

from grantsapp.db import db
from grantsapp.evaluation import queries
from grantsapp.evaluation.models import Comment, Edition, Evaluation, Part
from grantsapp.evaluation.rules import POLICY
from tests.evaluation.reported import (
    REPORT,
    a_round,
    a_story,
    advised,
    evaluated,
    published,
    written,
)

PART = f"{REPORT}/parts/outcomes"


@pytest.fixture
def call(cast):
    call = a_round(cast)
    evaluated(call, cast.eva)
    return call


def commented(browser, who, words="Why so few?"):
    assert browser(who).post(f"{PART}/comments", {"said": words}).status == 303
    db.session.expire_all()
    return db.session.query(Comment).order_by(Comment.made_at.desc()).first()


def test_a_manager_reads_every_part_and_comments_on_it(call, cast, browser):
    written(call, cast.eva, Part.OUTCOMES, en="Up a little.")
    stella = browser(cast.stella)
    for part in Part:
        assert stella.get(f"{REPORT}/parts/{part}").status == 200
    page = stella.get(PART)
    assert "Up a little." in page.words()
    assert "words-en" not in page.form("comments")

    commented(browser, cast.stella)

    assert "Why so few?" in browser(cast.eva).get(PART).words()
    assert "one waits for an answer" in stella.get(REPORT).words()


def test_a_comment_is_answered_once_and_then_stays(call, cast, browser):
    one, eva = commented(browser, cast.stella), browser(cast.eva)
    path = f"/staff/report-comments/{one.id}/answer"

    empty = eva.post(path, {"said": "  "})
    assert empty.status == 422
    assert empty.faults == ["Write something first."]
    assert eva.post(path, {"said": "It rained."}).status == 303
    again = eva.post(path, {"said": "It did not."})

    assert again.status == 409
    assert "Comments and answers stay as they are." in again.words()
    db.session.expire_all()
    assert (one.words, one.answer) == ("Why so few?", "It rained.")


def test_an_empty_comment_is_none(call, cast, browser):
    page = browser(cast.stella).post(f"{PART}/comments", {"said": "\u200b "})

    assert page.status == 422
    assert db.session.query(Comment).count() == 0


def test_nobody_else_speaks(call, cast, browser):
    one = commented(browser, cast.stella)
    path = f"/staff/report-comments/{one.id}/answer"

    assert browser(cast.stella).post(path, {"said": "x"}).status == 403
    assert browser(cast.eva).post(f"{PART}/comments", {"said": "x"}).status == 403
    for stranger in (cast.amina, cast.rosa, cast.zed):
        assert browser(stranger).get(PART).status == 403
        assert browser(stranger).post(f"{PART}/comments", {"said": "x"}).status == 403


def test_a_manager_edits_nothing_and_takes_nothing_back(call, cast, browser):
    story, advice = a_story(call, cast.eva), advised(call, cast.eva)
    written(call, cast.eva, Part.OUTCOMES, en="Up a little.")
    stella = browser(cast.stella)
    deeds = (
        "parts/outcomes", "parts/outcomes/versions/1/return", "frame", "fates",
        "new-story", f"stories/{story.id}", f"stories/{story.id}/order",
        f"stories/{story.id}/removal", "new-recommendation",
        f"recommendations/{advice.id}", f"recommendations/{advice.id}/order",
        f"recommendations/{advice.id}/removal", "publication",
    )  # fmt: skip

    answers = {deed: stella.post(f"{REPORT}/{deed}").status for deed in deeds}

    assert set(answers.values()) == {403}, answers
    assert stella.post("/staff/calls/CF1/evaluations").status == 403
    assert stella.get(f"{REPORT}/publication").status == 403


def test_no_verb_of_this_room_takes_back_or_changes_what_was_published():
    verbs = {verb for verb, kind in POLICY if kind in {Edition, Comment, Evaluation}}

    assert verbs == {"answer", "list", "package", "publish report", "read"}


def test_no_address_deletes_a_comment_or_an_edition(app):
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("evaluation") and "POST" in (rule.methods or ())
    ]

    about = [r.rule for r in rules if "comment" in r.rule or "edition" in r.rule]
    assert sorted(about) == [
        "/staff/calls/<reference>/report/parts/<part>/comments",
        "/staff/report-comments/<uuid:key>/answer",
    ]


def test_comments_and_answers_are_published_without_names(call, cast, browser):
    one = commented(browser, cast.stella)
    commented(browser, cast.stella, "And <b>why</b> so late?")
    browser(cast.eva).post(
        f"/staff/report-comments/{one.id}/answer", {"said": "It rained."}
    )
    check = browser(cast.eva).get(f"{REPORT}/publication").words()
    assert "One comment is not answered; the report will say so." in check

    published(call, cast.eva)

    page = browser().get("/evaluations/CF1")
    words = page.words("article")
    for said in ("Why so few?", "It rained.", "And <b>why</b> so late?"):
        assert said in words
    assert "One comment was not answered." in words
    document = str(browser().get("/evaluations/CF1/report.json").response.get_json())
    for name in ("Stella", "Eva"):
        assert not re.search(rf"\b{name}\b", page.words("main"))
        assert not re.search(rf"\b{name}\b", document)


def test_an_evaluator_who_also_manages_does_not_comment_on_herself(call, cast, browser):
    from grantsapp.calls.actions.writing import give_role
    from grantsapp.calls.models import Duty

    give_role(cast.eva, Duty.MANAGER, fund=call.fund)
    db.session.commit()

    assert browser(cast.eva).post(f"{PART}/comments", {"said": "x"}).status == 403
    assert queries.report_of(call) is None
