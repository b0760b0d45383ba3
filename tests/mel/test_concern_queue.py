"""The queue of what was told: the lead alone reads it, others see numbers at most."""

import re
import zipfile
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from grantsapp import audit, clock, jobs, mail
from grantsapp.accounts.models import Person
from grantsapp.app import each_route
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty, Role
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import concerning, suiting, watching
from grantsapp.mel.models import Concern
from tests.cast import a_bid, a_call, a_fund, a_group, a_survey, an_award
from tests.mel.confided import MARKED, a_lead, letters_to, serves, told

OTHERS = ["stella", "otto", "eva", "fay", "amina", "bo", "zed"]
QUEUE = "/staff/calls/CF1/concerns"


@pytest.fixture
def survey(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    give_role(cast.eva, Duty.EVALUATOR, fund=call.fund)
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    return a_survey(an_award(bid, cast.stella, cast.otto))


@pytest.fixture
def suite(survey, cast):
    return a_lead(survey.award.call, cast.mei)


def opened(browser, person, concern):
    return browser(person).post(f"/staff/concerns/{concern.id}/opening", {})


def about_concerns(person):
    return [x for x in letters_to(person) if x.key.startswith("concern:")]


def test_the_lead_opens_it_and_only_that_answer_shows_the_words(
    survey, suite, cast, browser
):
    concern, mei = told(survey, MARKED, contact="Ring Tuesday"), browser(cast.mei)
    listed, before = mei.get(QUEUE), mei.get(f"/staff/concerns/{concern.id}")

    page = opened(browser, cast.mei, concern)

    assert MARKED not in listed.text + before.text
    assert MARKED in page.words()
    assert "Ring Tuesday" in page.words()
    assert MARKED not in mei.get(f"/staff/concerns/{concern.id}").text
    lines = audit.history(concern)
    assert [(line.verb, line.by_name, line.details) for line in lines] == [
        ("opened", "Mei", {})
    ]
    assert concern.read_at is not None


def test_the_words_say_their_language_and_direction(survey, suite, cast, browser):
    concern = told(survey, "أحتاج مساعدة")
    concern.language = "ar"
    db.session.commit()

    page = opened(browser, cast.mei, concern)

    (shown,) = [s for s in page.all("span") if s.text == "أحتاج مساعدة"]
    assert (shown.get("lang"), shown.get("dir")) == ("ar", "auto")


def test_a_number_in_arabic_words_stands_as_an_island(survey, suite, cast, browser):
    concern = told(survey, "اتصلوا بي على 020 7946 0018 مساءً", contact="07700 900123")

    page = opened(browser, cast.mei, concern)

    islands = [one.text for one in page.all("bdi") if one.get("dir") == "ltr"]
    assert islands == ["020 7946 0018", "07700 900123"]
    assert "اتصلوا بي على 020 7946 0018 مساءً" in page.words()


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_reads_opens_or_settles_it(survey, suite, cast, browser, name):
    concern, them = told(survey), browser(getattr(cast, name))
    start = f"/staff/concerns/{concern.id}"

    assert [them.get(p).status for p in (QUEUE, start, "/staff/concerns")] == [403] * 3
    for deed in ("opening", "settling", "reopening"):
        assert them.post(f"{start}/{deed}", {"note": "n"}).status == 403
    db.session.expire_all()
    assert (concern.read_at, concern.settled_at) == (None, None)
    assert audit.history(concern) == []


def test_managers_see_how_many_wait_and_nothing_else(survey, suite, cast, browser):
    told(survey, MARKED)
    first = told(survey, MARKED)
    concerning.open_it(first, by=cast.mei)
    db.session.commit()

    page = browser(cast.stella).get(f"{QUEUE}/count")

    numbers = [dd.text.strip() for dd in page.all("dd") if (dd.text or "").strip()]
    assert numbers[:3] == ["1", "1", "0"]
    assert MARKED not in page.text
    assert str(first.id) not in page.text
    assert (
        f"{QUEUE}/count" in browser(cast.stella).get("/staff/calls/CF1/surveys").links()
    )
    assert browser(cast.eva).get(f"{QUEUE}/count").status == 403


def test_the_lead_sees_where_they_arrive_how_many_are_unread(
    survey, suite, cast, browser
):
    mei = browser(cast.mei)
    assert "/staff/concerns" in mei.get("/").links()
    first = told(survey)
    told(survey)

    assert "2 things told in confidence wait" in mei.get("/").words()
    opened(browser, cast.mei, first)

    assert "One thing told in confidence waits" in mei.get("/account").words()
    for path in ("/", "/staff/"):
        assert "in confidence" not in browser(cast.stella).get(path).words()


def test_what_is_unread_stands_first_then_what_is_not_settled(survey, suite, cast):
    settled, read, unread = (told(survey) for _ in range(3))
    for one in (settled, read):
        concerning.open_it(one, by=cast.mei)
    concerning.settle(settled, "Done.", by=cast.mei)
    db.session.commit()

    listed = queries.concerns_in(survey.award.call)

    assert [about.id for about in listed] == [unread.id, read.id, settled.id]


def test_settling_wants_a_note_that_is_sealed(survey, suite, cast, browser):
    concern, mei = told(survey), browser(cast.mei)
    page = mei.post(f"/staff/concerns/{concern.id}/opening", {})
    path = f"/staff/concerns/{concern.id}/settling"

    bare = mei.post(path, {**page.form("settling"), "note": " "})
    done = mei.post(path, {**page.form("settling"), "note": f"Rang the {MARKED}."})

    assert (bare.status, bare.faults) == (422, ["Write in a sentence what was done."])
    assert (done.status, done.location) == (303, QUEUE)
    raw = db.session.connection().exec_driver_sql("SELECT note FROM concerns").scalar()
    assert MARKED not in raw
    assert concern.settled_by == cast.mei
    assert MARKED not in str([line.details for line in audit.history(concern)])
    assert f"Rang the {MARKED}." in opened(browser, cast.mei, concern).words()


def test_what_came_in_meanwhile_is_opened_before_it_is_settled(
    survey, suite, cast, browser
):
    concern, mei = told(survey, "First."), browser(cast.mei)
    form = mei.post(f"/staff/concerns/{concern.id}/opening", {}).form("settling")
    told(survey, "Second.", key=concern.client_key)
    path = f"/staff/concerns/{concern.id}/settling"

    page = mei.post(path, {**form, "note": "Done, I think."})

    assert page.status == 422
    assert page.faults == ["Open it first: more was written. Then settle it."]
    assert page.form("settling")["note"] == ["Done, I think."]
    db.session.expire_all()
    assert concern.settled_at is None


def test_what_is_settled_can_be_opened_again(survey, suite, cast, browser):
    concern = told(survey)
    concerning.open_it(concern, by=cast.mei)
    concerning.settle(concern, "Done.", by=cast.mei)
    db.session.commit()
    mei, path = browser(cast.mei), f"/staff/concerns/{concern.id}/reopening"

    assert mei.post(path, {}).status == 303
    assert mei.post(path, {}).status == 409
    db.session.expire_all()
    assert (concern.settled_at, concern.note) == (None, "Done.")
    verbs = [line.verb for line in audit.history(concern)]
    assert verbs == ["opened", "settled", "reopened"]


def test_a_new_lead_takes_the_queue_and_the_former_no_longer_reads(
    survey, suite, cast, browser
):
    concern = told(survey)
    opened(browser, cast.mei, concern)

    serves(suite.call, cast.ravi)
    concerning.hand_over(suite, cast.ravi, by=cast.stella)
    db.session.commit()

    assert browser(cast.mei).get(QUEUE).status == 403
    assert opened(browser, cast.mei, concern).status == 403
    assert MARKED not in browser(cast.ravi).get(f"/staff/concerns/{concern.id}").text
    assert MARKED in opened(browser, cast.ravi, concern).words()
    (line,) = [
        line
        for line in audit.history(survey.award.call)
        if line.verb == "named the safeguarding lead"
    ]
    assert (line.by_name, line.details) == ("Stella", {"before": "Mei", "now": "Ravi"})
    assert "One thing waits" in letters_to(cast.ravi)[-1].body
    (ended,) = [x for x in letters_to(cast.mei) if x.template == "staff/lead_ended"]
    assert "no longer" in ended.body


def test_writing_the_suite_tells_a_lead_of_the_duty_once(survey, suite, cast):
    for _ in range(2):
        suiting.frame(suite, by=cast.stella, lead=cast.ravi)
        db.session.commit()

    assert [x.template for x in letters_to(cast.ravi)][-1:] == ["staff/lead_named"]
    assert [x.template for x in letters_to(cast.mei)][-1:] == ["staff/lead_ended"]
    verbs = [line.verb for line in audit.history(survey.award.call)]
    assert verbs.count("named the safeguarding lead") == 1


def test_a_lead_is_written_to_in_the_next_whole_hour_and_once_in_each(
    survey, suite, cast
):
    noon = clock.now().replace(minute=0, second=0, microsecond=0)
    for minutes in (0, 10, 20, 59, 130):
        with clock.stopped_at(noon + timedelta(minutes=minutes)):
            told(survey)

    due = [letter.due_at - noon for letter in about_concerns(cast.mei)]

    assert due == [timedelta(hours=1), timedelta(hours=3)]


@pytest.mark.parametrize("has_lead", [True, False])
def test_no_letter_and_no_job_knows_more_than_the_hour(survey, cast, has_lead):
    if has_lead:
        a_lead(survey.award.call, cast.mei)
    known = set(db.session.scalars(select(mail.Letter.id)))
    with clock.stopped_at(datetime(2026, 5, 4, 10, 21, 43, 987654, clock.UTC)):
        told(survey)

    letters = db.session.scalars(select(mail.Letter).where(~mail.Letter.id.in_(known)))
    watch = select(jobs.Job).where(jobs.Job.kind == watching.WATCH)
    rows = [*letters, *db.session.scalars(watch)]

    assert [type(row) for row in rows] == [mail.Letter, jobs.Job]
    for row in rows:
        for at in (row.made_at, row.due_at):
            assert (at.minute, at.second, at.microsecond) == (0, 0, 0)
        assert not re.search(":21|:43|987654", row.key)
        assert row.done_at is None


def test_a_lead_who_lost_every_duty_reads_nothing_and_managers_are_told(
    survey, suite, cast, browser
):
    concern = told(survey)
    for role in db.session.scalars(select(Role).where(Role.person_id == cast.mei.id)):
        db.session.delete(role)
    db.session.commit()

    told(survey)

    assert opened(browser, cast.mei, concern).status == 403
    mei = browser(cast.mei)
    assert [mei.get(path).status for path in (QUEUE, "/staff/concerns")] == [403] * 2
    assert "in confidence" not in mei.get("/").words()
    assert [x.template for x in about_concerns(cast.stella)] == ["staff/lead_missing"]
    page = browser(cast.stella).get(f"{QUEUE}/count")
    assert "Mei, whom the suite names, does not serve the fund" in page.words()
    public = browser().get(f"/surveys/{survey.key}/concern")
    assert "nobody is named to read it" in public.words()


def test_a_lead_who_comes_to_evaluate_the_fund_reads_nothing(
    survey, suite, cast, browser
):
    concern = told(survey)
    serves(suite.call, cast.mei, Duty.EVALUATOR)

    assert opened(browser, cast.mei, concern).status == 403
    assert queries.calls_led_by(cast.mei) == []
    watching.watch({"call": str(suite.call_id)})
    db.session.commit()
    assert [x.template for x in about_concerns(cast.stella)] == ["staff/lead_missing"]


@pytest.mark.parametrize(
    ("operator", "to"),
    [("ops@house.example", "ops@house.example"), ("", "grantsapp@localhost")],
)
def test_without_a_lead_and_managers_whoever_runs_the_house_is_told(
    app, survey, operator, to
):
    for role in db.session.scalars(select(Role).where(Role.duty == Duty.MANAGER)):
        db.session.delete(role)
    db.session.commit()
    app.config["OPERATOR"] = operator

    told(survey)
    told(survey)

    (letter,) = mail.letters_with("concern:")
    assert (letter.to, letter.template) == (to, "staff/nobody_reads")
    assert "Spring call" in letter.body
    assert MARKED not in letter.subject + letter.body


def test_without_a_lead_managers_are_told_and_read_nothing(survey, cast, browser):
    concern = told(survey)

    (letter,) = about_concerns(cast.stella)
    assert letter.template == "staff/lead_missing"
    assert MARKED not in letter.subject + letter.body
    for name in OTHERS:
        assert opened(browser, getattr(cast, name), concern).status == 403
    page = browser(cast.stella).get(f"{QUEUE}/count")
    assert "No safeguarding lead is named" in page.words()
    public = browser().get(f"/surveys/{survey.key}/concern")
    assert "nobody is named to read it" in public.words()


def test_a_lead_who_lost_the_account_leaves_the_queue_to_the_next(
    survey, suite, cast, browser
):
    db.session.delete(db.session.get(Person, cast.mei.id))
    db.session.commit()
    db.session.expire_all()

    told(survey)

    assert suite.lead_id is None
    assert [x.template for x in about_concerns(cast.stella)] == ["staff/lead_missing"]


def works(at):
    """Let a worker do what is due at a moment."""
    with clock.stopped_at(at):
        while jobs.work_once():
            db.session.expire_all()


def test_the_lead_is_reminded_every_day_while_something_is_unread(survey, suite, cast):
    concern, start = told(survey), clock.now()

    for day in (1, 2):
        works(start + timedelta(days=day, minutes=5))
    with clock.stopped_at(start + timedelta(days=2, hours=1)):
        concerning.open_it(concern, by=cast.mei)
        db.session.commit()
    works(start + timedelta(days=3, minutes=5))

    kinds = [x.template for x in about_concerns(cast.mei)]
    assert kinds == ["staff/concern_told", *["staff/concerns_wait"] * 2]


def test_what_was_read_is_reminded_of_after_three_days_until_it_is_settled(
    survey, suite, cast
):
    concern, start = told(survey), clock.now()
    concerning.open_it(concern, by=cast.mei)
    db.session.commit()

    for day in (1, 2, 3, 4):
        works(start + timedelta(days=day, minutes=5))
    concerning.settle(concern, "Done.", by=cast.mei)
    db.session.commit()
    works(start + timedelta(days=5, minutes=5))

    late = [x for x in about_concerns(cast.mei) if x.template == "staff/concerns_wait"]
    hour = start.replace(minute=0, second=0, microsecond=0)
    assert [(x.due_at - hour).days for x in late] == [3, 4]


def test_two_years_after_settling_the_words_are_wiped_and_the_row_stays(
    survey, suite, cast, browser
):
    settled, waits = told(survey, contact=MARKED), told(survey)
    concerning.open_it(settled, by=cast.mei)
    concerning.settle(settled, MARKED, by=cast.mei)
    db.session.commit()
    start = clock.now()

    works(start + timedelta(days=729))
    db.session.expire_all()
    assert settled.words == MARKED
    works(start + timedelta(days=731))
    db.session.expire_all()

    assert (settled.words, settled.contact, settled.note) == ("", "", "")
    assert waits.words == MARKED
    assert len(db.session.scalars(select(Concern)).all()) == 2
    assert opened(browser, cast.mei, settled).status == 409
    assert audit.history(settled)[-1].verb == "wiped"


def test_init_asks_again_where_a_day_was_missed(survey, suite):
    told(survey)
    for job in db.session.scalars(
        select(jobs.Job).where(jobs.Job.kind == "mel.watch_concerns")
    ):
        db.session.delete(job)
    db.session.commit()

    watching.ask_for_all(clock.now())
    watching.ask_for_all(clock.now())
    db.session.commit()

    query = select(jobs.Job).where(jobs.Job.kind == "mel.watch_concerns")
    assert len(db.session.scalars(query).all()) == 1


def plain_routes(app):
    """Every page that wants nothing but the reference of the call, or nothing."""
    for endpoint, method, rule in each_route(app):
        wanted = re.findall(r"<(?:\w+:)?(\w+)>", rule)
        if method == "GET" and set(wanted) <= {"reference"} and endpoint != "static":
            yield rule.replace("<reference>", "CF1")


@pytest.mark.parametrize("name", [*OTHERS, "visitor"])
def test_no_page_of_anybody_else_shows_the_words(
    app, survey, suite, cast, browser, name
):
    concern = told(survey, MARKED, contact=MARKED, wants_help=True)
    concerning.open_it(concern, by=cast.mei)
    concerning.settle(concern, MARKED, by=cast.mei)
    db.session.commit()
    them = browser(None if name == "visitor" else getattr(cast, name))
    award = survey.award.id
    more = [f"/awards/{award}", f"/staff/awards/{award}", f"/awards/{award}/report"]
    opened_pages = 0

    for path in [*plain_routes(app), *more]:
        page = them.get(path)
        opened_pages += page.status == 200
        assert MARKED.encode() not in unzipped(page.data), path

    assert opened_pages > 8


def unzipped(data):
    """The bytes of an answer, and of all that is packed in it."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(BytesIO(data)) as packed:
        return b"".join(unzipped(packed.read(name)) for name in packed.namelist())


def test_the_file_of_all_bids_does_not_hold_the_words(survey, suite, cast, browser):
    told(survey, MARKED, contact=MARKED)
    stella = browser(cast.stella)
    place = stella.post("/staff/calls/CF1/bundles").location
    while jobs.work_once():
        db.session.expire_all()

    taken = stella.post(f"{place}/file")

    assert taken.data.startswith(b"PK")
    assert b"Neighbours do not know each other." in unzipped(taken.data)
    assert MARKED.encode() not in unzipped(taken.data)
