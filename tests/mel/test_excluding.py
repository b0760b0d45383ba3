"""What counts: left out with a reason, taken in again, one text before another."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from grantsapp import audit, clock
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.evaluation.models import Evaluation
from grantsapp.mel import queries
from grantsapp.mel.actions import asking, excluding
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Exclusion, Response
from grantsapp.mel.quality.reasons import Why
from tests.cast import a_bid, a_call, a_fund, a_group, an_award, eligible
from tests.evaluation.data_of_a_call import ask, files_of, rows_of, take
from tests.evaluation.desk import works_out
from tests.house.test_processes import all_at_once
from tests.mel.quality_cast import a_round, kept, rows

DESK = "/staff/calls/CF1/quality"


@pytest.fixture
def survey(cast):
    return a_round(cast)


def given_reason(prefix="", note="It was Tuesday's trial.", reason=Why.TRIAL):
    return {f"{prefix}reason": reason, f"{prefix}note": note}


def counting():
    """Which responses are in the figures, in their order."""
    return [row.counts for row in rows()]


def test_a_response_left_out_is_in_no_figure_and_can_be_taken_in_again(
    survey, cast, browser
):
    row = kept(survey, "123451")
    eva, path = browser(cast.eva), f"/staff/responses/{row.id}"
    call = survey.award.call

    left = eva.post(f"{path}/exclusion", given_reason("out-"))

    assert left.location == path
    assert counting() == [False]
    assert queries.responses_in(call) == []
    words = eva.get(path).words()
    assert "It is left out" in words
    assert "It was a trial" in words
    assert "It was Tuesday's trial." in words
    assert "It was a trial 1" in eva.get(DESK).words()

    again = eva.post(f"{path}/exclusion/lifting", {"in-because": "It was none."})

    assert again.status == 303
    assert counting() == [True]
    assert len(queries.responses_in(call)) == 1
    words = eva.get(path).words()
    assert "It counts" in words
    assert "It was none." in words
    verbs = [line.verb for line in audit.history(survey.award)][-2:]
    assert verbs == ["left out responses", "took a response in again"]
    assert audit.history(survey.award)[-2].details == {
        "responses": [str(row.id)],
        "reason": "trial",
        "note": "It was Tuesday's trial.",
    }


@pytest.mark.parametrize(
    ("deed", "typed", "fault"),
    [
        ("exclusion", {"out-note": "Words."}, "Choose one."),
        ("exclusion", {"out-reason": "nonsense"}, "Choose one."),
        ("exclusion", {"out-reason": "late"}, "Choose one."),
        ("exclusion", {"out-reason": "other"}, "Write what the reason is."),
        ("exclusion/lifting", {}, "Write why it is taken in again."),
        ("preference", {"this-because": "  "}, "Write why this one counts."),
        ("parting", {}, "Write how you know that it is another person's."),
    ],
)
def test_a_deed_without_its_reason_is_refused_and_nothing_typed_is_lost(
    survey, cast, browser, deed, typed, fault
):
    form, origin = uuid4(), "paper" if deed == "parting" else "web"
    kept(survey, "123451", form=form, origin=origin)
    row = kept(survey, "222333", form=form, origin=origin)
    eva = browser(cast.eva)
    if deed == "exclusion/lifting":
        eva.post(f"/staff/responses/{row.id}/exclusion", given_reason("out-"))
    before = counting()

    page = eva.post(f"/staff/responses/{row.id}/{deed}", typed)

    assert page.status == 422
    assert fault in page.faults
    assert all(words.strip() in page.text for words in typed.values() if " " in words)
    assert counting() == before


def test_what_is_ticked_is_left_out_at_once_and_nothing_else(survey, cast, browser):
    for n in range(4):
        kept(survey, f"54321{1 + n}", seconds=5)
    eva, path = browser(cast.eva), f"{DESK}/rules/too_fast"
    boxes = [box.get("value") for box in eva.get(path).all("input", name="response")]

    page = eva.post(path, {"response": boxes[:2], **given_reason(reason="careless")})

    assert page.status == 303
    assert counting() == [False, False, True, True]
    left = eva.follow(page)
    assert "2 responses are left out." in left.text
    assert len(left.all("input", name="response")) == 2  # a decision settles a doubt
    (line,) = [e for e in audit.history(survey.award) if "left out" in e.verb]
    assert sorted(line.details["responses"]) == sorted(boxes[:2])


def test_nothing_ticked_or_no_reason_leaves_nothing_out(survey, cast, browser):
    kept(survey, "543212", seconds=5)
    key = str(kept(survey, "543211", seconds=5).id)
    eva, path = browser(cast.eva), f"{DESK}/rules/too_fast"

    untold = eva.post(path, {"response": [key], "note": "Words of mine"})
    unticked = eva.post(path, given_reason())
    strange = eva.post(path, {"response": ["x", str(uuid4())], **given_reason()})

    assert (untold.status, unticked.status) == (422, 422)
    assert untold.faults == ["Choose one."]
    assert unticked.faults == ["Tick at least one response."]
    assert "Words of mine" in untold.text
    ticked = [b.get("value") for b in untold.all("input", checked="")]
    assert ticked == [key]
    assert strange.status == 303  # nothing of this call is among them
    assert counting() == [True, True]


def test_what_was_typed_stays_where_somebody_else_has_settled_the_list(
    survey, cast, browser
):
    page = browser(cast.eva).post(f"{DESK}/rules/too_fast", given_reason())

    assert page.status == 422
    assert page.faults == ["Tick at least one response."]
    assert "It was Tuesday" in page.text


def test_responses_of_another_call_are_not_touched(survey, cast, browser):
    other = a_round_elsewhere(cast, survey)
    row = kept(other, "543211", seconds=5)

    kept(survey, "543211", seconds=5)
    form = {"response": [str(row.id)], **given_reason()}
    browser(cast.eva).post(f"{DESK}/rules/too_fast", form)

    assert counting() == [True, True]


def a_round_elsewhere(cast, survey):
    """A survey of another fund, which Eva does not evaluate."""
    fund = a_fund(cast.otto)
    give_role(cast.stella, Duty.MANAGER, fund=fund)
    call = a_call(fund, cast.otto, reference="CF2")
    bid = a_bid(call, a_group(cast.omar), cast.omar)
    eligible(bid, cast.otto)
    award = an_award(bid, cast.otto, cast.stella)
    found = asking.ask(award, survey.instruments, Design.MATCHED, by=None)
    db.session.commit()
    return found


def test_a_text_sent_later_can_be_the_one_that_counts(survey, cast, browser):
    form = uuid4()
    kept(survey, "123451", form=form)
    later = kept(survey, "222333", form=form, minute=1)
    eva = browser(cast.eva)
    listed = eva.get(f"{DESK}/rules/sent_again").words()
    assert "Compare with the numbers 1." in listed
    assert counting() == [True, False]
    assert "and not decided yet 1" in eva.get(DESK).words()

    path = f"/staff/responses/{later.id}"
    page = eva.post(f"{path}/preference", {"this-because": "She corrected herself."})

    assert page.status == 303
    assert counting() == [False, True]
    assert (
        "The rule speaks of no response." in eva.get(f"{DESK}/rules/sent_again").words()
    )
    assert "Another response of the same sitting counts 1" in eva.get(DESK).words()
    (told,) = queries.responses_in(survey.award.call)
    assert told.raw["t1"]["a"] == 2


def test_the_first_text_taken_in_again_waits_and_can_be_preferred_back(survey, cast):
    form = uuid4()
    kept(survey, "123451", form=form)
    kept(survey, "222333", form=form, minute=1)
    first, later = rows()
    excluding.prefer(later, "Better.", by=cast.eva)
    db.session.commit()

    excluding.restore(first, "Not sure.", by=cast.eva)
    db.session.commit()

    assert counting() == [False, True]
    excluding.prefer(first, "It was the first, after all.", by=cast.eva)
    db.session.commit()
    assert counting() == [True, False]
    with pytest.raises(Refused):
        excluding.prefer(first, "Again.", by=cast.eva)


def two_sheets(survey, **more):
    """Two sheets of paper that have one number; gives the second."""
    number = uuid4()
    kept(survey, "123451", form=number, origin="paper", minute=-9)
    return kept(survey, "222333", form=number, origin="paper", minute=-8)


def test_two_sheets_with_one_number_can_be_two_people(survey, cast, browser):
    second, eva = two_sheets(survey), browser(cast.eva)
    path = f"/staff/responses/{second.id}"
    at, why = clock.now(), {"two-because": "Two venues began at 1."}
    assert not queries.changed_since(survey.award.call, at)
    listed = eva.get(f"{DESK}/rules/sent_again")
    assert "They can be two people" in listed.words()

    done = eva.post(f"{path}/parting", why)

    assert done.status == 303
    assert counting() == [True, True]
    assert "The rule speaks of no response" in eva.get(listed.where).words()
    words = eva.get(path).words()
    assert "It counts" in words
    assert "Two venues began at 1." in words
    assert queries.changed_since(survey.award.call, at)
    line = audit.history(survey.award)[-1]
    assert (line.verb, line.details["because"]) == (
        "told two people apart",
        "Two venues began at 1.",
    )
    assert eva.post(f"{path}/parting", why).status == 409


def test_two_people_can_be_one_again(survey, cast, browser):
    second, eva = two_sheets(survey), browser(cast.eva)
    path = f"/staff/responses/{second.id}"
    eva.post(f"{path}/parting", {"two-because": "Two venues."})

    eva.post(f"{path}/exclusion", given_reason("out-", reason=Why.TWICE))
    assert counting() == [True, False]
    eva.post(f"{path}/preference", {"this-because": "The better one."})
    assert counting() == [False, True]
    first = rows()[0]
    eva.post(f"/staff/responses/{first.id}/parting", {"two-because": "After all."})
    assert counting() == [True, True]


def test_what_a_screen_sent_twice_is_never_two_people(survey, cast, browser):
    form = uuid4()
    kept(survey, "123451", form=form)
    later = kept(survey, "222333", form=form, minute=1)
    eva, path = browser(cast.eva), f"/staff/responses/{later.id}"

    assert "These are two people" not in eva.get(path).words()
    assert eva.post(f"{path}/parting", {"two-because": "So."}).status == 409
    assert counting() == [True, False]


def test_a_text_behind_another_one_can_never_count(survey):
    row = kept(survey, "123451")
    row.is_resent = True

    with pytest.raises(IntegrityError, match="resent_counts_not"):
        db.session.commit()
    db.session.rollback()


def test_whether_a_response_counts_is_written_in_one_place():
    writes = re.compile(r"\.counts\s*=[^=]|\bcounts=|\"counts\":")
    mel = Path(excluding.__file__).parents[1]
    found = {p.name for p in mel.rglob("*.py") if writes.search(p.read_text())}

    assert found == {"counting.py"}


def test_both_texts_can_be_out(survey, cast):
    form = uuid4()
    kept(survey, "123451", form=form)
    kept(survey, "222333", form=form, minute=1)

    excluding.exclude(rows(), Why.TWICE, "", by=cast.eva)
    db.session.commit()

    assert counting() == [False, False]
    assert queries.weigh(survey.award.call).flagged == {}


def test_what_came_late_can_be_taken_in(survey, cast, browser):
    row = kept(survey, "123451", is_late=True)
    assert counting() == [False]
    eva, path = browser(cast.eva), f"/staff/responses/{row.id}"
    assert "It came after the survey had closed" in eva.get(path).words()

    eva.post(f"{path}/exclusion/lifting", {"in-because": "The bus was late."})

    assert counting() == [True]


def test_a_figure_that_was_worked_out_before_is_no_longer_up_to_date(survey, cast):
    form = uuid4()
    kept(survey, "123451", form=form, minute=-9)
    kept(survey, "222333", form=form, minute=-8)
    first, later = rows()
    excluding.exclude([first], Why.TRIAL, "", by=cast.eva)
    db.session.commit()
    at = db.session.scalar(select(func.max(Exclusion.made_at)))
    assert not queries.changed_since(survey.award.call, at)

    excluding.prefer(later, "The first was a trial.", by=cast.eva)
    db.session.commit()

    assert queries.changed_since(survey.award.call, at)


def test_excluded_rows_are_out_of_the_evaluation_and_of_the_export(
    survey, cast, browser
):
    for n in range(5):
        kept(survey, f"12345{1 + n}", code=f"P{n}", moment="t0")
        kept(survey, f"23455{1 + n}", code=f"P{n}", origin="kiosk")
    eva = browser(cast.eva)
    works_out(eva)
    assert pairs() == 5
    last = rows()[-1]

    eva.post(f"/staff/responses/{last.id}/exclusion", given_reason("out-"))
    works_out(eva)

    assert pairs() == 4
    ask(eva)
    files = files_of(take(eva))
    told = files["README.md"].decode()
    assert "It was a trial: 1" in told
    table = rows_of(files)
    assert [bool(row["steady_t1_01"]) for row in table].count(True) == 4
    assert not [name for name in files if "exclu" in name]


def pairs():
    """How many people the newest evaluation compares."""
    query = select(Evaluation).order_by(Evaluation.number.desc()).limit(1)
    (one,) = db.session.scalar(query).inside["instruments"]
    return sum(project["pairs"] for project in one["by_project"])


def everything(session):
    """Every response with what it is, for the two ways of saying that it counts."""
    return session.execute(select(Response.id, Response.counts)).all()


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["exclude", "restore", "prefer", "part"]), st.integers(0, 4)
    ),
    max_size=12,
)


@given(DEEDS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_there_is_one_meaning_of_counted(round_of_five, cast, deeds):
    survey, keys, forms = round_of_five
    for deed, place in deeds:
        row = queries.response(keys[place], lock=True)
        try:
            if deed == "exclude":
                excluding.exclude([row], Why.TRIAL, "", by=cast.eva)
            else:
                getattr(excluding, deed)(row, "Because.", by=cast.eva)
        except Refused:
            db.session.rollback()
        else:
            db.session.commit()

    seen = queries.seen_in(survey.award.call)
    in_python = {seen.keys[s.id]: s.is_counted for s in seen.sittings}
    in_sql = dict(tuple(row) for row in everything(db.session))
    (counted,) = queries.surveys_in(survey.award.call)

    assert in_python == in_sql
    assert counted.responses == sum(in_python.values())
    for form in forms:  # of what one device sent, at most one counts
        assert sum(in_python[keys[place]] for place in form) <= 1


@pytest.fixture
def round_of_five(survey):
    """Three sittings: one sent three times otherwise, two sent once."""
    form = uuid4()
    for n, line in enumerate(("123451", "222333", "332211")):
        kept(survey, line, form=form, minute=n)
    kept(survey, "111222", minute=8)
    kept(survey, "555444", minute=9)
    return survey, [row.id for row in rows()], [(0, 1, 2), (3,), (4,)]


@pytest.mark.processes
def test_two_evaluators_leave_the_same_response_out_once(
    survey, cast, database, browser
):
    key, keys = str(kept(survey, "543211", seconds=5).id), []
    kept(survey, "543212", seconds=5)
    keys = [str(row.id) for row in rows()]
    one = f"/staff/responses/{key}/exclusion"
    many = f"{DESK}/rules/too_fast"
    both = {"response": keys, **given_reason()}

    posts = [
        (cast.eva, one, given_reason("out-")),
        (cast.eva, one, given_reason("out-")),
        (cast.eva, many, both),
        (cast.eva, many, {**both, "response": keys[::-1]}),
    ]
    statuses = all_at_once(database, posts)

    assert statuses[:2] == [303, 303]
    assert set(statuses[2:]) <= {303, 409}
    assert 409 in statuses  # at least one of the two single ones was second
    db.session.expire_all()
    assert counting() == [False, False]
    assert db.session.scalar(select(func.count(Exclusion.id))) == 2
    lines = audit.history(survey.award)
    told = [e.details["responses"] for e in lines if e.verb == "left out responses"]
    assert sorted(key for some in told for key in some) == sorted(keys)
    assert audit.first_break(lines) is None
