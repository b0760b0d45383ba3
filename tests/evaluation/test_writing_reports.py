"""Writing a report: words around live figures, every version kept, nothing lost."""

import pytest
from sqlalchemy import event

from grantsapp.awards.models import Publication
from grantsapp.awards.queries import awards_in
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.evaluation import queries
from grantsapp.evaluation.models import Part, Permission
from tests.cast import a_call, text
from tests.evaluation.reported import (
    REPORT,
    a_round,
    a_story,
    advised,
    evaluated,
    published,
    written,
)

LIMITS = f"{REPORT}/parts/limits"
HTML = "<script>alert(1)</script><b onclick=x>bold</b>"
LONG = "https://example.org/" + "تقرير/" * 60


@pytest.fixture
def call(cast):
    return a_round(cast)


def typed(page, **words):
    form = {name: values[0] for name, values in page.form("parts").items()}
    return form | {f"words-{code}": said for code, said in words.items()}


def test_the_twelve_parts_stand_in_order_with_what_is_written(call, cast, browser):
    written(call, cast.eva, Part.FUND, en="One.", ar="واحد")
    written(call, cast.eva, Part.LIMITS, en="Two.")
    page = browser(cast.eva).get(REPORT)

    items = [" ".join("".join(li.itertext()).split()) for li in page.all("ol")[0]]
    assert len(items) == 12
    assert items[0] == "Summary No words yet"
    assert items[1] == "The fund and its projects English and Arabic"
    assert items[10] == "What this report cannot say English"


def test_words_are_read_around_the_figures_of_their_part(call, cast, browser):
    eva = browser(cast.eva)
    assert "no figures yet" in eva.get(LIMITS).words()
    evaluated(call, cast.eva)
    page = eva.get(LIMITS)
    assert "In some projects people looked back from the end" in page.words()

    assert eva.post(LIMITS, typed(page, en="Rain.\n\n- a\n- b")).status == 303

    shown = eva.get(LIMITS)
    letter = next(d for d in shown.all("div") if d.get("class") == "letter")
    assert [p.text for p in letter.iter("span") if p.get("lang") == "en"] == [
        "Rain.", "a", "b",
    ]  # fmt: skip


def test_what_is_typed_in_html_is_read_as_it_was_typed(call, cast, browser):
    evaluated(call, cast.eva)
    eva = browser(cast.eva)
    eva.post(LIMITS, typed(eva.get(LIMITS), en=f"{HTML}\n\n{LONG}"))
    published(call, cast.eva)

    for page in (eva.get(LIMITS), browser().get("/evaluations/CF1")):
        assert HTML in page.words()
        assert LONG in page.words()
        assert all("alert" not in (s.text or "") for s in page.all("script"))
    assert browser().get("/evaluations/CF1/report.pdf").status == 200


def test_nothing_that_is_typed_in_a_draft_is_refused(call, cast, browser):
    eva = browser(cast.eva)
    for words in ("", " ", "x" * 100_000, "\u202e\x00\ud7ff", "%(number)s {{ 7*7 }}"):
        answer = eva.post(LIMITS, typed(eva.get(LIMITS), en=words))
        assert answer.status == 303


def test_two_people_at_once_see_both_texts(call, cast, browser):
    one = browser(cast.eva)
    page = one.get(LIMITS)
    assert one.post(LIMITS, typed(page, en="Hers.")).status == 303

    late = one.post(LIMITS, typed(page, en="His."))

    assert late.status == 409
    assert "Hers." in late.words()
    assert late.form("parts")["words-en"] == ["His."]
    assert one.post(LIMITS, typed(late, en="Both.")).status == 303
    section = queries.section_of(queries.report_of(call), Part.LIMITS)
    assert [v.words.plain("en") for v in section.versions] == ["Hers.", "Both."]


def test_a_version_that_is_put_back_is_a_new_version(call, cast, browser):
    written(call, cast.eva, Part.LIMITS, en="First.")
    written(call, cast.eva, Part.LIMITS, en="Second.")
    eva = browser(cast.eva)
    page = eva.get(f"{LIMITS}/versions?version=1")
    assert "First." in page.words()

    assert eva.post(f"{LIMITS}/versions/1/return").status == 303

    db.session.expire_all()
    section = queries.section_of(queries.report_of(call), Part.LIMITS)
    assert section.words.plain("en") == "First."
    assert [v.words.plain("en") for v in section.versions] == [
        "First.", "Second.", "First.",
    ]  # fmt: skip
    assert eva.get(f"{LIMITS}/versions?version=9").status == 404


def test_saving_the_same_words_makes_no_version(call, cast):
    for _time in range(2):
        section = written(call, cast.eva, Part.LIMITS, en="Same.")

    assert section.version == len(section.versions) == 1


def test_a_translation_says_when_it_is_older_than_its_source(call, cast, browser):
    written(call, cast.eva, Part.FUND, en="One.", ar="واحد")
    written(call, cast.eva, Part.FUND, en="Two.", ar="واحد")
    eva = browser(cast.eva)

    assert "To check: Arabic" in eva.get(REPORT).words()
    assert "older than what it translates" in eva.get(f"{REPORT}/parts/fund").words()


@pytest.mark.parametrize("field", ["permission", "permission_by", "permission_on"])
def test_no_story_without_a_permission(call, cast, browser, field):
    told = {
        "words-en": "It opened.",
        "permission": "unnamed",
        "permission_by": "Amina",
        "permission_on": "2026-11-01",
    }
    eva = browser(cast.eva)

    page = eva.post(f"{REPORT}/new-story", {**told, field: ""})

    assert page.status == 422
    assert len(page.faults) == 1
    assert "It opened." in page.text
    assert eva.post(f"{REPORT}/new-story", told).status == 303


@pytest.mark.parametrize("known", [Publication.WITHHELD, Publication.AREA])
def test_a_project_that_the_public_does_not_know_is_not_named(
    call, cast, browser, known
):
    award = awards_in(call)[0]
    award.publication, award.publication_reason = known, "They asked."
    db.session.commit()
    facts = {"award": award, "permission": Permission.NAMED}

    with pytest.raises(Refused):
        a_story(call, cast.eva, **facts)

    db.session.rollback()
    told = {"words-en": "It opened.", "permission": "named", "permission_by": "A"}
    told |= {"project": str(award.id), "permission_on": "2026-11-01"}
    page = browser(cast.eva).post(f"{REPORT}/new-story", told)
    assert page.status == 422
    assert page.faults == [
        "The public does not learn the name of this project. Tell it unnamed."
    ]


def test_a_story_told_by_name_goes_with_the_name(call, cast, browser):
    evaluated(call, cast.eva)
    award = awards_in(call)[0]
    a_story(call, cast.eva, award=award, permission=Permission.NAMED)
    a_story(call, cast.eva, award=awards_in(call)[1], words=text("Another."))
    edition = published(call, cast.eva)
    path = "/evaluations/CF1"
    assert f"\u2068{award.title}\u2069. Told with permission" in browser().get(
        path
    ).words("article")
    assert [one["project"] for one in edition.document["stories"]] == [
        award.reference,
        None,  # of a story told unnamed, not even a number
    ]

    award.publication, award.publication_reason = Publication.WITHHELD, "Asked."
    db.session.commit()

    for words in (
        browser().get(path).words("article"),
        browser().get(f"{path}/report.json").text
        or str(browser().get(f"{path}/report.json").response.get_json()),
    ):
        assert "It opened." not in words
        assert "Another." in words


def test_stories_and_recommendations_are_put_in_order(call, cast, browser):
    first, second = (advised(call, cast.eva, words) for words in ("One.", "Two."))
    eva = browser(cast.eva)
    path = f"{REPORT}/recommendations/{second.id}/order"
    assert eva.post(path, {"to": "up"}).status == 303
    assert eva.post(path, {"to": "up"}).status == 303

    db.session.expire_all()
    order = [str(one.words) for one in queries.report_of(call).recommendations]
    assert order == ["Two.", "One."]
    assert eva.post(f"{REPORT}/recommendations/{first.id}/removal").status == 303


def test_a_recommendation_that_was_published_stays(call, cast, browser):
    evaluated(call, cast.eva)
    one = advised(call, cast.eva)
    published(call, cast.eva)

    page = browser(cast.eva).post(f"{REPORT}/recommendations/{one.id}/removal")

    assert page.status == 409
    assert "the next report says what became of it" in page.words()


def test_a_later_report_says_what_became_of_each_recommendation(call, cast, browser):
    evaluated(call, cast.eva)
    asked, paid = (advised(call, cast.eva, words) for words in ("Ask.", "Pay."))
    published(call, cast.eva)
    later = a_call(call.fund, cast.stella, reference="CF2")
    evaluated(later, cast.eva)
    eva, path = browser(cast.eva), "/staff/calls/CF2/report"
    frame = {"languages": ["en"], "source": "en", "follows": "CF1"}
    assert eva.post(f"{path}/frame", frame).status == 303
    form = eva.get(f"{path}/fates").form("fates") | {
        f"became-{asked.id}": "partly", f"words-{asked.id}-en": "In two boroughs.",
    }  # fmt: skip

    assert eva.post(f"{path}/fates", {**form, f"became-{paid.id}": ""}).status == 303

    published(queries.newest(later).call, cast.eva)
    rows = [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for table in browser().get("/evaluations/CF2").all("table")
        if "round before" in "".join(table[0].itertext())
        for row in table.iter("tr")
    ]
    assert rows[1:] == [["Ask.", "Partly done", "In two boroughs."]]


def test_what_two_say_of_one_recommendation_is_seen_by_the_later(call, cast, browser):
    evaluated(call, cast.eva)
    asked = advised(call, cast.eva, "Ask.")
    published(call, cast.eva)
    later = a_call(call.fund, cast.stella, reference="CF2")
    evaluated(later, cast.eva)
    eva, path = browser(cast.eva), "/staff/calls/CF2/report/fates"
    frame = {"languages": ["en"], "source": "en", "follows": "CF1"}
    eva.post("/staff/calls/CF2/report/frame", frame)
    what, how = f"became-{asked.id}", f"words-{asked.id}-en"
    both = eva.get(path).form("fates")
    assert eva.post(path, both | {what: "done", how: "All ask."}).status == 303

    page = eva.post(path, both | {what: "partly", how: "Half ask."})

    assert page.status == 409
    assert "Saved meanwhile by somebody else: Done" in page.words()
    assert "Saved meanwhile by somebody else: All ask." in page.words()
    again = page.form("fates")
    assert (again[what], again[how]) == (["partly"], ["Half ask."])
    assert eva.post(path, again).status == 303
    db.session.expire_all()
    (fate,) = queries.report_of(later).fates
    assert (fate.became, fate.words.plain("en")) == ("partly", "Half ask.")


def test_a_page_of_a_part_takes_as_many_queries_for_many_comments_as_for_few(
    call, cast, browser
):
    from grantsapp.evaluation.actions import commenting, writing

    evaluated(call, cast.eva)
    report = writing.report_for(call)
    eva = browser(cast.eva)
    eva.get(REPORT)

    def counted(path):
        seen = []
        note = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", note)
        assert eva.get(path).status == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    def more():
        for part in (Part.STORIES, Part.RECOMMENDATIONS):
            said = {"language": "en", "by": cast.stella}
            commenting.add_comment(report, part, "Why?", **said)
            written(call, cast.eva, part, en=f"{len(report.comments)}")
        a_story(call, cast.eva, award=awards_in(call)[len(report.stories) % 2])
        advised(call, cast.eva)

    more()
    paths = (REPORT, f"{REPORT}/parts/stories", f"{REPORT}/parts/recommendations")
    few = [counted(path) for path in (*paths, f"{REPORT}/publication")]
    for _time in range(4):
        more()
    assert [counted(path) for path in (*paths, f"{REPORT}/publication")] == few
