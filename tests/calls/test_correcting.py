"""Correcting the form of an open call: a version of its own, which drafts move to."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import audit, clock, i18n, jobs
from grantsapp.accounts.models import Rescue
from grantsapp.calls import queries, questions
from grantsapp.calls.actions import correcting, writing
from grantsapp.calls.models import Answer, Application
from grantsapp.calls.questions import (
    Change,
    Condition,
    Form,
    Kind,
    Option,
    Question,
    Section,
    What,
)
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import a_bid, a_call, a_draft, a_fund, a_group, text

QUESTION = {
    "section": "details", "code": "need", "kind": "long_text", "is_required": "y",
    "label-en": "Why now?", "label-ar": "لماذا الآن؟", "label-pl": "Dlaczego teraz?",
    "words": "20",
}  # fmt: skip
CORRECT = "/staff/calls/CF1/form/correction"


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def draft(call, cast):
    return a_draft(call, a_group(cast.amina, cast.bo), cast.amina)


def edited(browser, person, code="need", **changes):
    """Change a question through its page; None leaves a field out."""
    typed = {**QUESTION, "code": code, **changes}
    typed = {name: value for name, value in typed.items() if value is not None}
    return browser(person).post(f"/staff/calls/CF1/questions/{code}", typed)


def a_question(code="need", kind=Kind.LONG, **more):
    return Question(code, kind, {"en": {"text": code}}, **more)


def a_form(*asked, title="Details"):
    return Form((Section("details", {"en": {"text": title}}, asked),))


YES = (Option("yes", {"en": {"text": "Yes"}}),)
BOTH = (*YES, Option("no", {"en": {"text": "No"}}))


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (a_question(), a_question(), []),
        (a_question(), a_question("plan"), [What.REMOVED, What.ADDED]),
        (a_question(words=20), a_question(words=30), [What.LIMIT]),
        (a_question(), a_question(required=False), [What.OPTIONAL]),
        (a_question(required=False), a_question(), [What.REQUIRED]),
        (a_question(), a_question(help={"en": {"text": "?"}}), [What.HELP]),
        (a_question(options=YES), a_question(options=BOTH), [What.ANSWER_ADDED]),
        (a_question(options=BOTH), a_question(options=YES), [What.ANSWER_REMOVED]),
        (a_question(), a_question(condition=Condition("x", ("a",))), [What.CONDITION]),
    ],
)  # fmt: skip
def test_each_change_is_named(before, after, found):
    changes = questions.changes(a_form(before), a_form(after))

    assert [change.what for change in changes] == found


def test_who_wrote_a_text_and_when_is_no_change_of_it():
    older = a_form(Question("need", Kind.LONG, {"en": {"text": "Why?", "at": "1"}}))
    newer = a_form(Question("need", Kind.LONG, {"en": {"text": "Why?", "at": "2"}}))

    assert questions.changes(older, newer) == []


def test_another_order_is_one_change_and_a_new_question_is_none_of_it():
    one, two, new = (a_question(code) for code in ("one", "two", "new"))

    moved = questions.changes(a_form(one, two), a_form(two, new, one))

    assert moved == [
        Change(What.ADDED, "details", new),
        Change(What.ORDER, "details"),
    ]


def test_a_question_that_hangs_on_what_nobody_answers_before_it_is_loose():
    asked = a_question("who", Kind.ONE, options=BOTH)
    hanging = a_question(condition=Condition("who", ("yes",)))
    wrong = a_question("plan", condition=Condition("who", ("maybe",)))

    assert questions.loose(a_form(asked, hanging, wrong)) == [wrong]
    assert questions.loose(a_form(hanging, asked)) == [hanging]


def test_applicants_meet_a_change_only_when_it_is_published(
    app, call, draft, cast, browser
):
    page = f"/applications/{draft.id}/sections/details"
    edited(browser, cast.stella)

    before = browser(cast.amina).get(page)
    shown = browser(cast.stella).get(CORRECT)
    answer = browser(cast.stella).post(CORRECT, {})
    after = browser(cast.amina).get(page)

    assert "“need” now reads: “Why now?”" in shown.text
    assert answer.location == "/staff/calls/CF1"
    assert "Why now?" not in before.text
    assert "“need” now reads: “Why now?”" in after.text
    assert after.form("sections")["need"] == ["Neighbours do not know each other."]
    assert audit.history(queries.call("CF1"))[-1].verb == "corrected the form"


def test_everybody_with_a_draft_gets_one_letter_in_their_language(
    app, call, draft, cast, browser
):
    edited(browser, cast.stella)
    words = {"en": "It was unclear.", "ar": "كان غامضا.", "pl": "Było niejasne."}
    note = {f"note-{code}": said for code, said in words.items()}
    browser(cast.stella).post(CORRECT, note)
    while jobs.work_once():
        pass

    letters = db.session.scalars(
        select(Letter).where(Letter.template == "form_corrected")
    )
    found = {letter.to: letter.body for letter in letters}
    assert found.keys() == {"amina@example.org", "bo@example.org"}
    assert "كان غامضا." in found["amina@example.org"]
    assert "لماذا الآن؟" in found["amina@example.org"]
    assert "It was unclear." in found["bo@example.org"]


def test_a_note_that_some_cannot_read_is_refused_and_kept(
    app, call, draft, cast, browser
):
    edited(browser, cast.stella)

    answer = browser(cast.stella).post(CORRECT, {"note-en": "It was unclear."})

    assert answer.status == 422
    assert answer.faults == ["Write this in every language of the call, or in none."]
    assert answer.form("correction")["note-en"] == ["It was unclear."]
    assert queries.form_version_of(queries.call("CF1")).number == 1


def test_what_was_handed_in_stays_on_the_form_that_it_answered(
    app, call, cast, browser
):
    bid = a_bid(call, a_group(cast.omar, name="Other"), cast.omar)
    edited(browser, cast.stella)
    browser(cast.stella).post(CORRECT, {})

    page = browser(cast.omar).get(f"/applications/{bid.id}/check")

    assert db.session.get(Application, bid.id).form_version.number == 1
    assert "Why now?" not in page.text


def test_a_new_call_for_answers_is_told_where_it_is_asked(
    app, call, draft, cast, browser
):
    typed = {**QUESTION, "code": "plan", "label-en": "What is the plan?"}
    browser(cast.stella).post("/staff/calls/CF1/questions/new", typed)
    browser(cast.stella).post(CORRECT, {})

    amina = browser(cast.amina)
    tasks = amina.get(f"/applications/{draft.id}")
    refused = amina.post(f"/applications/{draft.id}/submission", {"form": "2"})

    assert "New question: “What is the plan?”" in tasks.text
    assert "One answer left" in tasks.text
    assert refused.status == 422
    assert refused.faults == ["What is the plan?: Write an answer."]


def test_the_answer_to_a_question_that_is_gone_is_shown_to_its_author(
    app, call, draft, cast, browser
):
    browser(cast.stella).post("/staff/calls/CF1/questions/need/removal")
    browser(cast.stella).post(CORRECT, {})

    page = browser(cast.amina).get(f"/applications/{draft.id}")

    assert "No longer asked: “need”" in page.text
    assert "Neighbours do not know each other." in page.text


def test_a_submission_of_a_form_that_was_corrected_meanwhile_waits(
    app, call, draft, cast, browser
):
    edited(browser, cast.stella)
    browser(cast.stella).post(CORRECT, {})
    amina = browser(cast.amina)

    answer = amina.post(f"/applications/{draft.id}/submission", {"form": "1"})

    assert answer.status == 409
    assert answer.faults == [
        "The fund corrected this form while you read. Look at what changed, then "
        "submit again."
    ]
    assert db.session.get(Application, draft.id).is_draft
    again = amina.post(
        f"/applications/{draft.id}/submission", answer.form("submission")
    )
    assert again.status == 303
    assert not db.session.get(Application, draft.id).is_draft


def test_a_save_from_a_page_with_the_older_form_keeps_everything(
    app, call, draft, cast, browser
):
    page = f"/applications/{draft.id}/sections/details"
    amina = browser(cast.amina)
    typed = amina.get(page).form("sections") | {"need": ["Newer."], "people": ["41"]}
    stella = browser(cast.stella)
    stella.post("/staff/calls/CF1/questions/need/removal")
    edited(browser, cast.stella, "people", kind="number", words=None)
    stella.post(CORRECT, {})

    answer = amina.post(page, {**typed, "then": "next"})

    kept = {a.question: a.typed for a in db.session.get(Application, draft.id).answers}
    shown = amina.follow(answer)
    assert (kept["need"], kept["people"]) == (["Newer."], ["41"])
    assert answer.location == page
    assert "The fund corrected this form while you wrote." in shown.text
    assert "“people” now reads: “Why now?”" in shown.text


def test_a_clash_in_a_section_that_is_gone_is_kept_beside(
    app, call, draft, cast, browser
):
    page = f"/applications/{draft.id}/sections/details"
    amina, bo, stella = (browser(p) for p in (cast.amina, cast.bo, cast.stella))
    mine = amina.get(page).form("sections") | {"need": ["Mine."]}
    bo.post(page, bo.get(page).form("sections") | {"need": ["Theirs."]})
    stella.post("/staff/calls/CF1/form", {"code": "more", "title-en": "More"})
    for code in ("need", "people", "starts", "groups", "safeguarding", "evidence"):
        stella.post(f"/staff/calls/CF1/questions/{code}/removal")
    typed = {**QUESTION, "code": "plan", "section": "more"}
    stella.post("/staff/calls/CF1/questions/new", typed)
    more = next(s for s in queries.sections_of(queries.call("CF1")) if s.code == "more")
    more.title = text("More")
    db.session.commit()
    assert stella.post(CORRECT, {}).status == 303

    answer = amina.post(page, {**mine, "then": "next"})

    assert answer.location == f"/applications/{draft.id}"
    assert queries.answer(queries.application(draft.id), "need").typed == ["Theirs."]
    assert "Mine." in db.session.scalar(select(Rescue.typed))


def test_a_sensitive_answer_to_a_question_that_is_gone_is_still_sealed(
    app, cast, browser
):
    call = a_call(a_fund(cast.stella), cast.stella, published=False)
    facts = {"label": text("medical"), "help": i18n.Text(), "code": "medical"}
    (section,) = queries.sections_of(call)
    writing.add_question(
        section, call, by=cast.stella, kind=Kind.SHORT, is_sensitive=True, **facts
    )
    db.session.commit()
    db.session.expire_all()
    writing.open_call(call, by=cast.stella)
    draft = a_draft(call, a_group(cast.amina), cast.amina)
    browser(cast.stella).post("/staff/calls/CF1/questions/medical/removal")
    browser(cast.stella).post(CORRECT, {})

    typed = {"medical": "Asthma", "version.form": "1"}
    browser(cast.amina).post(f"/applications/{draft.id}/sections/details", typed)

    stored = db.session.scalar(select(Answer).where(Answer.question == "medical"))
    assert stored.typed == ["Asthma"]
    assert stored.raw == []


@pytest.mark.parametrize(
    "change", [{"kind": "short_text"}, {"is_sensitive": "y"}, {"code": "needs"}]
)
def test_what_answers_are_stored_by_stays(app, call, draft, cast, browser, change):
    answer = browser(cast.stella).post(
        "/staff/calls/CF1/questions/need", {**QUESTION, **change}
    )

    assert answer.status == 422
    assert "People answer this question already" in answer.faults[0]


def test_a_code_does_not_come_back_as_another_kind_of_answer(
    app, call, draft, cast, browser
):
    stella = browser(cast.stella)
    stella.post("/staff/calls/CF1/questions/need/removal")
    typed = {**QUESTION, "kind": "number", "words": ""}
    stella.post("/staff/calls/CF1/questions/new", typed)

    answer = stella.post(CORRECT, {})

    assert answer.status == 409
    assert "Give the new question another code." in answer.text


def test_a_correction_waits_for_every_language(app, call, draft, cast, browser):
    edited(browser, cast.stella, **{"label-pl": ""})

    page = browser(cast.stella).get(CORRECT)
    answer = browser(cast.stella).post(CORRECT, {})

    assert "In Polish there is no text yet for: question need: wording." in page.text
    assert answer.status == 409


def test_without_a_change_there_is_no_version(app, call, draft, cast, browser):
    answer = browser(cast.stella).post(CORRECT, {})

    assert answer.status == 409
    assert "Nothing differs" in answer.text


def test_a_closed_call_keeps_its_form(app, cast, browser):
    long_ago = clock.now() - timedelta(days=9)
    closed = clock.now() - timedelta(days=1)
    fund = a_fund(cast.stella)
    call = a_call(fund, cast.stella, published=False, opens_at=long_ago)
    writing.open_call(call, by=cast.stella)
    call.closes_at = closed
    db.session.commit()

    removal = browser(cast.stella).post("/staff/calls/CF1/questions/need/removal")

    assert removal.status == 409
    assert "This call has closed. Its form stays as it is." in removal.text
    assert browser(cast.stella).get(CORRECT).status == 409


def test_a_question_that_another_hangs_on_is_not_removed(app, cast, browser):
    call = a_call(a_fund(cast.stella), cast.stella, published=False)
    need = queries.question(call, "need")
    need.condition = {"question": "safeguarding", "answers": ["yes"]}
    db.session.commit()

    path = "/staff/calls/CF1/questions/safeguarding/removal"
    answer = browser(cast.stella).post(path)

    assert answer.status == 409
    assert "hangs on it" in answer.text


def test_drafts_begun_later_hear_of_no_older_correction(app, call, cast, browser):
    edited(browser, cast.stella)
    browser(cast.stella).post(CORRECT, {})
    draft = a_draft(queries.call("CF1"), a_group(cast.amina), cast.amina)

    assert draft.form_version.number == 2
    assert correcting.since_begun(draft) == []


def test_each_correction_is_told_for_itself_the_newest_first(
    app, call, draft, cast, browser
):
    for words in ("30", "40", "50"):
        edited(browser, cast.stella, words=words)
        browser(cast.stella).post(CORRECT, {})
    found = queries.application(draft.id)

    told = [c.sentences() for c in correcting.since_begun(found)]

    assert [sentences[-1] for sentences in told] == [
        "“Why now?” may have 50 words now.",
        "“Why now?” may have 40 words now.",
        "“Why now?” may have 30 words now.",
    ]
