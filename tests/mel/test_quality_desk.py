"""The desk of data quality: figures, rules, lists, single responses, who sees them."""

import pytest

from grantsapp import jobs
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import asking
from grantsapp.mel.quality.limits import Limits, Rule
from grantsapp.mel.queries import weighing
from grantsapp.mel.telling_quality import NAMES, looks_for
from tests.house.test_queries import counted
from tests.mel.quality_cast import a_round, kept

DESK = "/staff/calls/CF1/quality"


@pytest.fixture
def survey(cast):
    """Four people expected; three came at the end, and one of them before, too."""
    survey = a_round(cast)
    kept(survey, "111111", code="AB12", moment="t0")  # one column
    kept(survey, "123451", code="AB12")
    kept(survey, "12....")  # broken off, and the instrument is incomplete
    kept(survey, "543215", seconds=5)  # too fast
    return survey


def rows_of(page):
    """The cells of each row of the page's first table, by its first word."""
    body = page.all("tbody")[0]
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row] for row in body
    ]


def test_a_project_s_figures_stand_against_what_is_expected(survey, cast, browser):
    page = browser(cast.eva).get(DESK)

    (row,) = rows_of(page)
    # 4 expected; 4 came; 4 count; 3 of 4 at the end; 1 person of 4 twice; 3 doubted.
    assert row == [
        "CF1-A01Kitchen table", "4", "4", "4", "75%", "1 25%", "3",
    ]  # fmt: skip


def test_each_rule_is_told_with_its_limits_and_how_many_it_speaks_of(
    survey, cast, browser
):
    page = browser(cast.eva).get(DESK)

    table = page.all("tbody")[1]
    told = [[" ".join("".join(c.itertext()).split()) for c in row] for row in table]
    assert [row[0] for row in told] == [str(NAMES[rule]) for rule in Rule]
    assert [row[1] for row in told] == [looks_for(rule, Limits()) for rule in Rule]
    numbers = {row[0]: (row[2], row[3][-10:]) for row in told if row[2] != "0"}
    assert numbers == {
        "Broken off": ("1", "CF1-A01: 1"),
        "An instrument is incomplete": ("1", "CF1-A01: 1"),
        "One column in an instrument": ("1", "CF1-A01: 1"),
        "Too fast": ("1", "CF1-A01: 1"),
    }


def test_counting_in_sql_is_the_counting_of_the_desk(survey, cast, browser):
    kept(survey, "111222", code="CD34", moment="t0")
    call = survey.award.call

    (in_sql,) = queries.surveys_in(call)
    found = queries.weigh(call).standings[str(survey.award_id)]

    assert found.counted == in_sql.by_moment == {"t0": 2, "t1": 3}
    assert found.expected == in_sql.survey.expected


def test_a_list_leads_to_what_a_rule_speaks_of(survey, cast, browser):
    eva = browser(cast.eva)

    page = eva.get(f"{DESK}/rules/too_fast")

    (row,) = rows_of(page)
    assert row[1] == "Response 4"
    assert row[2] == "Seconds: 5. Answers: 6."
    one = eva.get(page.all("th", scope="row")[0].find("a").get("href"))
    assert one.words("h1") == "Response 4"
    assert "Seconds: 5. Answers: 6." in one.words()
    assert "1. I am a 5" in one.words()


def test_a_response_tells_what_was_declined_left_out_and_off_the_scale(
    survey, cast, browser
):
    raw = {"t1": {"steady": {"a": None, "b": 9, "z": 1}, "odd": {"x": 2}}}
    row = kept(survey, "......", raw=raw)

    words = browser(cast.eva).get(f"/staff/responses/{row.id}").words()

    assert "1. I am a Preferred not to say 2. I am b 9 3. I am c left out" in words
    assert "z not known 1" in words
    assert "odd now, or after Item Answer x not known 2" in words


def test_a_response_is_shown_beside_those_of_its_person(survey, cast, browser):
    kept(survey, "222333")
    again = kept(survey, "333222", code="AB12", moment="t2")

    words = browser(cast.eva).get(f"/staff/responses/{again.id}").words()

    assert "Response 1 before under the same code" in words
    assert "Response 2 now, or after under the same code" in words
    assert "Response 5" not in words


LANGUAGES = ("language:en", "t1-steady", "language:ar", "r0-steady", "last")


def test_parts_in_two_languages_are_told_from_the_pages_as_they_came(
    survey, cast, browser
):
    kept(survey, "123455", layout=LANGUAGES, language="en")
    kept(survey, "123454", language="pl")
    # The last page alone was in another language: no answer was.
    last = ("language:en", "t1-steady", "language:ar", "last")
    kept(survey, "123453", layout=last, language="en")

    page = browser(cast.eva).get(f"{DESK}/rules/languages_mixed")

    assert [row[1:3] for row in rows_of(page)] == [
        ["Response 5", "Languages: Arabic and English."]
    ]


@pytest.mark.parametrize("person", ["stella", "otto", "sven", "amina", "zed"])
def test_nobody_but_the_evaluator_sees_a_person_s_answers(
    survey, cast, browser, person
):
    row = kept(survey, "444444")
    them = browser(getattr(cast, person))

    for path in (f"{DESK}/rules/straight_line", f"/staff/responses/{row.id}"):
        assert them.get(path).status == 403


def test_a_manager_sees_numbers_and_no_sentence_about_one_person(survey, cast, browser):
    page = browser(cast.stella).get(DESK)

    assert page.status == 200
    assert "One column in an instrument" in page.words()
    assert "Every answer is" not in page.text
    assert not [link for link in page.links() if "/rules/" in link]
    assert not [link for link in page.links() if "/staff/responses/" in link]


def people(survey, count, language):
    """So many people who answered all six items, each a little otherwise."""
    for n in range(count):
        low = 1 + n % 3
        line = f"{low}{low + 1}{low}{low + n % 2}{low + 1}{5 - low}"
        kept(survey, line, language=language)


def test_a_manager_sees_no_scale_of_fewer_than_ten_people(survey, cast, browser):
    people(survey, 9, "en")  # with the two before who answered at the end: eleven
    page = f"{DESK}/reliability"
    stella, eva = browser(cast.stella), browser(cast.eva)

    both = [them.get(page).words() for them in (stella, eva)]

    assert ["before" in words for words in both] == [False, True]
    assert ["after All languages 11 1" in words for words in both] == [True, True]


def test_no_language_is_shown_where_what_is_left_would_be_a_few_people(
    survey, cast, browser
):
    people(survey, 10, "en")
    people(survey, 3, "ar")

    stella = browser(cast.stella).get(f"{DESK}/reliability").words()
    eva = browser(cast.eva).get(f"{DESK}/reliability").words()

    assert "after All languages 15 1" in stella
    assert "after English" not in stella
    assert "after English 12 1" in eva
    assert "after Arabic 3 0" in eva


def test_an_item_that_runs_against_the_others_is_told_in_words(survey, cast, browser):
    people(survey, 20, "en")

    words = browser(cast.eva).get(f"{DESK}/reliability").words()

    said = "Item 6 runs against the others. Is its reverse flag right? I am f now, "
    assert words.count(said) == 2  # of the whole, and of the subscale
    assert "Near" in words
    assert "Far" in words


@pytest.mark.parametrize(
    "path", [DESK, f"{DESK}/rules/too_fast", f"{DESK}/reliability"]
)
def test_a_page_asks_as_often_for_many_responses_as_for_few(
    survey, cast, browser, path
):
    eva = browser(cast.eva)
    eva.get(path)
    few = counted(lambda: eva.get(path))
    for n in range(60):
        kept(survey, f"5432{1 + n % 5}5", seconds=5, code=f"P{n}")

    many = counted(lambda: eva.get(path))

    assert many == few
    assert many <= 15


def test_a_list_of_many_comes_in_pages(survey, cast, browser):
    for n in range(60):
        kept(survey, f"5432{1 + n % 5}5", seconds=5)
    eva = browser(cast.eva)

    first, second = (eva.get(f"{DESK}/rules/too_fast?page={n}") for n in (1, 2))

    assert len(rows_of(first)) == 50
    assert len(rows_of(second)) == 11
    assert eva.get(f"{DESK}/rules/too_fast?page=99").text.count("Response 64") >= 1


@pytest.fixture
def large(survey, monkeypatch):
    """The same call, taken for one that is too large for a request."""
    monkeypatch.setattr(weighing, "IN_A_REQUEST", 3)
    return survey


def test_a_large_call_is_looked_through_by_a_worker_when_somebody_asks(
    large, cast, browser
):
    eva = browser(cast.eva)
    page = eva.get(DESK)
    assert "too many to look through while you wait" in page.words()
    assert "What the rules found" not in page.words()

    eva.post(f"{DESK}/weighing")
    assert "being looked through now" in eva.get(DESK).words()
    while jobs.work_once():
        pass

    words = eva.get(DESK).words()
    assert "The answers were looked through on" in words
    assert "Too fast" in words
    assert "too many" not in words
    assert len(rows_of(eva.get(f"{DESK}/rules/too_fast"))) == 1


def test_what_came_since_a_worker_looked_is_said(large, cast, browser):
    eva = browser(cast.eva)
    eva.post(f"{DESK}/weighing")
    while jobs.work_once():
        pass

    kept(large, "543215", seconds=4)

    page = eva.get(DESK)
    assert "Answers came or were decided on since" in page.words()
    (row,) = rows_of(page)
    assert row[2:4] == ["5", "5"]  # what is counted is of this moment
    assert row[6] == "3"  # what is doubted, of that one


def test_what_is_expected_otherwise_makes_what_a_worker_found_old(large, cast, browser):
    eva = browser(cast.eva)
    eva.post(f"{DESK}/weighing")
    while jobs.work_once():
        pass
    assert "decided on since" not in eva.get(DESK).words()

    asking.expect(queries.survey(large.key, lock=True), 77, by=cast.eva)
    db.session.commit()

    assert "decided on since" in eva.get(DESK).words()


def test_a_page_that_does_not_exist_is_not_found(survey, cast, browser):
    eva = browser(cast.eva)

    assert eva.get(f"{DESK}/rules/nonsense").status == 404
    assert eva.get(f"/staff/responses/{survey.key}").status == 404
