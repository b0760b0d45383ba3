"""People answer without a script: page by page, nothing stored before the last."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from grantsapp import clock
from grantsapp.accounts.models import Tries
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import answering, asking, library, ticketing
from grantsapp.mel.instruments import Design, Moment
from grantsapp.mel.models import Exclusion, Response, ResponseScore, Suite
from grantsapp.mel.quality.reasons import Why
from grantsapp.mel.sittings import Sitting
from tests.cast import (
    CALM,
    NOON,
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_survey,
    an_award,
    eligible,
    text,
)
from tests.house.test_queries import counted

JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def award(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    bid = a_bid(a_call(fund, cast.stella), a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    return an_award(bid, cast.stella, cast.otto)


def a_suite(award, **facts):
    suite = Suite(
        call_id=award.call_id,
        consent=text("We ask you to agree."),
        help=text("Ring 0800 1111."),
        languages=["en", "ar", "pl"],
        **facts,
    )
    db.session.add(suite)
    db.session.commit()
    return suite


def go_on(person, page, **chosen):
    """Press Next; or whatever `then` says."""
    form = {name: values[-1] for name, values in page.form("surveys").items()}
    return person.post(page.where, {**form, "then": "next", **chosen})


def at_the_items(person, survey, word="after"):
    """Agree, be old enough, and stand before the first instrument."""
    page = person.get(f"/surveys/{survey.key}/{word}")
    page = go_on(person, page, consent="y")
    return go_on(person, page, of_age="y")


def whole(**answers):
    """What a device sends: a whole sitting at once."""
    form = {"client_key": str(uuid4()), "page": "last", "then": "next"}
    return {**form, "consent": "y", "of_age": "y", **answers}


def responses():
    return db.session.scalars(select(Response).order_by(Response.made_at)).all()


def test_somebody_answers_now_and_before_in_arabic_without_a_script(award, browser):
    a_suite(award, about=["age", "gender"], minimum_age=18)
    survey = a_survey(award)
    them = browser(language="ar")
    start = them.get(f"/surveys/{survey.key}")
    (path,) = [link for link in start.links() if "/after" in link]
    seen = [them.get(path)]
    seen.append(go_on(them, seen[-1], consent="y"))
    seen.append(go_on(them, seen[-1], of_age="y"))
    seen.append(go_on(them, seen[-1], **{"about-age": "age_25_34"}))
    seen.append(go_on(them, seen[-1], **{"t1-calm-bear": "5", "t1-calm-snap": "-"}))
    seen.append(go_on(them, seen[-1], **{"r0-calm-bear": "2"}))
    assert responses() == []
    done = go_on(them, seen[-1])

    assert done.location.startswith(f"/surveys/{survey.key}/thanks")
    assert all(page.status == 200 for page in seen)
    assert "أتحمل" in seen[4].words()
    (response,) = responses()
    assert response.raw == {
        "t1": {"calm": {"bear": 5, "snap": None}},
        "r0": {"calm": {"bear": 2}},
    }
    assert response.about == {"age": "age_25_34"}
    assert (response.language, response.origin, response.counts) == ("ar", "web", True)
    assert response.layout == ["consent", "age", "about", "t1-calm", "r0-calm", "last"]
    pages = [*seen, done, them.follow(done)]
    assert not any(p.response.headers.getlist("Set-Cookie") for p in pages)
    assert "Ring 0800 1111. ع" in pages[-1].words()


def test_all_about_now_stands_before_anything_about_before(award, browser):
    tools = [library.add_instrument({**CALM, "code": code}) for code in ("a", "b")]
    survey = asking.ask(award, tools, Design.RETROSPECTIVE, by=None)
    db.session.commit()
    them = browser()
    page, names = at_the_items(them, survey), []
    for _page in range(4):
        radios = {e.get("name") for e in page.all("input", type="radio")}
        names.append({name.rpartition("-")[0] for name in radios})
        page = go_on(them, page)
    assert names == [{"t1-a"}, {"t1-b"}, {"r0-a"}, {"r0-b"}]


def test_going_back_shows_what_was_chosen_and_loses_nothing(award, browser):
    survey, them = a_survey(award), browser()
    now = at_the_items(them, survey)
    before = go_on(them, now, **{"t1-calm-bear": "4"})
    again = go_on(them, before, **{"r0-calm-snap": "2", "then": "back"})

    assert "How is it now?" in again.words()
    (chosen,) = again.form("surveys")["t1-calm-bear"]
    assert chosen == "4"
    page = go_on(them, again)
    assert page.form("surveys")["r0-calm-snap"] == ["2"]
    go_on(them, go_on(them, page))
    assert responses()[0].raw == {
        "t1": {"calm": {"bear": 4}},
        "r0": {"calm": {"snap": 2}},
    }


def test_another_language_midway_keeps_the_answers_and_is_noted(award, browser):
    survey, them = a_survey(award), browser()
    now = at_the_items(them, survey)
    (polish,) = [b for b in now.all("button") if b.get("lang") == "pl"]
    form = {k: v[-1] for k, v in now.form("surveys").items()}
    form |= {"t1-calm-bear": "4", "then": polish.get("value")}
    page = them.post(polish.get("formaction"), form)

    assert "Znoszę" in page.words()
    assert page.form("surveys")["t1-calm-bear"] == ["4"]
    go_on(them, go_on(them, go_on(them, page)))
    (response,) = responses()
    assert response.language == "pl"
    told = ["language:en", "consent", "age", "language:pl", "t1-calm"]
    assert response.layout[:5] == told


def test_a_page_without_what_it_needs_says_so_at_its_place(award, browser):
    survey, them = a_survey(award, Design.MATCHED), browser()
    page = go_on(them, them.get(f"/surveys/{survey.key}/before"))
    assert (page.status, page.faults) == (
        422,
        ["Tick the box if you agree to take part."],
    )
    page = go_on(them, page, consent="y")
    page = go_on(them, page)
    assert page.faults == ["Say whether you are 16 or older."]
    page = go_on(them, page, of_age="y")
    page = go_on(them, page, code="a b")
    words = "Write your code, or tick that you do not want to make one."
    assert (page.status, page.faults) == (422, [words])
    assert page.all("input", name="code")[0].get("value") == "a b"
    assert go_on(them, page, no_code="y").status == 200


def test_whoever_is_too_young_is_asked_nothing_and_told_where_help_is(award, browser):
    a_suite(award, minimum_age=16)
    survey, them = a_survey(award), browser()
    page = go_on(them, them.get(f"/surveys/{survey.key}/after"), consent="y")

    young = go_on(them, page, of_age="n")
    assert "We take no answers from you for now" in young.words()
    assert "Ring 0800 1111." in young.words()
    sent = them.post(page.where, {**whole(), "of_age": "n", "t1-calm-bear": "3"})
    assert "We take no answers" in sent.words()
    assert responses() == []

    again = go_on(them, young, then="stay")
    items = go_on(them, again, parent="y")
    assert "How is it now?" in items.words()


def test_one_code_links_before_and_after_however_it_is_written(award, browser):
    survey = a_survey(award, Design.MATCHED)
    for word, code in (("before", "Mi 07 by"), ("after", "mi٠٧BY")):
        form = {"code": code, f"{'t0' if word == 'before' else 't1'}-calm-bear": "4"}
        sent = browser().post(f"/surveys/{survey.key}/{word}", whole(**form))
        assert sent.status == 303
    first, second = responses()
    assert first.code_hash == second.code_hash
    assert [r.moment for r in (first, second)] == ["t0", "t1"]


def test_a_code_used_twice_is_kept_twice(award, browser):
    survey = a_survey(award, Design.MATCHED)
    for value in "25":
        form = whole(code="MI07BY", **{"t0-calm-bear": value})
        assert browser().post(f"/surveys/{survey.key}/before", form).status == 303
    assert [r.raw["t0"]["calm"]["bear"] for r in responses()] == [2, 5]


def test_a_device_that_sends_again_is_named_the_same_sitting(award, browser):
    path = f"/surveys/{a_survey(award).key}/after"
    form = whole(**{"t1-calm-bear": "4"})
    for sent in ("100", "900"):
        page = browser().post(path, {**form, "sent": sent}, **JSON)
        assert page.response.get_json() == {"kept": form["client_key"]}
    assert len(responses()) == 1
    assert len(db.session.scalars(select(ResponseScore)).all()) == 1


def test_other_answers_under_one_name_are_kept_and_do_not_count(award, browser):
    path = f"/surveys/{a_survey(award).key}/after"
    form = whole(**{"t1-calm-bear": "4"})
    browser().post(path, form, **JSON)
    again = browser().post(path, {**form, "t1-calm-bear": "1"}, **JSON)

    assert again.status == 200
    first, second = responses()
    assert (first.counts, first.is_resent) == (True, False)
    assert (second.counts, second.is_resent) == (False, True)


def test_nothing_answered_is_said_once_and_then_stores_nothing(award, browser):
    survey, them = a_survey(award), browser()
    page = at_the_items(them, survey)
    last = go_on(them, go_on(them, page))
    told = go_on(them, last)
    assert told.status == 422
    assert "None of the statements has an answer." in told.faults[0]
    assert go_on(them, told).status == 303
    assert responses() == []


def test_only_prefer_not_to_say_is_an_answer_too(award, browser):
    path = f"/surveys/{a_survey(award).key}/after"
    assert browser().post(path, whole(**{"t1-calm-bear": "-"})).status == 303
    assert responses()[0].raw == {"t1": {"calm": {"bear": None}}}


def test_what_an_instrument_no_longer_asks_is_passed_over(award, browser):
    path = f"/surveys/{a_survey(award).key}/after"
    form = whole(**{"t1-calm-gone": "3", "t1-old-bear": "3", "t1-calm-bear": "3"})
    assert browser().post(path, form).status == 303
    assert responses()[0].raw == {"t1": {"calm": {"bear": 3}}}


def test_what_was_begun_before_the_closing_is_kept_for_the_evaluator(award, browser):
    survey = a_survey(award)
    path = f"/surveys/{survey.key}/after"
    seen = clock.now().replace(microsecond=0)
    with clock.stopped_at(seen - timedelta(days=50)):
        asking.close_survey(survey, by=None)
        db.session.commit()
    hours = {"began": "1000", "ended": "1300"}
    ago = timedelta(days=50, hours=1).total_seconds()
    form = whole(**{"t1-calm-bear": "3"}, **hours, sent=str(int(1000 + ago)))

    assert browser().post(path, form, **JSON).status == 200
    assert browser().post(path, form, **JSON).status == 200

    (response,) = responses()
    assert not response.counts
    assert response.seconds == 300
    (why,) = db.session.scalars(select(Exclusion)).all()
    assert why.by_name == "grantsapp"
    assert why.reason == Why.LATE


@pytest.mark.parametrize("days", [49, 61])
def test_what_was_begun_after_it_or_far_too_long_ago_is_not(award, browser, days):
    survey = a_survey(award)
    with clock.stopped_at(clock.now() - timedelta(days=50)):
        asking.close_survey(survey, by=None)
        db.session.commit()
    sent = str(1000 + days * 24 * 3600)
    form = whole(**{"t1-calm-bear": "3"}, began="1000", sent=sent)

    page = browser().post(f"/surveys/{survey.key}/after", form)

    assert page.status == 409
    assert responses() == []


def test_a_closed_survey_says_so_calmly_and_where_help_is(award, browser):
    a_suite(award)
    survey = a_survey(award)
    asking.close_survey(survey, by=None)
    db.session.commit()
    for end in ("", "/after", "/kiosk"):
        page = browser().get(f"/surveys/{survey.key}{end}")
        assert page.status == 409
        assert "This survey is closed." in page.words()
        assert "Ring 0800 1111." in page.words()
    assert browser().get(f"/surveys/{survey.key}/thanks").status == 200


def test_a_follow_up_is_asked_though_the_survey_is_closed(award, browser):
    a_suite(award, follow_ups=[3])
    survey = a_survey(award)
    with clock.stopped_at(NOON):
        asking.close_survey(survey, by=None)
        db.session.commit()
    later = NOON + timedelta(days=95)
    with clock.stopped_at(later):
        start = browser().get(f"/surveys/{survey.key}")
        assert f"/surveys/{survey.key}/after-3-months?in=en" in start.links()
        path = f"/surveys/{survey.key}/after-3-months"
        form = whole(code="MI07BY", **{"t2-calm-bear": "3"})
        assert browser().post(path, form).status == 303
        assert browser().get(f"/surveys/{survey.key}/after").status == 409
    assert (responses()[0].moment, responses()[0].counts) == ("t2", True)


def test_a_hall_that_sends_too_much_is_told_to_wait_and_keeps_its_answers(
    award, browser
):
    survey, them = a_survey(award), browser()
    page = at_the_items(them, survey)
    last = go_on(them, go_on(them, page, **{"t1-calm-bear": "4"}))
    browser().post(f"/surveys/{survey.key}/after", whole(**{"t1-calm-bear": "1"}))
    (tried,) = db.session.scalars(select(Tries)).all()
    assert "127.0.0.1" not in tried.bucket  # no address beside the time of an answer
    tried.count = 15_000
    db.session.commit()

    told = go_on(them, last)

    assert told.status == 429
    assert told.response.headers["Retry-After"] == "300"
    assert told.form("surveys")["t1-calm-bear"] == ["4"]
    db.session.execute(Tries.__table__.delete())
    db.session.commit()
    assert go_on(them, told).status == 303
    assert len(responses()) == 2


def test_words_in_the_place_of_a_language_are_not_kept(award, browser):
    words = "Your grant is stopped, ring 0900 666"
    form = whole(**{"t1-calm-bear": "4", "in-t1-calm": words})
    browser().post(f"/surveys/{a_survey(award).key}/after", form)
    (response,) = responses()
    assert (response.language, words in str(response.layout)) == ("en", False)


@pytest.mark.parametrize("query", ["_method=PUT", "endpoint=q", "key=abc", "_scheme=x"])
def test_an_address_that_somebody_made_up_leads_to_the_survey(award, browser, query):
    a_suite(award)
    page = browser(language="ur").get(f"/surveys/{a_survey(award).key}?{query}")
    assert page.status in {200, 302}
    assert page.location.startswith("/surveys/") or not page.location


def test_a_code_used_twice_later_keeps_before_and_after_together(award):
    survey = a_survey(award, Design.MATCHED)
    for moment, value in (("t0", 2), ("t1", 4), ("t2", 3), ("t2", 5)):
        raw = {moment: {"calm": {"bear": value, "snap": value}}}
        sitting = Sitting(Moment(moment), raw, uuid4(), code="MI07BY")
        answering.keep(survey, sitting)
    db.session.commit()

    (given,) = queries.responses_in(award.call)

    assert [given.raw[m]["bear"] for m in ("t0", "t1")] == [2, 4]


def test_what_was_finished_before_the_suite_asked_more_is_kept(award, browser):
    suite = a_suite(award, minimum_age=0)
    path = f"/surveys/{a_survey(award).key}/after"
    form = whole(**{"t1-calm-bear": "4"})
    del form["of_age"]
    suite.minimum_age, suite.follow_ups = 16, [3]
    db.session.commit()

    assert browser().post(path, form, **JSON).status == 200
    assert browser().post(path, form).status == 422  # a person is there to be asked
    (response,) = responses()
    assert (response.counts, response.code_hash) == (True, None)


def test_a_device_that_sends_again_counts_once_towards_what_a_hall_may_send(
    award, browser
):
    path = f"/surveys/{a_survey(award).key}/after"
    form = whole(**{"t1-calm-bear": "4"})
    for _again in range(3):
        browser().post(path, form, **JSON)
    (tried,) = db.session.scalars(select(Tries)).all()
    assert tried.count == 1


@pytest.mark.parametrize("code", ["ممـم", "a b", ""])
def test_a_code_too_short_from_a_device_is_none_and_its_answers_stay(
    award, browser, code
):
    path = f"/surveys/{a_survey(award, Design.MATCHED).key}/after"
    form = whole(code=code, **{"t1-calm-bear": "4"})

    assert browser().post(path, form).status == 422  # a person is there to be asked
    assert browser().post(path, form, **JSON).status == 200
    (response,) = responses()
    assert (response.counts, response.code_hash) == (True, None)


def test_pages_count_nothing_towards_what_a_hall_may_send(award, browser):
    at_the_items(browser(), a_survey(award))
    assert db.session.scalar(select(func.count()).select_from(Tries)) == 0


def test_a_kiosk_goes_back_to_its_start_for_the_next_person(award, browser):
    survey, them = a_survey(award), browser()
    start = them.get(f"/surveys/{survey.key}/kiosk")
    (path,) = [a for a in start.links() if "in=ar" in a]
    assert "kiosk=1" in path

    sent = them.post(path, whole(**{"t1-calm-bear": "2"}))

    assert sent.location.startswith(f"/surveys/{survey.key}/kiosk?")
    assert sent.location.endswith("#thanks")
    assert them.get(path).response.headers["Cache-Control"] == "no-store"
    assert (responses()[0].origin, responses()[0].language) == ("kiosk", "ar")


def test_a_kiosk_asks_first_about_which_moment(award, browser):
    survey = a_survey(award, Design.MATCHED)
    page = browser().get(f"/surveys/{survey.key}/kiosk")
    assert f"/surveys/{survey.key}/kiosk?in=en&moment=before" in page.links()
    page = browser().get(f"/surveys/{survey.key}/kiosk?moment=before")
    assert any("/before?" in link for link in page.links())


def test_a_language_that_is_not_asked_in_leads_to_one_that_is(award, browser):
    suite = a_suite(award)
    suite.languages = ["ar", "pl"]
    db.session.commit()
    survey = a_survey(award)
    page = browser().get(f"/surveys/{survey.key}")
    assert page.location == f"/surveys/{survey.key}?in=ar"
    assert browser(language="pl").get(f"/surveys/{survey.key}").status == 200


def test_a_text_that_is_missing_in_a_language_is_marked(award, browser):
    a_suite(award).languages = ["en", "so"]
    db.session.commit()
    survey = a_survey(award)
    them = browser()
    page = them.get(f"/surveys/{survey.key}/after?in=so")
    assert "shown in English" in page.words()
    items = go_on(them, go_on(them, page, consent="y"), of_age="y")
    assert "shown in English" in items.words()


def with_a_link(survey, by):
    (token,) = ticketing.draw(1)
    ticketing.keep(survey, [token], Moment.T1, by=by)
    db.session.commit()
    return token


def test_a_link_that_works_once_lets_one_sitting_in(award, cast, browser):
    survey = a_survey(award)
    ticketing.only_once(survey, wanted=True, by=cast.stella)
    token, them = with_a_link(survey, cast.stella), browser()
    way = f"/surveys/{survey.key}/once/{token}"
    page = them.follow(them.get(way))
    assert page.form("surveys")["ticket"] == [token]
    sends = [f.get("action") for f in page.all("form")]
    sends += [b.get("formaction") for b in page.all("button")]
    assert not any(token in (address or "") for address in sends)
    assert token not in page.all("body")[0].get("data-keep")
    now = go_on(them, go_on(them, page, consent="y"), of_age="y")
    last = go_on(them, go_on(them, now, **{"t1-calm-bear": "4"}))
    form = {name: values[-1] for name, values in last.form("surveys").items()}
    assert them.post(last.where, {**form, "then": "next"}).status == 303
    assert them.post(last.where, {**form, "then": "next"}).status == 303
    assert len(responses()) == 1

    assert browser().get(way).status == 409
    other = whole(ticket=token, **{"t1-calm-bear": "1"})
    told = browser().post(last.where, other)
    assert told.status == 409
    assert "This link works once" in told.faults[0]
    assert told.form("surveys")["t1-calm-bear"] == ["1"]
    assert len(responses()) == 1


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_without_such_a_link_nobody_comes_in_where_it_is_wanted(
    award, cast, browser, token
):
    survey = a_survey(award)
    ticketing.only_once(survey, wanted=True, by=cast.stella)
    db.session.commit()
    for end in ("", "/after", f"/after?ticket={token}", "/kiosk"):
        page = browser().get(f"/surveys/{survey.key}{end}")
        assert page.status == 409
        assert "a link of their own" in page.words()
    form = whole(ticket=token, **{"t1-calm-bear": "1"})
    assert browser().post(f"/surveys/{survey.key}/after", form).status == 409
    assert responses() == []


def begun(**ago):
    """What a device adds that began some time ago, by its own clock."""
    seconds = int(timedelta(**ago).total_seconds())
    return {"began": "1000", "ended": "1300", "sent": str(1000 + seconds)}


def test_what_was_begun_by_the_public_link_is_kept_when_only_others_are_let_in(
    award, cast, browser
):
    survey = a_survey(award)
    with clock.stopped_at(clock.now() - timedelta(days=3)):
        ticketing.only_once(survey, wanted=True, by=cast.stella)
        db.session.commit()
    path = f"/surveys/{survey.key}/after"
    early = whole(**{"t1-calm-bear": "3"}, **begun(days=3, hours=1))
    late = whole(**{"t1-calm-bear": "4"}, **begun(days=2))

    for _twice in range(2):
        assert browser().post(path, early, **JSON).status == 200
    assert browser().post(path, late, **JSON).status == 409

    (response,) = responses()
    assert (response.raw["t1"]["calm"], response.counts) == ({"bear": 3}, False)
    (why,) = db.session.scalars(select(Exclusion)).all()
    assert (why.reason, why.by_name) == (Why.NO_LINK, "grantsapp")


def test_without_a_script_nobody_loses_a_form_to_links_that_work_once(
    award, cast, browser
):
    survey, them = a_survey(award), browser()
    start = clock.now()
    with clock.stopped_at(start):
        now = at_the_items(them, survey)
    with clock.stopped_at(start + timedelta(minutes=1)):
        ticketing.only_once(survey, wanted=True, by=cast.stella)
        db.session.commit()
    with clock.stopped_at(start + timedelta(minutes=2)):
        before = go_on(them, now, **{"t1-calm-bear": "4"})
        assert go_on(them, go_on(them, before)).status == 303
        assert them.get(f"/surveys/{survey.key}/after").status == 409

    (response,) = responses()
    assert (response.raw["t1"]["calm"], response.counts) == ({"bear": 4}, False)


def test_a_link_for_another_time_lets_nobody_in(award, cast, browser):
    survey = a_survey(award, Design.MATCHED)
    ticketing.only_once(survey, wanted=True, by=cast.stella)
    (token,) = ticketing.draw(1)
    ticketing.keep(survey, [token], Moment.T0, by=cast.stella)
    db.session.commit()

    form = whole(ticket=token, no_code="y", **{"t1-calm-bear": "4"})
    assert browser().post(f"/surveys/{survey.key}/after", form).status == 409
    assert ticketing.find(survey, token).used_on is None
    assert responses() == []


def test_a_project_that_is_not_named_is_not(award, browser):
    survey = a_survey(award)
    assert "Kitchen table" in browser().get(f"/surveys/{survey.key}").text
    award.publication, award.publication_reason = "area", "They are in danger."
    db.session.commit()
    for end in ("", "/after", "/kiosk", "/thanks"):
        page = browser().get(f"/surveys/{survey.key}{end}")
        assert "Kitchen table" not in page.text


def test_nobody_finds_a_survey_by_a_wrong_link(award, browser):
    assert browser().get(f"/surveys/{uuid4()}").status == 404
    assert browser().post(f"/surveys/{uuid4()}/after", whole()).status == 404


def test_a_survey_of_fifteen_instruments_travels_light(award, browser):
    library.add_starters()
    db.session.commit()
    starters = queries.instruments()
    survey = asking.ask(award, starters, Design.RETROSPECTIVE, by=None)
    db.session.commit()

    page = browser(language="ar").get(f"/surveys/{survey.key}/after")

    assert len(starters) == 15
    assert len(page.data) < 150_000, len(page.data)


@pytest.mark.parametrize("end", ["", "/after", "/thanks", "/kiosk?moment=after"])
def test_more_instruments_cost_no_more_questions_to_the_database(award, browser, end):
    a_suite(award)
    tools = [library.add_instrument({**CALM, "code": f"calm{n}"}) for n in range(9)]
    few = asking.ask(award, tools[:1], Design.RETROSPECTIVE, by=None)
    many = asking.ask(award, tools, Design.RETROSPECTIVE, by=None)
    db.session.commit()
    them = browser()
    paths = [f"/surveys/{survey.key}{end}" for survey in (few, many)]

    costs = [counted(lambda path=path: them.get(path)) for path in paths]

    assert costs[0] == costs[1] <= 9
