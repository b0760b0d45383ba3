"""What grantees told in their reports, where the evaluator writes of it."""

import pytest

from grantsapp.awards.queries import awards_in
from grantsapp.db import db
from grantsapp.evaluation import queries
from grantsapp.evaluation.models import Permission
from tests.evaluation.reported import REPORT, a_round, evaluated, published

LEARNED, STORIES = f"{REPORT}/parts/learned", f"{REPORT}/parts/stories"
KITCHEN = "جاءت إلى المطبخ ولم تكلّم أحدًا."
TOLD = (
    {"learned": "Ask first.", "got_worse": "The stairs.", "story": "Ours alone."},
    {"language": "ar", "story": KITCHEN, "story_permission": "unnamed"},
)


@pytest.fixture
def call(cast):
    return a_round(cast, told=TOLD)


def new_story(award):
    return f"{REPORT}/new-story?award={award.id}"


def test_what_grantees_learned_stands_beside_the_words_on_it(call, cast, browser):
    page = browser(cast.eva).get(LEARNED)

    assert "What got worse The stairs." in page.words()
    assert "Ask first." in page.words()
    assert "CF1-A01" in page.words()
    assert "The stairs." not in browser(cast.eva).get(f"{REPORT}/parts/limits").words()


def test_who_told_nothing_for_a_part_has_no_line_in_it(call, cast, browser):
    page = browser(cast.eva).get(LEARNED)

    assert len(page.all("summary")) == 1  # the second told a story alone
    assert "CF1-A02" not in page.words()


def test_the_public_reads_none_of_it_by_itself(call, cast, browser):
    evaluated(call, cast.eva)
    published(call, cast.eva)

    page = browser().get("/evaluations/CF1")
    assert "Ask first." not in page.text
    assert KITCHEN not in page.text


def test_a_story_begins_with_what_a_group_told_and_permitted(call, cast, browser):
    _first, second = awards_in(call)
    eva = browser(cast.eva)
    page = eva.get(STORIES)
    assert "CF1-A01 · Not for the public" in page.words()
    assert "CF1-A02 · For everybody, without a name" in page.words()
    assert [link for link in page.links() if "award=" in link] == [new_story(second)]

    form = eva.get(new_story(second)).form("new-story")
    assert form["words-ar"] == [KITCHEN]
    assert (form["permission"], form["project"]) == (["unnamed"], [str(second.id)])
    assert eva.post(f"{REPORT}/new-story", form).status == 303

    (story,) = queries.report_of(call).stories
    db.session.refresh(story)
    assert story.words.plain("ar") == KITCHEN
    assert (story.permission, story.award) == (Permission.UNNAMED, second)
    assert story.permission_by == "The group, in its report"


def test_a_story_that_is_not_for_the_public_begins_nothing(call, cast, browser):
    first, _second = awards_in(call)

    form = browser(cast.eva).get(new_story(first)).form("new-story")

    assert form["words-en"] == [""]
    assert "Ours alone." not in str(form)
    assert browser(cast.eva).get(f"{REPORT}/new-story?award=x").status == 200


def test_a_manager_reads_what_was_told_and_begins_no_story(call, cast, browser):
    stella = browser(cast.stella)

    assert "Ours alone." in stella.get(STORIES).words()
    assert not [link for link in stella.get(STORIES).links() if "award=" in link]
