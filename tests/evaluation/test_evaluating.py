"""Evaluating: figures worked out, suppressed, published; the data with its codebook."""

import json
import re
from uuid import uuid4

import pypdfium2
import pytest
from sqlalchemy import event, func, select, update

from grantsapp import clock, files, jobs
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.evaluation.actions import evaluating
from grantsapp.evaluation.models import Evaluation
from grantsapp.evaluation.sources import code_version
from grantsapp.mel import queries
from grantsapp.mel.actions import (
    answering,
    asking,
    library,
    reporting,
    rescoring,
    weighing,
)
from grantsapp.mel.instruments import Design, Moment
from grantsapp.mel.models import Exclusion, Response, ResponseScore
from grantsapp.mel.sittings import Sitting
from tests.cast import (
    CALM,
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_survey,
    an_award,
    answered,
    eligible,
)
from tests.evaluation.desk import works_out


@pytest.fixture
def fund(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    return fund


@pytest.fixture
def call(fund, cast):
    return a_call(fund, cast.stella)


def an_award_of(cast, call, person):
    bid = a_bid(call, a_group(person, name=person.name), person)
    eligible(bid, cast.stella)
    return an_award(bid, cast.stella, cast.otto)


def answers(count, gain, start=0):
    """People who answered `count` times, each some steps up, not all alike."""
    for n in range(start, start + count):
        low = 1 + n % 2
        now = {"bear": low + gain, "snap": 6 - low - gain}
        yield f"p{n:03}", {"r0": {"bear": low, "snap": 6 - low - n % 3 // 2}, "t1": now}


@pytest.fixture
def round_(call, cast):
    """Two projects: twelve people answered in the first, three in the second."""
    first, second = (an_award_of(cast, call, p) for p in (cast.amina, cast.omar))
    survey = a_survey(first)
    other = asking.ask(second, survey.instruments, Design.RETROSPECTIVE, by=None)
    db.session.flush()
    answered(survey, answers(12, 2))
    answered(other, answers(3, 1))
    typed = {"people": "50", "sessions": "10", "went_well": "All."}
    reporting.save_report(first, typed, language="en", by=cast.amina)
    reporting.submit_report(first, by=cast.amina)
    for asked in (survey, other):
        asking.close_survey(asked, by=cast.eva)
    db.session.commit()
    return first, second


PUBLICATION = "/staff/calls/CF1/report/publication"


def publishes(eva):
    """Work the figures out and publish them as an edition; gives the answer."""
    works_out(eva)
    assert PUBLICATION in eva.get("/staff/calls/CF1/evaluation").links()
    return eva.post(PUBLICATION, {"reason": "More came in."})


def test_an_evaluator_works_the_figures_out_and_publishes_them(round_, cast, browser):
    eva, path = browser(cast.eva), "/staff/calls/CF1/evaluation"
    assert browser().get("/evaluations/CF1").status == 404

    assert works_out(eva).status == 303
    inside = eva.get(path)
    assert "15" in inside.words()  # everybody, the small project too
    assert browser().get("/evaluations/CF1").status == 404
    assert eva.post(PUBLICATION).status == 303

    public = browser().get("/evaluations/CF1")
    assert "answered both times: 12. Projects: 1." in public.words()
    forests = [
        f for f in public.all("figure") if "outcome-" in f.get("aria-labelledby")
    ]
    assert len(forests) == 1
    assert "12" in "".join(forests[0].itertext()).split()
    assert "Omar" not in "".join(forests[0].itertext())
    assert "/evaluations/CF1" in browser().get("/evaluations").links()


def test_the_page_shows_reach_and_outputs_against_the_plan(round_, cast, browser):
    eva = browser(cast.eva)
    works_out(eva)

    figures = eva.get("/staff/calls/CF1/report.json").response.get_json()

    assert figures["reach"] == 50
    assert figures["reports"] == {"received": 1, "expected": 2}
    assert figures["outputs"] == [
        {"measure": "people", "planned": 40, "delivered": 50, "projects": 1},
        {"measure": "sessions", "planned": 12, "delivered": 10, "projects": 1},
    ]
    assert "125%" in eva.get("/staff/calls/CF1/evaluation").words()


def test_nothing_public_changes_when_a_hidden_answer_does(round_, cast, browser):
    """The JSON, the page and the PDF before and after one hidden person changes.

    The number of the edition, its day, its digest and the seal of its data differ.
    """

    def published():
        assert publishes(browser(cast.eva)).status == 303
        answer = browser().get("/evaluations/CF1/report.json").response.get_json()
        pdf = pypdfium2.PdfDocument(browser().get("/evaluations/CF1/report.pdf").data)
        on_paper = " ".join(p.get_textpage().get_text_range() for p in pdf)
        on_page = browser().get("/evaluations/CF1").words("article")
        of_edition = (
            r"(Edition|Why there is|The figures were worked|Digest)[^.]*\.|[0-9a-f]{64}"
        )
        told = (re.sub(of_edition, "", words) for words in (on_paper, on_page))
        return answer["figures"]["instruments"], *told

    before = published()
    second = round_[1]
    for response in db.session.query(Response):
        if response.survey.award_id == second.id:
            first, last = {"bear": 5, "snap": 1}, {"bear": 1, "snap": 5}
            response.raw = {"r0": {"calm": first}, "t1": {"calm": last}}
    rescoring.rescore(queries.surveys_of(second)[0].survey)
    db.session.commit()

    assert published() == before


def test_two_publications_together_show_no_single_person(round_, cast, browser):
    """Pairs times mean, before and after one more answer, would be that answer."""
    eva = browser(cast.eva)
    assert publishes(eva).status == 303
    survey = queries.surveys_of(round_[0])[0].survey
    one = [("late", {"r0": {"bear": 5, "snap": 1}, "t1": {"bear": 1, "snap": 5}})]
    answered(survey, one)
    db.session.commit()

    page = publishes(eva)

    assert page.status == 409
    assert "would show single people: CF1-A01" in page.words()
    answered(survey, answers(12, 1, start=100))
    db.session.commit()
    assert publishes(eva).status == 303


def test_counts_of_bids_from_before_a_publication_are_not_published(round_, cast):
    """Both show their table; held against each other they tell of one group."""
    call = round_[0].call
    first, second = (evaluating.evaluate(call, by=cast.eva) for _time in range(2))
    for evaluation, handed_in in ((first, 12), (second, 11)):
        row = {"value": "en", "counts": {"submitted": handed_in}}
        table = {"by": "language", "rows": [row], "other": None, "is_hidden": False}
        process = evaluation.public["process"] | {"by": [table], "threshold": 5}
        evaluation.public = evaluation.public | {"process": process}
    db.session.commit()
    evaluating.publish(first, by=cast.eva)
    db.session.commit()

    with pytest.raises(Refused, match="what became of single bids"):
        evaluating.publish(second, by=cast.eva)

    again = evaluating.evaluate(call, by=cast.eva)
    evaluating.publish(again, by=cast.eva)


def test_figures_from_before_an_exclusion_are_not_published(round_, cast, browser):
    eva = browser(cast.eva)
    works_out(eva)
    response = db.session.query(Response).first()
    response.counts = False
    left_out = {"reason": "Clicked through.", "by_name": "Eva"}
    db.session.add(Exclusion(response_id=response.id, **left_out))
    db.session.commit()

    late = eva.post(PUBLICATION)

    assert late.status == 409
    assert "Work the figures out again first." in late.words()
    assert publishes(eva).status == 303


def test_nothing_is_published_while_people_answer(round_, cast, browser):
    queries.surveys_of(round_[0])[0].survey.closed_at = None
    db.session.commit()

    page = publishes(browser(cast.eva))

    assert page.status == 409
    assert "Close the surveys" in page.words()


def test_a_manager_sees_what_may_be_published_and_no_answers(round_, cast, browser):
    works_out(browser(cast.eva))
    stella = browser(cast.stella)

    figures = stella.get("/staff/calls/CF1/report.json").response.get_json()

    assert figures["public"]
    assert {p["project"] for p in figures["instruments"][0]["by_project"]} == {
        "CF1-A01"
    }
    assert stella.post("/staff/calls/CF1/evaluations").status == 403


def test_one_project_alone_makes_no_average(round_, cast, browser):
    publishes(browser(cast.eva))

    words = browser().get("/evaluations/CF1").words()

    assert "no average is worked out" in words
    assert "In the average project" not in words
    assert "All projects together" not in words


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_the_report_is_a_document_in_three_languages(round_, cast, browser, language):
    eva = browser(cast.eva, language=language)
    works_out(eva)

    document = pypdfium2.PdfDocument(eva.get("/staff/calls/CF1/report.pdf").data)

    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert "50" in text  # people reached
    assert "125" in text  # per cent of the plan


@pytest.fixture
def asked_twice(call, cast):
    """A project whose people answer before and after two instruments, under codes."""
    award = an_award_of(cast, call, cast.amina)
    tools = [
        library.add_instrument({**CALM, "code": code, "scoring": {"rule": rule}})
        for code, rule in (("calm", "mean"), ("total", "sum"))
    ]
    survey = asking.ask(award, tools, Design.MATCHED, by=None)
    db.session.commit()
    return survey


def sits(survey, moment, code="", **given):
    """Keep one sitting."""
    raw = {moment: {tool: dict(marks) for tool, marks in given.items()}}
    sitting = Sitting(Moment(moment), raw, uuid4(), code=code)
    answering.keep(queries.survey(survey.key, lock=True), sitting)
    db.session.commit()


def test_who_answered_nothing_of_an_instrument_is_not_counted_for_it(
    asked_twice, cast, browser
):
    sits(asked_twice, "t1", calm={"bear": 4, "snap": 2}, total={"bear": 4, "snap": 2})
    sits(asked_twice, "t1", calm={"bear": 3, "snap": 1})
    sits(asked_twice, "t1", calm={"bear": 3, "snap": 1}, total={"bear": None})
    eva = browser(cast.eva)
    works_out(eva)

    answer = eva.get("/staff/calls/CF1/report.json").response.get_json()
    assert {one["code"]: one["n"] for one in answer["instruments"]} == {
        "calm": 3,
        "total": 2,  # who declined said so
    }


def test_working_out_takes_as_many_queries_for_many_projects_as_for_few(
    round_, call, cast, fund
):
    from grantsapp.calls import queries as calls

    def counted():
        db.session.expire_all()
        found = calls.call("CF1")
        weighing.weigh_here(found)
        seen = []
        engine = db.engine
        note = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        evaluating.work_out(found)
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    few = counted()
    for person in (cast.bo, cast.zed):
        award = an_award_of(cast, call, person)
        tool = queries.instrument("calm")
        asking.ask(award, [tool], Design.RETROSPECTIVE, by=None)
    db.session.commit()

    assert counted() == few


def test_answers_that_an_older_house_scored_are_packed_first(round_, cast, browser):
    db.session.execute(update(ResponseScore).values(keyed=None))
    db.session.commit()
    eva = browser(cast.eva)

    works_out(eva)

    (found,) = eva.get("/staff/calls/CF1/report.json").response.get_json()[
        "instruments"
    ]
    assert found["pairs"] == 15
    query = select(func.count()).where(ResponseScore.keyed.is_(None))
    assert db.session.scalar(query) == 0


def test_asking_twice_is_working_out_once(round_, cast, browser):
    eva = browser(cast.eva)
    eva.post("/staff/calls/CF1/evaluations")
    assert "being worked out now" in eva.get("/staff/calls/CF1/evaluation").words()

    works_out(eva)

    assert db.session.scalar(select(func.count(Evaluation.id))) == 1
    page = eva.get("/staff/calls/CF1/evaluation").words()
    assert "being worked out now" not in page
    works_out(eva)
    assert db.session.scalar(select(func.count(Evaluation.id))) == 2


def test_what_cannot_be_worked_out_can_be_asked_for_again(
    round_, cast, browser, monkeypatch
):
    def fails(*_told):
        raise RuntimeError("no")

    eva = browser(cast.eva)
    with monkeypatch.context() as broken:
        broken.setattr(evaluating, "figures", fails)
        works_out(eva)
        job = db.session.scalar(select(jobs.Job).where(jobs.Job.kind == evaluating.JOB))
        assert (job.attempts, job.done_at) == (1, None)
        job.attempts, job.due_at = jobs.MOST_ATTEMPTS, clock.now()
        db.session.commit()
    page = eva.get("/staff/calls/CF1/evaluation")
    assert "could not be worked out" in page.words()

    works_out(eva)

    assert db.session.scalar(select(func.count(Evaluation.id))) == 1


def test_an_evaluation_is_kept_with_the_snapshot_that_it_came_from(
    round_, cast, browser
):
    works_out(browser(cast.eva))

    (found,) = db.session.scalars(select(Evaluation))
    with files.opened(found.snapshot) as content:
        again, seal = evaluating.work_out_again(content)
    assert seal == found.seal == found.inside["seal"] == found.public["seal"]
    assert found.code == found.inside["code"] == code_version()
    assert json.loads(json.dumps(again.inside)) == found.inside
    assert json.loads(json.dumps(again.public)) == found.public
