"""A report drawn: page, paper and file say the same, whatever the figures are."""

import copy
import io
import re

import pypdfium2
import pytest

from grantsapp import i18n
from grantsapp.db import db
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import assembling, parts, reporting
from grantsapp.evaluation.actions.reporting import annexing
from grantsapp.evaluation.blocks import (
    Block,
    Chapter,
    Chart,
    Fold,
    Heading,
    Items,
    Paragraph,
    Quote,
    Table,
    Words,
    plain,
)
from grantsapp.evaluation.models import Part
from grantsapp.mel.models import Instrument
from tests.evaluation.reported import (
    REPORT,
    a_round,
    a_story,
    advised,
    evaluated,
    published,
    written,
)
from tests.house.structure import check

EVERY = (
    "fund", "process", "reach", "outcomes", "fidelity", "method", "limits",
    "instruments",
)  # fmt: skip
DRAWN = (Part.PROCESS, Part.FIDELITY)
POOLED = {
    "k": 3, "tau2": 0.1, "tau2_ci": None, "i2": 0.2, "q": 1.0, "q_p": 0.5,
    "estimate": 0.31, "se": 0.1, "ci": [0.11, 0.51], "prediction": [-0.2, 0.9],
    "p": 0.01, "method": "reml+hk", "note": None,
}  # fmt: skip


@pytest.fixture
def call(cast):
    call = a_round(cast, (12, 14, 16))
    evaluated(call, cast.eva)
    return call


def sentences(blocks: "tuple[Block, ...]") -> list[str]:
    """Every text of blocks, without the paths of figures."""
    found = []
    for block in blocks:
        if isinstance(block, Items):
            found += [item.text for item in block.items]
        elif isinstance(block, Fold):
            title = [] if block.stays else [block.title.text]  # paper has no handle
            found += [*title, *sentences(block.blocks)]
        elif isinstance(block, Quote):
            found += [*sentences(block.blocks), block.by.text]
        elif isinstance(block, Chart):
            chart = block.chart
            cells = [words for line in chart.lines for words in line.words]
            found += [chart.title, *chart.heads, *cells]
        elif isinstance(block, Table):
            cells = [cell for row in block.rows for cell in row]
            found += [c.text for c in (block.caption, *cells) if hasattr(c, "text")]
        elif hasattr(block, "words"):
            found.append(block.words.text)
    return [plain(text) for text in found if text]


def bare(text):
    """Letters and digits alone: paper breaks lines, and shapes what it shows."""
    return re.sub(r"[\W_]+", "", text)


def on_paper(data):
    pages = pypdfium2.PdfDocument(io.BytesIO(data))
    told = (bare(page.get_textpage().get_text_range()) for page in pages)
    return "".join(re.sub(r"CF1Springcall(Page\d+of\d+)?$", "", text) for text in told)


def test_a_report_that_nobody_wrote_says_what_figures_can_say(call, cast, browser):
    published(call, cast.eva)
    page = browser().get("/evaluations/CF1")

    contents = [a.get("href") for a in page.all("nav")[-1].iter("a")]
    assert contents == ["#summary", *(f"#{part}" for part in EVERY)]
    titles = [h.get("id") for h in page.all("h2") if h.get("id")]
    assert titles == ["contents", "summary", *EVERY]


def test_page_and_paper_say_the_same(call, cast, browser):
    for part in Part:
        written(call, cast.eva, part, en=f"Words of {part}.\n\n- one\n- two")
    a_story(call, cast.eva)
    advised(call, cast.eva)
    published(call, cast.eva)
    page = bare(browser().get("/evaluations/CF1").words("article"))
    paper = on_paper(browser().get("/evaluations/CF1/report.pdf").data)
    document = queries.edition("CF1").document
    with i18n.writing_in("en"):
        chapters = parts.chapters(queries.told_document(document, call))

    assert len(chapters) == len(Part)
    for chapter in chapters:
        for said in map(bare, sentences(chapter.blocks)):
            assert said in page, said
            assert said in paper, said


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_a_report_is_read_in_every_language_and_by_those_who_listen(
    call, cast, browser, language
):
    written(call, cast.eva, Part.SUMMARY, en="Up a little.", ar="قليلًا")
    published(call, cast.eva)

    page = browser().get(f"/evaluations/CF1?in={language}")
    assert page.all("html")[0].get("lang") == language
    shown = {"en": "en", "ar": "ar", "pl": "en"}[language]
    summary = page.all("section")[0]
    told = [e.text for e in summary.iter("span") if e.get("lang") == shown]
    assert {"en": "Up a little.", "ar": "قليلًا"}[shown] in told
    marked = any("tag" in (e.get("class") or "") for e in summary.iter("small"))
    assert marked == (language == "pl")
    check(browser().get(f"/evaluations/CF1/report.pdf?in={language}").data, language)


def test_each_figure_leads_to_its_path(call, cast, browser):
    published(call, cast.eva)

    page = browser().get("/evaluations/CF1")

    paths = {e.get("data-path"): "".join(e.itertext()) for e in page.all("bdi")}
    document = page.response and browser().get("/evaluations/CF1/report.json")
    one = document.response.get_json()["figures"]["instruments"][0]
    assert paths["outcomes.calm.pairs"] == i18n.number(one["pairs"])
    assert paths["outcomes.calm.pooled.estimate"] == i18n.signed(
        one["pooled"]["estimate"]
    )
    assert paths["outputs.people.delivered"] == "150"


def test_the_pooled_figure_is_called_the_average_project(call, cast, browser):
    published(call, cast.eva)

    words = browser().get("/evaluations/CF1").words("article")

    assert "It is the average project, not the average participant." in words
    assert not re.search(r"measures? (that )?improved", words)


def drawn(call, figures, words=None):
    """Draw these figures as page and paper in a language; the text of each chapter."""
    document = assembling.assemble(call, queries.report_of(call), figures)
    document |= words or {}
    document = queries.told_document(document, call)
    for language in ("en", "ar"):
        assert reporting.as_pdf(document, language)
        assert reporting.as_html(document, language)
    with i18n.writing_in("en"):
        return {c.anchor: sentences(c.blocks) for c in parts.chapters(document)}


def charts_of(call, part):
    document = assembling.draft(call, figures_of(call))
    with i18n.writing_in("en"):
        found = parts.chapter(document, part).blocks
    return [block.chart for block in found if isinstance(block, Chart)]


def test_projects_are_a_forest_with_the_average_project_as_its_end(app, call):
    shifts, forest = charts_of(call, Part.OUTCOMES)
    (one,) = figures_of(call)["instruments"]

    known = {p["difference"] for p in one["by_project"]}
    assert {row.value for row in forest.rows} == known
    assert forest.total.value == one["pooled"]["estimate"]
    assert forest.total.label == "All projects together: the average project"
    ends = forest.prediction.low, forest.prediction.high
    assert ends == tuple(one["pooled"]["prediction"])
    assert "Projects shown: 3. The mean rose in 3 of them" in forest.sentence
    (shift,) = shifts.rows
    assert (shift.before, shift.after) == (one["mean_before"], one["mean_after"])
    assert (shifts.axis.low, shifts.axis.high) == tuple(one["scale"])


def test_a_chart_stands_on_the_page_with_its_table_behind(call, cast, browser):
    published(call, cast.eva)
    page = browser().get("/evaluations/CF1")

    titles = [f.get("aria-labelledby") for f in page.all("figure")]
    assert "chart-outcome-calm" in titles
    assert "All projects together: the average project" in page.words("article")


def test_the_steps_of_a_call_and_its_outputs_are_drawn(app, call):
    figures = figures_of(call)
    figures["process"]["stages"] = ["started", "submitted", "funded"]
    counts = {"started": 40, "submitted": 30, "funded": 6}
    figures["process"]["whole"] |= {"counts": counts, "share": None}
    figures["outputs"] = [
        {"measure": "people", "projects": 3, "planned": 100, "delivered": 125},
        {"measure": "sessions", "projects": 3, "planned": 40, "delivered": 10},
    ]
    document = assembling.assemble(call, queries.report_of(call), figures)
    document = queries.told_document(document, call)
    with i18n.writing_in("en"):
        (steps,), (bars,) = (
            [block.chart for block in one.blocks if isinstance(block, Chart)]
            for one in (parts.chapter(document, part) for part in DRAWN)
        )

    assert [row.value for row in steps.rows] == [40, 30, 6]
    assert [row.share for row in steps.rows] == ["", "75%", "20%"]
    assert steps.sentence == "Bids counted. Begun: 40. Funded: 6."
    assert [(row.planned, row.delivered) for row in bars.rows] == [(100, 125), (40, 10)]
    assert [row.words for row in bars.rows] == ["125%", "25%"]
    assert "more, was delivered of 1 of them" in bars.sentence


def test_score_cards_stand_where_anything_is_known_without_a_plan(app, call):
    figures = figures_of(call)
    cards = figures["fidelity"]["cards"]
    for card in cards:
        card.update(outputs=[], parts=dict.fromkeys(card["parts"], "not_known"))
    assert "The rule of these score cards" not in drawn(call, figures)["fidelity"]

    cards[0]["parts"]["answers"] = "partly"
    assert "The rule of these score cards" in drawn(call, figures)["fidelity"]


def test_limits_say_how_many_answered_of_those_expected(app, call):
    figures = figures_of(call)
    known = {"is_asking": False, "answers": 30, "expected": 40}
    hidden = {"is_asking": False, "answers": None, "expected": None}
    cards = figures["fidelity"]["cards"]
    for card, told in zip(cards, (known, known, hidden), strict=True):
        card.update(told)
    said = " ".join(drawn(call, figures)["limits"])

    assert "Of 80 people whom the projects expected to ask, 60 answered (75%)" in said
    assert "Projects counted in this: 2." in said

    for card in cards:
        card.update(hidden)
    assert "expected to ask" not in " ".join(drawn(call, figures)["limits"])


def test_what_a_page_folds_up_stands_in_an_annex_of_the_paper():
    tables = Fold(Words("By age"), (Paragraph(Words("Under 16: 7")),))
    calm = Heading(Words("Calm"), "outcome-calm")
    after = Paragraph(Words("After it"))
    outcomes = Chapter("outcomes", Words("What changed"), (calm, tables, after))
    open_one = Fold(Words("Items"), (after,), stays=True)
    plain_one = Chapter("limits", Words("Limits"), (after,))
    opened = Chapter("limits", Words("Limits"), (open_one,))

    with i18n.writing_in("en"):
        first, second, annex = annexing.annexed([outcomes, plain_one])

    assert [plain(b.words.text) for b in first.blocks] == [
        "Calm", "In the annex: \u201cBy age\u201d.", "After it",
    ]  # fmt: skip
    assert second == plain_one
    assert [b.words.text for b in annex.blocks] == ["Calm", "Under 16: 7"]
    assert [b.is_listed for b in (calm, annex.blocks[0])] == [True, False]
    assert annexing.annexed([opened]) == [plain_one]


def figures_of(call):
    return copy.deepcopy(queries.newest(call).public)


def test_what_is_worked_out_beside_is_shown_when_it_is_there(app, call):
    figures = figures_of(call)
    (one,) = figures["instruments"]
    checked = {"pairs": 40, "left_out": 2, "pooled": POOLED}
    naive = {"pairs": 42, "difference": 0.5, "ci": [0.4, 0.6], "t": 9.0, "df": 41}
    one |= {
        "p_adjusted": 0.034,
        "themes": [
            {"theme": theme, "projects": 2, "pairs": 20, "pooled": POOLED}
            for theme in ("awareness", "resilience")
        ],
        "checks": {"complete_cases": checked, "naive": naive},
        "groups": [
            {
                "by": "language",
                "groups": [
                    {
                        "value": "ar", "pairs": 21, "mean_before": 2.0,
                        "mean_after": 2.5, "difference": 0.5, "ci": [0.2, 0.8],
                    }
                ],
                "hidden": 2,
            }
        ],
        "follow_ups": [
            {
                "moment": "t2", "since": start, "pairs": 11, "pooled": POOLED,
                "by_project": [],
            }
            for start in ("before", "after")
        ],
        "after_only": {
            "n": 12,
            "by_project": [
                {"project": "CF1-A01", "n": 12, "mean": 3.5, "ci": [3.0, 4.0]}
            ],
            "pooled": None,
        },
    }  # fmt: skip
    figures["plan"] = {
        "family": ["calm", "x"],
        "adjust": "holm",
        "declared_at": "2026-10-01T10:00:00+00:00",
        "departures": ["changed_after_the_look", "other_checks"],
    }
    said = drawn(call, figures)
    outcomes, method = " ".join(said["outcomes"]), " ".join(said["method"])

    assert "p: 0.03, adjusted for 2 tests by Holm." in outcomes
    assert "Only people who answered every item 40 +0.31 +0.11 to +0.51" in outcomes
    assert "Arabic 21 +0.50 +0.20 to +0.80" in outcomes
    assert "2 groups are not shown" in outcomes
    assert "Three months later, against before the project 11" in outcomes
    assert "Three months later, against the end of the project 11" in outcomes
    assert "These projects asked once, at the end." in outcomes
    assert "The plan of analysis was declared on 1 October 2026." in method
    assert "Other checks are made than were declared." in method


def test_two_hundred_projects_and_no_instrument_are_drawn(app, call):
    figures = figures_of(call)
    (one,) = figures["instruments"]
    line = one["by_project"][0]
    one["by_project"] = [line for _number in range(200)]
    assert len(drawn(call, figures)["outcomes"]) > 200

    figures["instruments"] = []
    said = drawn(call, figures)

    assert said["outcomes"] == ["No project was asked with an instrument."]
    assert "instruments" not in said


def test_figures_that_say_nothing_are_drawn_without_a_nan(app, call):
    figures = figures_of(call)
    (one,) = figures["instruments"]
    nothing = dict.fromkeys(POOLED)
    for name in ("n", "pairs", "projects", "difference", "mean_before", "mean_after"):
        one[name] = None
    one |= {"pooled": nothing, "by_project": [], "notes": ["suppressed_all"]}
    figures |= {"outputs": [], "reach": None, "awarded": None}

    said = [text for texts in drawn(call, figures).values() for text in texts]

    assert "Too few people answered for anything to be shown." in " ".join(said)
    assert not any(re.search(r"\bnan\b|None|inf\b", text) for text in said)


def test_items_are_printed_only_where_their_licence_lets_everybody_see(app, call, cast):
    assert "I bear it" in drawn(call, figures_of(call))["instruments"]
    row = db.session.query(Instrument).one()
    row.definition = {
        **row.definition,
        "licence": {"status": "restricted", "name": "Ltd"},
    }
    db.session.commit()
    db.session.expire_all()

    said = drawn(call, figures_of(call))["instruments"]

    assert "I bear it" not in said
    assert "Its items are not printed here: its licence does not allow it." in said


def test_an_arabic_story_with_a_long_address_is_drawn(call, cast, browser):
    address = "https://example.org/" + "a" * 300
    words = i18n.Text.of("ar", ar=f"فتحت الباب {address} ثم جلست.\n\n- سطر")
    a_story(call, cast.eva, words=words, title=i18n.Text.of("ar", ar="الباب"))
    published(call, cast.eva)

    page = browser().get("/evaluations/CF1")

    assert address in page.words("article")
    assert bare(address) in on_paper(browser().get("/evaluations/CF1/report.pdf").data)
    assert "shown in Arabic" in page.words("article")


def test_the_whole_draft_is_read_by_both_and_published_by_nobody(call, cast, browser):
    written(call, cast.eva, Part.SUMMARY, en="Up a little.")
    for person in (cast.eva, cast.stella):
        them = browser(person)
        assert "Up a little." in them.get(f"{REPORT}/whole").words("article")
        assert them.get("/staff/calls/CF1/report.pdf").status == 200
    assert browser().get("/evaluations/CF1").status == 404
