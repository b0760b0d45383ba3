"""What stands beside outcomes: process, agreement, reach, score cards."""

import json
from datetime import date

import pytest
from sqlalchemy import event

from grantsapp import i18n
from grantsapp.awards.actions import offering
from grantsapp.awards.models import Publication
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import applying, writing
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.calls.questions import Kind
from grantsapp.db import db
from grantsapp.evaluation.actions import evaluating, surrounding
from grantsapp.evaluation.queries.around import told_around
from grantsapp.mel import queries as mel
from grantsapp.mel.actions import reporting
from tests.cast import (
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_moderator,
    an_award,
    assigned,
    decided,
    eligible,
    scored,
    text,
    withdrawn,
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


def table(figures, by):
    return next(t for t in figures["by"] if t["by"] == by)


def counts(figures, by="language"):
    return {r["value"]: r["counts"] for r in table(figures, by)["rows"]}


def stages(*numbers):
    names = ("started", "submitted", "eligible", "scored", "funded")
    return dict(zip(names, numbers, strict=True))


def test_who_is_funded_is_not_counted_before_all_have_heard(call, cast):
    first, second = (
        a_bid(call, a_group(person, name=person.name), person)
        for person in (cast.amina, cast.omar)
    )
    for bid in (first, second):
        eligible(bid, cast.stella)
    an_award(first, cast.stella, cast.otto)
    inside, public = surrounding.process_of(call)

    assert (inside["waiting"], inside["whole"]["counts"].get("funded")) == (1, None)
    assert "funded" not in public["stages"]
    decided(second, cast.stella, cast.otto, amount=None)
    offering.send_results(call, starts_on=date(2027, 9, 1), by=cast.stella)
    db.session.commit()
    inside, _public = surrounding.process_of(call)
    assert (inside["waiting"], inside["whole"]["counts"]["funded"]) == (0, 1)


@pytest.fixture
def gone_through(call, cast):
    """One draft, one taken back, one not eligible, one scored and funded."""
    a_draft(call, a_group(cast.bo, name="Bo"), cast.bo, people=None, groups=None)
    withdrawn(a_bid(call, a_group(cast.zed, name="Zed"), cast.zed), cast.zed)
    a_bid(call, a_group(cast.omar, name="Omar"), cast.omar)
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    panel = [a_moderator(call, p, cast.stella) for p in (cast.rosa, cast.ravi)]
    for asked, values in zip(
        assigned(bid, *panel, by=cast.stella), ((3, 4, 5), (4, 4, 1)), strict=True
    ):
        scored(asked, *values)
    return an_award(bid, cast.stella, cast.otto)


def test_every_bid_is_counted_as_far_as_it_came(gone_through, call):
    inside, _public = surrounding.process_of(call)

    assert inside["whole"]["counts"] == stages(4, 3, 1, 1, 1)
    assert counts(inside) == {"en": stages(4, 3, 1, 1, 1)}
    assert counts(inside, "kind") == {"informal_group": stages(4, 3, 1, 1, 1)}
    assert counts(inside, "borough") == {"Haringey": stages(4, 3, 1, 1, 1)}
    assert counts(inside, "grant") == {"small": stages(4, 3, 1, 1, 1)}
    assert counts(inside, "first") == {"yes": stages(4, 3, 1, 1, 1)}
    assert not table(inside, "size")["is_known"]


def test_where_somebody_stopped_is_the_last_section_with_something_in_it(
    call, cast, fund
):
    group = a_group(cast.bo, name="Bo")
    a_draft(call, group, cast.bo)
    db.session.refresh(group)
    applying.start_application(call, group, by=cast.bo, language="en")
    short = applying.start_application(call, group, by=cast.bo, language="en")
    db.session.flush()
    applying.save_section(short, {"title": ["Tea"]}, {}, by=cast.bo, language="en")
    db.session.commit()
    first, second = list(calls.sections_in(call))[:2]

    inside, public = surrounding.process_of(call)

    found = dict(inside["stopped"]["sections"])
    assert found == {"": 1, first: 1, second: 1}
    assert set(inside["labels"]["section"]) >= {first, second}
    assert public["stopped"]["sections"] == []


def test_who_applied_or_was_funded_before_is_not_new(gone_through, fund, cast):
    later = a_call(fund, cast.stella, reference="CF2")
    later.closes_at = later.closes_at.replace(year=later.closes_at.year + 1)
    for person in (cast.amina, cast.omar, cast.bo):
        groups = [m.organisation for m in person.memberships]
        a_bid(later, groups[0], person)

    inside, _public = surrounding.process_of(later)

    # Bo's draft was never handed in, so that nobody knew of it
    assert {k: v["submitted"] for k, v in counts(inside, "first").items()} == {
        "no": 2,
        "yes": 1,
    }


def test_agreement_is_over_all_and_hidden_where_they_are_few(gone_through, call):
    inside, public = surrounding.process_of(call)

    (scoring,) = inside["agreement"]
    assert scoring["people"] == 2
    assert scoring["whole"]["bids"] == 1
    assert [c["code"] for c in scoring["criteria"]] == ["need", "plan", "people"]
    assert public["agreement"][0]["whole"] is None
    assert public["agreement"][0]["criteria"] == []


def test_a_card_weighs_what_the_report_says(gone_through, call, cast):
    before, _public = surrounding.fidelity_of(call)
    typed = {"people": "20", "sessions": "12", "went_well": "All."}
    reporting.save_report(gone_through, typed, language="en", by=cast.amina)
    reporting.submit_report(gone_through, by=cast.amina)
    db.session.commit()

    inside, public = surrounding.fidelity_of(call)

    assert (before["cards"][0]["end"], before["cards"][0]["arrived"]) == (
        "not_known",
        "awaited",
    )
    (card,) = inside["cards"]
    assert [line["share"] for line in card["outputs"]] == [0.5, 1.0]
    assert (card["arrived"], card["area"], card["end"]) == (
        "in_time",
        "Haringey",
        "partly",
    )
    assert inside["reach"]["area"][0]["measures"]["people"] == {
        "planned": 40,
        "delivered": 20,
    }
    assert "reach" not in public  # it is added up from what is told on the day


def test_figures_can_be_written_as_json(gone_through, call):
    found = evaluating.work_out(call)

    for figures in found:
        assert json.loads(json.dumps(figures, allow_nan=False)) == figures


PUBLICATION = "/staff/calls/CF1/report/publication"


def publishes(eva):
    works_out(eva)
    return eva.post(PUBLICATION, {"reason": "More came in."})


def test_both_pages_show_it_and_the_public_one_names_nobody_withheld(
    gone_through, cast, browser
):
    typed = {"people": "20", "sessions": "12", "went_well": "All."}
    reporting.save_report(gone_through, typed, language="en", by=cast.amina)
    reporting.submit_report(gone_through, by=cast.amina)
    db.session.commit()
    assert publishes(browser(cast.eva)).status == 303

    inside = browser(cast.eva).get("/staff/calls/CF1/evaluation").words()
    assert "People reached: 20 of 40 (50%)" in inside
    assert "Found eligible" in inside
    public = browser().get("/evaluations/CF1").words()
    assert "People reached: 20 of 40 (50%)" in public
    assert "The rule of these score cards" in public
    assert "How large the groups are is not known" in public
    assert "Found eligible" not in public  # three bids were handed in

    gone_through.publication = Publication.WITHHELD
    gone_through.publication_reason = "A refuge."
    db.session.commit()
    document = browser().get("/evaluations/CF1/report.json").response.get_json()
    figures = document["figures"]
    assert figures["fidelity"]["cards"] == []
    assert figures["fidelity"]["reach"] == {"theme": [], "tier": [], "area": []}
    assert "People reached: 20 of 40" not in browser().get("/evaluations/CF1").words()


@pytest.mark.parametrize("language", ["ar", "pl", "qps"])
def test_the_pages_stand_in_other_languages(gone_through, cast, browser, language):
    eva = browser(cast.eva, language=language)
    assert publishes(eva).status == 303
    eva.get(f"/?language={language}")

    assert eva.get("/staff/calls/CF1/evaluation").status == 200
    assert eva.get("/evaluations/CF1").status == 200


def test_figures_of_an_older_house_show_without_it(gone_through, cast, browser):
    eva = browser(cast.eva)
    assert publishes(eva).status == 303
    new = ("process", "fidelity")
    found = evaluating.queries.published("CF1")
    for name in ("inside", "public"):
        kept = getattr(found, name)
        setattr(found, name, {k: v for k, v in kept.items() if k not in new})
    edition = evaluating.queries.edition("CF1")
    kept = edition.document["figures"]
    old = {k: v for k, v in kept.items() if k not in new}
    edition.document = edition.document | {"figures": old}
    db.session.commit()

    assert "Found eligible" not in browser().get("/evaluations/CF1").words()
    assert eva.get("/staff/calls/CF1/evaluation").status == 200
    assert browser().get("/evaluations/CF1/report.pdf").status == 200


def test_it_takes_as_many_queries_for_many_bids_as_for_few(gone_through, call, cast):
    def asked():
        db.session.expire_all()
        found = calls.call("CF1")
        seen = []
        note = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", note)
        surrounding.process_of(found)
        surrounding.fidelity_of(found)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    few = asked()
    group = a_group(cast.mei, name="Mei")
    for _n in range(3):
        a_draft(call, group, cast.mei)
        bid = a_bid(call, group, cast.mei)
        eligible(bid, cast.stella)
        an_award(bid, cast.stella, cast.otto)

    assert asked() == few


def test_what_grantees_learned_is_read_from_sent_reports_alone(
    gone_through, call, cast
):
    typed = {"people": "20", "sessions": "12", "went_well": "All."}
    more = {"learned": "Ask first.", "got_worse": "The stairs."}
    reporting.save_report(gone_through, typed | more, language="en", by=cast.amina)
    assert mel.lessons_in(call) == []

    reporting.submit_report(gone_through, by=cast.amina)
    db.session.commit()

    (one,) = mel.lessons_in(call)
    assert (one.reference, one.learned, one.got_worse) == (
        "CF1-A01",
        "Ask first.",
        "The stairs.",
    )
    assert (one.unexpected, one.story, str(one.permission)) == ("", "", "none")


def test_how_large_groups_are_is_known_where_the_form_lets_them_choose(fund, cast):
    call = a_call(fund, cast.stella, published=False)
    section = calls.sections_of(call)[0]
    options = [{"code": c, "label": dict(text(c))} for c in ("tiny", "large")]
    facts = {"label": text("How large?"), "help": i18n.Text(), "is_required": False}
    writing.add_question(
        section,
        call,
        by=cast.stella,
        code="income",
        kind=Kind.ONE,
        options=options,
        **facts,
    )
    db.session.commit()
    writing.open_call(calls.call("CF1"), by=cast.stella)
    db.session.commit()
    call = calls.call("CF1")
    a_draft(call, a_group(cast.amina), cast.amina, income=["tiny"])
    a_draft(call, a_group(cast.omar, name="Omar"), cast.omar)

    inside, _public = surrounding.process_of(call)

    assert {k: v["started"] for k, v in counts(inside, "size").items()} == {
        "tiny": 1,
        "": 1,
    }
    assert inside["labels"]["size"]["tiny"]["en"] == "tiny"


def test_where_money_went_is_not_told_while_an_award_is_withheld():
    row = {"value": "Camden", "counts": {"submitted": 9, "funded": 6}}
    one = {
        "by": "borough",
        "stages": ["submitted", "funded"],
        "rows": [row | {"share": None, "ci": None}],
        "other": None,
        "is_known": True,
        "is_hidden": False,
    }
    figures = {"projects": {"A01": {}, "A02": {}}, "process": {"by": [one]}}

    assert told_around(figures, {"A01": "", "A02": ""}) == {}
    found = told_around(figures, {"A01": ""})["process"]["by"][0]
    assert found["rows"][0]["counts"] == {"submitted": 9}
