"""The theory of change: how it is linked, drawn, edited and shown."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from grantsapp import audit
from grantsapp.calls import queries
from grantsapp.calls.drawing import BOX, GUTTER, HEAD, draw, height_of, lines_in
from grantsapp.calls.models import Aim
from grantsapp.calls.theory import (
    COLUMNS,
    Entry,
    Kind,
    assumptions,
    links,
    next_kind,
    without,
)
from grantsapp.db import db
from tests.cast import a_call, a_fund, an_aim

SVG = "{http://www.w3.org/2000/svg}"


def entry(code, kind, *ends, at=()):
    return Entry(code, Kind(kind), ends, at)


SMALL = [
    entry("money", "input", "grants", "courses"),
    entry("grants", "activity", "projects"),
    entry("courses", "activity", "projects"),
    entry("projects", "output", "calm"),
    entry("calm", "outcome", "city"),
    entry("city", "goal"),
    entry("trust", "assumption", at=("projects>calm", "calm>city")),
]
WORDS = {e.code: f"some words about {e.code}" for e in SMALL}


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        ("input", "activity"),
        ("activity", "output"),
        ("output", "outcome"),
        ("outcome", "goal"),
        ("goal", None),
        ("assumption", None),
    ],
)
def test_each_kind_leads_to_the_next(kind, after):
    assert next_kind(Kind(kind)) == after


@pytest.mark.parametrize(
    "wrong",
    [
        entry("x", "input", "nobody"),  # does not exist
        entry("x", "input", "projects"),  # skips a kind
        entry("x", "goal", "money"),  # runs back
        entry("x", "activity", "grants"),  # stays in its kind
        entry("x", "assumption", "money"),  # leads nowhere
    ],
)
def test_a_link_to_anything_but_the_next_kind_does_not_hold(wrong):
    assert links([*SMALL, wrong]) == links(SMALL)


def test_what_goes_takes_its_links_along():
    left = [without(e, "projects") for e in SMALL if e.code != "projects"]

    assert ("grants", "projects") not in links(left)
    assert left[-1].stands_at == ("calm>city",)


def test_assumptions_are_numbered_in_order():
    more = entry("time", "assumption")
    assert [(n, e.code) for n, e in assumptions([*SMALL, more])] == [
        (1, "trust"),
        (2, "time"),
    ]


def overlap(one, two):
    apart_x = one.x + one.width <= two.x or two.x + two.width <= one.x
    apart_y = one.y + one.height <= two.y or two.y + two.height <= one.y
    return not (apart_x or apart_y)


def inside(point, box):
    x, y = point
    return box.x < x < box.x + box.width and box.y < y < box.y + box.height


@st.composite
def theories(draw_from):
    """Some entries of each kind, in any order, with any links between them."""
    codes = {
        kind: [f"{kind}{n}" for n in range(draw_from(st.integers(0, 5)))]
        for kind in COLUMNS
    }
    made = []
    for kind, mine in codes.items():
        ends = codes.get(next_kind(kind), [])
        for code in mine:
            chosen = draw_from(st.sets(st.sampled_from(ends))) if ends else set()
            made.append(Entry(code, kind, tuple(sorted(chosen))))
    pairs = [f"{a}>{b}" for a, b in links(made)]
    if pairs:
        at = draw_from(st.lists(st.sampled_from(pairs), unique=True))
        made.append(Entry("assumed", Kind.ASSUMPTION, stands_at=tuple(at)))
    words = {e.code: draw_from(st.text("abc هوي", max_size=160)) for e in made}
    return draw_from(st.permutations(made)), words


@given(theories(), st.booleans())
def test_no_box_covers_another_and_no_line_or_mark_touches_one(told, mirrored):
    whole = draw(*told, mirrored=mirrored)

    assert not any(overlap(a, b) for a, b in combinations(whole.boxes, 2))
    for box in whole.boxes:
        assert 0 <= box.x <= whole.width - box.width
        assert HEAD <= box.y <= whole.height - box.height
        for line in whole.lines:
            assert not any(inside(line.at(n / 20), box) for n in range(21))
        for mark in whole.marks:
            near_x = max(box.x - mark.x, mark.x - box.x - box.width)
            near_y = max(box.y - mark.y, mark.y - box.y - box.height)
            assert max(near_x, near_y) >= 9


@given(theories())
def test_entries_keep_their_order_within_a_column(told):
    entries, words = told
    boxes = draw(entries, words).boxes
    for kind in COLUMNS:
        asked = [e.code for e in entries if e.kind is kind]
        mine = sorted((b for b in boxes if b.kind is kind), key=lambda b: b.y)
        assert [b.code for b in mine] == asked


@given(theories())
def test_a_mirrored_drawing_is_the_same_one_turned_round(told):
    one, two = draw(*told), draw(*told, mirrored=True)

    assert (one.width, one.height) == (two.width, two.height)
    for a, b in zip(one.boxes, two.boxes, strict=True):
        assert b.x == pytest.approx(one.width - a.x - a.width)
        assert (a.code, a.y, a.height) == (b.code, b.y, b.height)
    assert [(line.start, line.end) for line in one.lines] == [
        (line.start, line.end) for line in two.lines
    ]


def test_columns_run_from_inputs_to_the_goal_and_turn_round():
    plain, turned = draw(SMALL, WORDS), draw(SMALL, WORDS, mirrored=True)

    assert [c.kind for c in plain.columns] == list(COLUMNS)
    assert [c.x for c in plain.columns] == sorted(c.x for c in plain.columns)
    assert [c.x for c in turned.columns] == sorted(
        (c.x for c in turned.columns), reverse=True
    )
    assert plain.width == 5 * BOX + 4 * GUTTER


def test_two_assumptions_at_one_step_do_not_cover_each_other():
    more = entry("time", "assumption", at=("calm>city",))
    one, two = [
        m for m in draw([*SMALL, more], {**WORDS, "time": "t"}).marks if m.x > 800
    ]
    assert (one.x - two.x) ** 2 + (one.y - two.y) ** 2 >= 20**2


def test_lines_at_one_box_leave_it_at_different_heights():
    starts = [line.points[0] for line in draw(SMALL, WORDS).lines[:2]]
    assert starts[0][1] != starts[1][1]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("", 1),
        ("short", 1),
        ("one two three four five six", 2),
        ("x" * 60, 4),  # 60 letters of 7.84 in lines of 152
        ("歩" * 20, 2),  # 20 of 14.7
    ],
)
def test_lines_are_estimated(words, lines):
    assert lines_in(words) == lines


def test_arabic_gets_higher_lines():
    assert height_of("سلام") > height_of("peace")


def test_nothing_told_is_an_empty_drawing():
    assert draw([], {}).width == 0


# On the pages


@pytest.fixture
def fund(cast):
    return a_fund(cast.stella)


@pytest.fixture
def told(fund, cast):
    stella = cast.stella
    an_aim(fund, stella, "city", Kind.GOAL)
    an_aim(fund, stella, "calm", Kind.OUTCOME, leads_to=["city"], themes=["resilience"])
    an_aim(fund, stella, "bold", Kind.OUTCOME)
    an_aim(fund, stella, "trust", Kind.ASSUMPTION, stands_at=["calm>city"])
    return fund


def aims(fund):
    db.session.expire_all()
    return {a.code: a for a in queries.aims_of(fund)}


def test_a_manager_adds_an_entry_and_says_what_it_leads_to(app, told, cast, browser):
    stella, path = browser(cast.stella), f"/staff/funds/{told.id}"
    page = stella.get(f"{path}/new-aim?kind=output")

    answer = stella.post(
        page.where,
        {"code": "meet", "words-en": "They meet", "leads_to": ["calm", "bold"]},
    )

    assert answer.location == f"{path}/aims"
    assert aims(told)["meet"].leads_to == ["calm", "bold"]
    assert "leads to: calm and bold" in stella.follow(answer).words()
    assert "added an aim" in [e.verb for e in audit.history(told)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"words-en": ""}, "Write this in English."),
        ({"code": "Not one"}, "Use small Latin letters, digits and _, such as"),
        ({"words-ar": "ا" * 161}, "Write at most 160 characters in Arabic."),
    ],
)
def test_a_wrong_entry_is_told_and_kept(app, told, cast, browser, change, sentence):
    path = f"/staff/funds/{told.id}/new-aim?kind=output"
    typed = {"code": "meet", "words-en": "They meet", "words-pl": "Spotkania"}

    answer = browser(cast.stella).post(path, {**typed, **change})

    assert answer.status == 422
    assert answer.faults[0].startswith(sentence)
    assert answer.form("new-aim")["words-pl"] == ["Spotkania"]


def test_a_link_to_another_kind_cannot_be_chosen(app, told, cast, browser):
    path = f"/staff/funds/{told.id}/new-aim?kind=output"
    typed = {"code": "meet", "words-en": "They meet", "leads_to": ["city"]}

    assert browser(cast.stella).post(path, typed).status == 422
    assert "meet" not in aims(told)


def test_one_code_names_one_entry(app, told, cast, browser):
    path = f"/staff/funds/{told.id}/new-aim?kind=goal"

    answer = browser(cast.stella).post(path, {"code": "calm", "words-en": "Again"})

    assert answer.status == 409
    assert "Another entry has this code." in answer.text


def test_an_entry_is_changed_and_its_code_stays(app, told, cast, browser):
    path = f"/staff/funds/{told.id}/aims/calm"
    typed = {"code": "other", "words-en": "Calmer", "leads_to": ["city"]}

    browser(cast.stella).post(path, {**typed, "themes": ["awareness"]})

    assert str(aims(told)["calm"].words) == "Calmer"
    assert aims(told)["calm"].themes == ["awareness"]
    assert "other" not in aims(told)


def test_entries_of_one_kind_change_places(app, told, cast, browser):
    stella, path = browser(cast.stella), f"/staff/funds/{told.id}/aims/bold/order"
    outcomes = lambda: [  # noqa: E731
        a.code for a in aims(told).values() if a.kind is Kind.OUTCOME
    ]
    stella.post(path, {"to": "up"})
    assert outcomes() == ["bold", "calm"]
    stella.post(path, {"to": "up"})  # the first one stays
    assert outcomes() == ["bold", "calm"]
    stella.post(path, {"to": "down"})
    assert outcomes() == ["calm", "bold"]


def test_a_removed_entry_leaves_no_link_behind(app, told, cast, browser):
    stella = browser(cast.stella)

    stella.post(f"/staff/funds/{told.id}/aims/city/removal")

    left = aims(told)
    assert left["calm"].leads_to == []
    assert left["trust"].stands_at == []
    assert stella.get(f"/staff/funds/{told.id}/aims").status == 200


def test_an_entry_of_another_fund_is_not_found(app, told, cast, browser):
    other = a_fund(cast.otto)
    for way in ("", "/order", "/removal"):
        path = f"/staff/funds/{other.id}/aims/calm{way}"
        assert browser(cast.otto).post(path, {}).status == 404
    assert db.session.scalar(select(Aim).where(Aim.code == "calm")) is not None


def test_a_fund_without_a_published_call_does_not_exist_outside(
    app, told, cast, browser
):
    path = f"/funds/{told.id}"
    a_call(told, cast.stella, published=False)
    assert browser().get(path).status == 404
    assert browser(cast.otto).get(path).status == 404
    assert browser(cast.stella).get(path).status == 200


@pytest.mark.parametrize("language", ["en", "ar", "pl", "qps"])
def test_visitors_read_it_as_a_list_and_see_it_drawn(
    app, told, cast, browser, language
):
    call = a_call(told, cast.stella)
    visitor = browser(None, language)
    path = f"/funds/{told.id}?language={language}"
    assert f"/funds/{told.id}" in visitor.get(f"/calls/{call.reference}").links()

    page = visitor.get(path)

    goal, calm, trust = (
        page.all("li", id=f"aim-{c}")[0] for c in ("city", "calm", "trust")
    )
    assert "city" in "".join(goal.itertext())
    assert "resilience" in "".join(calm.itertext())
    assert "#aim-city" in [a.get("href") for a in calm.iter("a")]
    assert "calm" in "".join(trust.itertext())
    (svg,) = page.all(f"{SVG}svg")
    assert svg.get("role") == "img"
    assert svg.get("aria-label")
    assert "style=" not in page.text
    xs = [float(r.get("x")) for r in svg.iter(f"{SVG}rect")]  # the goal last
    assert (xs[-1] < xs[0]) == (language in {"ar", "qps"})
