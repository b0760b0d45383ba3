"""A whole call as one file, exact both ways; and a call begun from an earlier one."""

import copy
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from grantsapp import audit, i18n
from grantsapp.calls import facts, packing, queries
from grantsapp.calls.actions import packing as deeds
from grantsapp.calls.actions import translating, writing
from grantsapp.calls.models import Call, Duty, Fund, Question, Role, Theme, Tier
from grantsapp.calls.queries import parts, shapes
from grantsapp.calls.questions import Kind
from grantsapp.cli import main
from grantsapp.db import db
from grantsapp.demo import fill
from tests.cast import a_call, a_fund, text

TIMES = {"opens_at": "2027-07-01T09:00", "closes_at": "2027-08-01T17:00"}


@pytest.fixture
def fund(cast):
    return a_fund(cast.stella)


@pytest.fixture
def call(cast, fund):
    return a_call(fund, cast.stella, published=False)


def written(reference):
    """What the file of a call says, as it is read from disk."""
    db.session.expire_all()
    return json.loads(json.dumps(deeds.pack(queries.call(reference))))


def made(document, fund, reference=None, **more):
    values = deeds.check(document, fund)
    times = {name: values["call"][name] for name in ("opens_at", "closes_at")}
    chosen = reference or values["call"]["reference"]
    made = deeds.unpack(values, fund, reference=chosen, by=None, **times, **more)
    db.session.flush()
    return made


def renamed(document, reference):
    return {**document, "call": {**document["call"], "reference": reference}}


def send(browser, fund, content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    file = {"file": (io.BytesIO(data), "call.json")}
    return browser.post(f"/staff/funds/{fund.id}/calls/file", file)


def rows():
    """How much there is of everything that an import could make."""
    kinds = (Call, Theme, Tier, Question, audit.Event)
    return [db.session.scalar(select(func.count(kind.id))) for kind in kinds]


# out and in


def test_a_file_says_what_people_wrote_and_nothing_that_happened(call):
    document = written("CF1")

    assert (document["format"], document["version"]) == ("grantsapp-call", 1)
    assert document["call"]["reference"] == "CF1"
    assert document["call"]["title"]["en"]["text"] == "Spring call"
    assert [t["code"] for t in document["themes"]] == ["awareness", "resilience"]
    assert document["tiers"][0]["maximum"] == 1_000_000
    (section,) = document["sections"]
    assert [q["code"] for q in section["questions"]][:2] == ["need", "people"]
    assert section["questions"][0]["words"] == 20
    assert [c["code"] for c in document["phases"][1]["criteria"]] == [
        "need",
        "plan",
        "people",
    ]
    assert "opened_at" not in document["call"]
    assert str(call.id) not in json.dumps(document)


def test_who_translated_a_text_does_not_leave_the_house(cast, call):
    place = next(p for p in parts.places_of(call) if p.path == "call/title")
    translating.translate(call, place, "ar", "نداء", origin="person", by=cast.stella)
    db.session.commit()

    assert call.title["ar"]["by"] == "Stella"
    assert "Stella" not in json.dumps(written("CF1"))


def test_a_call_comes_back_as_it_went_out(call, fund):
    document = written("CF1")

    made(renamed(document, "CF2"), fund)

    assert renamed(written("CF2"), "CF1") == document
    again = queries.call("CF2")
    assert not again.is_published
    assert translating.unready(again) == []


def test_the_calls_of_the_demonstration_come_back_as_they_went_out(app):
    fill()
    db.session.commit()
    (fund,) = queries.all_funds()

    for reference in ("CGF0", "CGF1", "CGF2"):
        document = written(reference)
        made(renamed(document, f"X{reference}"), fund)
        assert renamed(written(f"X{reference}"), reference) == document


def test_a_copy_in_an_empty_fund_brings_the_themes_along(cast, call):
    document = written("CF1")
    other = Fund(
        name=text("Other"),
        summary=i18n.Text(),
        time_zone="Europe/Warsaw",
        currency="GBP",
        languages=["en"],
    )
    db.session.add(other)
    db.session.flush()

    made(renamed(document, "OT1"), other)

    back = written("OT1")
    assert back["themes"] == document["themes"]
    assert back["sections"] == document["sections"]


def test_every_column_of_every_part_travels_or_is_left_out_on_purpose(app):
    """A column that a table gets later is in the file without a word about it."""
    lived = {
        "id", "made_at", "position", "version", "opened_at", "last_number",
        "closed_at", "due_at", "opens_at",
    }  # fmt: skip
    for part in parts.parts():
        travels = {c.name for c in shapes.shape_of(part).columns}
        columns = part.model.__table__.columns
        linked = {c.key for c in columns if c.foreign_keys}
        assert {c.key for c in columns} - travels - linked <= lived, part.name


# any call at all

CODES = st.from_regex(facts.CODE, fullmatch=True)
LETTERS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30
)
ODD = st.sampled_from(
    ["", " lead", "a\r\n\tb", "\u202eab\u2069", "😀", "বাংলা", "  ", "'\"<&>\\"]
)
WORDS = LETTERS | ODD


@st.composite
def translated(draw):
    if draw(st.integers(0, 9)) == 0:
        return {}
    source = draw(WORDS)
    found = {"en": {"text": source, "source_hash": None, "origin": "own"}}
    for code in draw(st.sets(st.sampled_from(["ar", "pl", "bn", "so"]), max_size=3)):
        found[code] = {
            "text": draw(WORDS),
            "source_hash": draw(st.sampled_from([i18n.digest(source), "0" * 16])),
            "origin": draw(st.sampled_from(["person", "machine", "official"])),
        }
        if draw(st.booleans()):
            found[code]["at"] = "2027-05-05"
    return found


def things(codes, **facts_of):
    """Things with codes of their own, and facts drawn for each."""
    return st.lists(codes, unique=True, max_size=3).flatmap(
        lambda found: st.tuples(
            *(st.fixed_dictionaries({"code": st.just(c), **facts_of}) for c in found)
        ).map(list)
    )


@st.composite
def questions(draw, codes):
    kind = draw(st.sampled_from([str(k) for k in Kind if k != "group"]))
    options = things(CODES, label=translated().filter(bool))
    found = draw(options) if kind in {"one_of", "several_of"} else []
    return {
        "code": draw(codes),
        "kind": kind if len(found) != 1 else "short_text",
        "label": draw(translated()),
        "help": draw(translated()),
        "is_required": draw(st.booleans()),
        "words": draw(st.none() | st.integers(1, 5000)),
        "options": found if len(found) != 1 else [],
        "columns": [],
        "condition": None,
        "is_sensitive": draw(st.booleans()),
    } | (
        {"kind": "short_text"} if kind in {"one_of", "several_of"} and not found else {}
    )


CRITERIA = things(
    CODES,
    weight=st.integers(1, 100),
    title=translated(),
    guidance=translated(),
    minimum=st.just(1),
    maximum=st.just(5),
    rubric=st.dictionaries(st.sampled_from("12345"), translated().filter(bool)),
    needs_reason=st.booleans(),
)
HOW_MANY = {"all": st.none(), "by_hand": st.none()}


@st.composite
def ways_on(draw, phases):
    """Give each phase a rule of advance, with its number where it wants one."""
    found = draw(phases)
    for phase in found:
        rule = draw(st.sampled_from(["all", "best", "at_least", "by_hand"]))
        number = draw(HOW_MANY.get(rule, st.integers(1, 500)))
        phase |= {"advance": rule, "advance_number": number}
    return found


PHASES = ways_on(
    things(
        CODES,
        kind=st.sampled_from(["eligibility", "scoring", "moderation"]),
        title=translated(),
        reviews=st.integers(0, 20),
        cover=st.lists(st.sampled_from(["prevention", "threat"]), unique=True),
        hides_organisation=st.booleans(),
        hides_people=st.booleans(),
        hides_moderators=st.booleans(),
        scores_seen=st.sampled_from(["own_in", "closed", "never"]),
        asks_confidence=st.booleans(),
        flag_spread=st.none() | st.integers(1, 999),
        criteria=CRITERIA,
    )
)
QUIZ = things(
    CODES,
    kind=st.sampled_from(["yes_no", "one_of"]),
    words=translated(),
    answers=st.just([]),
)
CHECKLIST = things(
    CODES,
    matter=st.sampled_from(["identity", "insurance", "other"]),
    title=translated(),
    wants_file=st.booleans(),
    expires=st.booleans(),
)
TIERS = things(
    CODES,
    name=translated(),
    minimum=st.integers(1, 10**9),
    maximum=st.integers(10**9, 2**62),
    months=st.integers(1, 60),
)


@st.composite
def calls(draw):
    names = draw(st.lists(CODES, unique=True, max_size=6))
    names = [n for n in names if n not in parts.FIRST_CODES]
    asked = [draw(questions(st.just(code))) for code in names]
    middle = draw(st.integers(0, len(asked)))
    sections = [
        {"code": "one", "title": draw(translated()), "questions": asked[:middle]},
        {"code": "two", "title": draw(translated()), "questions": asked[middle:]},
    ]
    opens = draw(st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1)))  # noqa: DTZ001
    call = {
        "reference": draw(st.from_regex(facts.REFERENCE, fullmatch=True)),
        "title": draw(translated()),
        "summary": draw(translated()),
        "prospectus": draw(translated()),
        "budget": draw(st.integers(0, 2**62)),
        "languages": draw(st.permutations(["en", "ar", "pl"])),
        "opens_at": opens.replace(tzinfo=UTC).isoformat(),
        "closes_at": (opens.replace(tzinfo=UTC) + timedelta(days=1)).isoformat(),
        "kind": draw(st.sampled_from(["grants", "evaluator"])),
        "organisation_kinds": draw(st.lists(st.sampled_from(["school", "cic"]))),
        "boroughs": draw(st.lists(st.sampled_from(["Brent", "Camden"]))),
        "grace_minutes": draw(st.integers(0, 1440)),
        "appeal_days": draw(st.integers(0, 365)),
        "results_by": draw(st.none() | st.dates().map(lambda day: day.isoformat())),
    }
    tiers = sorted(draw(TIERS), key=lambda t: (t["minimum"], t["maximum"], t["code"]))
    return {
        "format": "grantsapp-call",
        "version": 1,
        "currency": "GBP",
        "time_zone": "Europe/London",
        "call": call,
        "themes": draw(things(CODES, name=translated(), description=translated())),
        "tiers": tiers,
        "sections": sections,
        "quiz": draw(QUIZ),
        "phases": draw(PHASES),
        "checklist": draw(CHECKLIST),
        "suite": [],
    }


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls())
def test_any_call_comes_back_to_the_letter(app, document):
    fund = Fund(
        name=text("F"),
        summary=i18n.Text(),
        time_zone="Europe/London",
        currency="GBP",
        languages=["en"],
    )
    db.session.add(fund)
    db.session.flush()

    made(copy.deepcopy(document), fund)

    assert written(document["call"]["reference"]) == document
    db.session.rollback()


# refused


def at(document, path, value):
    """A document with one thing in it changed; `...` takes it away."""
    changed = copy.deepcopy(document)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return changed


QUESTION, CRITERIA_AT = ("sections", 0, "questions"), ("phases", 1, "criteria")
LABEL = (*QUESTION, 0, "label")
AT_LABEL = "sections[0].questions[0].label"
DEEP: list = []
for _step in range(40):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("version",), 2, "version: version"),
        (("version",), True, "version: version"),
        (("version",), ..., "version: version"),
        (("format",), "other", "format: format"),
        (("currency",), "EUR", "currency: currency"),
        (("more",), [], "more: unknown"),
        (("call",), ..., "call: missing"),
        (("call",), [], "call: wrong_type"),
        (("call", "budget"), ..., "call.budget: missing"),
        (("call", "budget"), "100", "call.budget: wrong_type"),
        (("call", "budget"), True, "call.budget: wrong_type"),
        (("call", "budget"), 1.5, "call.budget: wrong_type"),
        (("call", "budget"), 2**63, "call.budget: out_of_range"),
        (("call", "budget"), -1, "call.budget: rule"),
        (("call", "title"), "Spring", "call.title: not_a_text"),
        (("call", "opened_at"), None, "call.opened_at: unknown"),
        (("call", "reference"), "cf 1", "call.reference: not_a_code"),
        (("call", "opens_at"), "2027-05-05T09:00", "call.opens_at: not_a_moment"),
        (("call", "opens_at"), "soon", "call.opens_at: not_a_moment"),
        (("call", "closes_at"), "2001-05-05T09:00+00:00", "call.closes_at: rule"),
        (("call", "languages"), [], "call.languages: rule"),
        (("call", "languages"), ["en", "en"], "call.languages: rule"),
        (("call", "languages"), ["xx"], "call.languages: rule"),
        (("call", "languages"), "en", "call.languages: rule"),
        (("tiers",), {}, "tiers: wrong_type"),
        (("tiers",), [{}] * 501, "tiers: too_many"),
        (("tiers", 0, "maximum"), 1, "tiers[0].maximum: rule"),
        (("tiers", 0, "code"), "Ünder", "tiers[0].code: not_a_code"),
        (("tiers", 0), None, "tiers[0]: missing"),
        (QUESTION, None, None),
        ((*QUESTION, 0, "kind"), "essay", "sections[0].questions[0].kind: not_a_word"),
        ((*QUESTION, 1, "code"), "need", "sections[0].questions[1].code: twice"),
        ((*QUESTION, 0, "code"), "amount", "sections[0].questions[0].code: twice"),
        ((*QUESTION, 0, "words"), "20", "sections[0].questions[0].words: wrong_type"),
        ((*QUESTION, 0, "size"), 5, "sections[0].questions[0].size: unknown"),
        (
            (*QUESTION, 0, "is_required"),
            1,
            "sections[0].questions[0].is_required: wrong_type",
        ),
        ((*QUESTION, 3, "options"), [], "sections[0].questions[3].options: rule"),
        (
            (*QUESTION, 3, "options", 1, "code"),
            "young",
            "sections[0].questions[3].options[1].code: twice",
        ),
        (
            (*QUESTION, 3, "options", 0, "label"),
            "Young",
            "sections[0].questions[3].options[0].label: not_a_text",
        ),
        (
            (*QUESTION, 3, "options", 0, "when"),
            {"question": "nobody", "is": "yes"},
            "sections[0].questions[3].options[0].when.question: no_question",
        ),
        (
            (*QUESTION, 3, "options", 0, "when"),
            {"question": "tier", "is": ["small"]},
            None,
        ),
        (
            (*QUESTION, 3, "options", 0, "more"),
            DEEP,
            "sections[0].questions[3].options[0].more" + "[0]" * 11 + ": too_long",
        ),
        (
            (*QUESTION, 3, "options", 0, "more"),
            "x" * 100_000,
            "sections[0].questions[3].options: too_long",
        ),
        ((*LABEL, "en", "text"), "x" * 30_001, f"{AT_LABEL}.en: too_long"),
        ((*LABEL, "en", "text"), "\ud800", f"{AT_LABEL}.en: not_a_text"),
        ((*LABEL, "en", "by"), "Stella", f"{AT_LABEL}.en: not_a_text"),
        ((*LABEL, "en", "origin"), "elves", f"{AT_LABEL}.en: not_a_text"),
        ((*LABEL, "ar", "source_hash"), "zz", f"{AT_LABEL}.ar: not_a_text"),
        ((*LABEL, "ar", "source_hash"), None, f"{AT_LABEL}: not_a_text"),
        ((*LABEL, "../x"), {}, f"{AT_LABEL}.../x: not_a_text"),
        ((*CRITERIA_AT, 1, "code"), "need", "phases[1].criteria[1].code: twice"),
        ((*CRITERIA_AT, 0, "weight"), 0, "phases[1].criteria[0].weight: rule"),
        (
            ("phases", 1, "criteria", 0, "rubric"),
            {"9": {}},
            "phases[1].criteria[0].rubric: rule",
        ),
        (("phases", 1, "advance"), "best", "phases[1].advance_number: rule"),
        (("phases", 1, "advance"), "some", "phases[1].advance: not_a_word"),
        (("phases", 1, "cover"), ["magic"], "phases[1].cover: rule"),
        (("phases", 1, "cover"), ["threat", "threat"], "phases[1].cover: rule"),
        (("phases", 1, "cover"), [{}], "phases[1].cover: rule"),
        (("phases", 1, "reviews"), -1, "phases[1].reviews: rule"),
        (("phases", 1, "flag_spread"), 0, "phases[1].flag_spread: rule"),
        (("phases", 1, "opens_at"), "2027-05-05", "phases[1].opens_at: unknown"),
        ((*CRITERIA_AT, 0, "maximum"), 200, "phases[1].criteria[0].maximum: rule"),
        ((*CRITERIA_AT, 0, "maximum"), 1, "phases[1].criteria[0].maximum: rule"),
        (("themes", 0, "name"), ..., "themes[0].name: missing"),
    ],
)  # fmt: skip
def test_a_file_with_a_fault_is_refused_with_its_path(
    cast, call, fund, browser, path, value, fault
):
    document = at(written("CF1"), path, value)
    stella = browser(cast.stella)
    before = rows()
    if fault is None:
        deeds.check(document, fund)
        return
    with pytest.raises(facts.Faults) as refused:
        deeds.check(document, fund)
    assert fault in [f"{f.path}: {f.why}" for f in refused.value.faults]

    page = send(stella, fund, document)

    assert page.status == 422
    assert any(fault.rpartition(": ")[0] in words for words in page.faults)
    assert rows() == before


def test_every_fault_is_told_at_once(call, fund):
    document = at(written("CF1"), ("call", "budget"), "x")
    document = at(document, ("tiers", 0, "code"), "X")

    with pytest.raises(facts.Faults) as refused:
        deeds.check(at(document, ("themes", 0, "code"), 7), fund)

    assert [f.path for f in refused.value.faults] == [
        "call.budget",
        "themes[0].code",
        "tiers[0].code",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This is not JSON"),
        (b"{", "This is not JSON"),
        (b"\xff\xfe", "This is not JSON"),
        (b'{"a": NaN}', "This is not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "This is not JSON"),
        (b"[" * 500_000, "This is not JSON"),
        (b'{"a": 1, "a": 2}', "A name is there twice"),
        (b"[]", "this is not the file of a call"),
        (b"null", "this is not the file of a call"),
        (b" " * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (b"x" * 20 * 1024 * 1024, "larger than 2 MB"),
    ],
)
def test_what_is_no_file_of_a_call_is_refused(cast, fund, browser, content, words):
    stella = browser(cast.stella)
    before = rows()

    page = send(stella, fund, content)

    assert page.status == 422
    assert words in page.words()
    assert rows() == before


def test_what_the_database_alone_refuses_is_told_and_stores_nothing(call, fund):
    document = written("CF1")
    before = rows()
    values = deeds.check(document, fund)
    times = {name: values["call"][name] for name in ("opens_at", "closes_at")}

    with pytest.raises(facts.Faults):
        deeds.unpack(values, fund, reference="CF1", by=None, **times)

    assert rows() == before


# on the pages


def test_a_manager_brings_a_call_in_after_looking_at_it(cast, call, fund, browser):
    document = at(written("CF1"), ("themes", 0, "code"), "belonging")
    document = at(document, ("themes", 1, "code"), "voice")
    stella = browser(cast.stella)
    before = rows()

    page = send(stella, fund, b"\xef\xbb\xbf" + json.dumps(document).encode())

    assert page.status == 200
    assert rows() == before
    assert "Questions 6" in page.words()
    assert "belonging" in page.words()
    form = page.form("made")
    assert form["themes"] == ["belonging", "voice"]
    taken = stella.post(f"/staff/funds/{fund.id}/calls/file/made", form)
    assert taken.status == 422
    assert taken.faults == ["Another call has this reference. Choose another one."]
    again = {**taken.form("made"), "reference": "CF2", **TIMES, "themes": ["voice"]}

    answer = stella.post(f"/staff/funds/{fund.id}/calls/file/made", again)

    assert answer.location == "/staff/calls/CF2"
    call = queries.call("CF2")
    assert call.opens_at.isoformat() == "2027-07-01T08:00:00+00:00"
    assert [t.code for t in call.fund.themes] == ["awareness", "resilience", "voice"]
    last = audit.history(call)[-1]
    assert (last.verb, last.by_name, last.details) == (
        "made from a file",
        "Stella",
        {"reference": "CF1"},
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reference": "x"}, "Use two to twelve capital letters and digits."),
        ({"opens_at": ""}, "Write when the call opens."),
        ({"closes_at": "2000-01-01T00:00"}, "The call must close after it opens."),
    ],
)
def test_what_is_typed_wrong_keeps_the_file(
    cast, call, fund, browser, change, sentence
):
    stella = browser(cast.stella)
    form = send(stella, fund, written("CF1")).form("made")

    answer = stella.post(f"/staff/funds/{fund.id}/calls/file/made", {**form, **change})

    assert (answer.status, answer.faults) == (422, [sentence])
    assert answer.form("made")["carried"] == form["carried"]


@pytest.mark.parametrize("carried", ["", "x", "e30="])
def test_a_page_that_lost_its_file_makes_nothing(cast, fund, browser, carried):
    path = f"/staff/funds/{fund.id}/calls/file/made"

    assert browser(cast.stella).post(path, {"carried": carried}).status == 422


def test_the_file_is_handed_out_to_managers_alone(cast, call, browser):
    page = browser(cast.stella).get("/staff/calls/CF1/file")

    assert page.response.headers["Content-Disposition"] == (
        'attachment; filename="CF1.json"'
    )
    assert json.loads(page.data) == written("CF1")
    assert "Spring call ع" in page.data.decode()  # readable in any script
    assert browser(cast.otto).get("/staff/calls/CF1/file").status == 403


def test_a_call_begins_from_an_earlier_one(cast, call, fund, browser):
    writing.open_call(queries.call("CF1"), by=cast.stella)
    db.session.commit()
    stella, path = browser(cast.stella), f"/staff/funds/{fund.id}/calls/copy"
    assert path in stella.get(f"/staff/funds/{fund.id}/calls/new").links()

    answer = stella.post(path, {"source": "CF1", "reference": "CF2", **TIMES})

    assert answer.location == "/staff/calls/CF2/text"
    first, second = written("CF1"), written("CF2")
    for part in ("themes", "tiers", "sections", "phases"):
        assert second[part] == first[part]
    assert second["call"]["title"] == first["call"]["title"]
    copied = queries.call("CF2")
    assert not copied.is_published
    assert copied.closes_at.isoformat() == "2027-08-01T16:00:00+00:00"
    assert audit.history(copied)[-1].verb == "copied from an earlier call"


def test_only_calls_of_ones_own_in_the_same_currency_are_offered(
    cast, call, fund, browser
):
    theirs = a_fund(cast.otto)
    a_call(theirs, cast.otto, reference="OT1")
    euro = writing.add_fund(
        by=cast.stella,
        name=text("Euro"),
        summary=text("E"),
        time_zone="Europe/Warsaw",
        currency="EUR",
        languages=["en"],
    )
    db.session.add(Role(person_id=cast.zed.id, duty=Duty.EVALUATOR, fund_id=fund.id))
    db.session.commit()
    stella = browser(cast.stella)

    form = stella.get(f"/staff/funds/{fund.id}/calls/copy")
    answer = stella.post(
        f"/staff/funds/{fund.id}/calls/copy",
        {"source": "OT1", "reference": "CF2", **TIMES},
    )

    assert [o.get("value") for o in form.all("option")] == ["CF1"]
    assert answer.status == 422
    assert queries.call("CF2") is None
    assert "no earlier call" in stella.get(f"/staff/funds/{euro.id}/calls/copy").text


# commands


@pytest.fixture
def command(app, monkeypatch):
    import grantsapp.exchange

    monkeypatch.setattr(grantsapp.exchange, "create_app", lambda: app)

    def run(*words):
        db.session.rollback()  # the command has a connection of its own
        return CliRunner().invoke(main, [*map(str, words)])

    return run


def test_a_call_goes_out_and_comes_in_by_commands(call, fund, command, tmp_path):
    before, file = written("CF1"), tmp_path / "call.json"
    name = str(fund.name)

    out = command("export-call", "CF1", "--json", file)
    into = command("import-call", file, "--fund", name, "--reference", "CF2")

    assert out.exit_code == 0, out.output
    assert json.loads(file.read_text(encoding="utf-8")) == before
    assert into.exit_code == 0, into.output
    assert "CF2: a draft." in into.output
    assert renamed(written("CF2"), "CF1") == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export-call", "NONE", "--json", "{to}"], "There is no call 'NONE'."),
        (["import-call", "{file}"], "'CF1' is taken"),
        (["import-call", "{file}", "--reference", "x y"], "'x y' is taken or no"),
        (["import-call", "{file}", "--fund", "None"], "Give --fund, one of: Common"),
        (["import-call", "{bad}", "--reference", "CF3"], "call.budget: this is of the"),
        (["import-call", "{text}", "--reference", "CF3"], "This is not JSON"),
    ],
)
def test_a_command_says_what_is_wrong_and_stores_nothing(
    call, fund, command, tmp_path, words, said
):
    places = {name: tmp_path / name for name in ("to", "file", "bad", "text")}
    places["file"].write_text(json.dumps(written("CF1")))
    bad = at(written("CF1"), ("call", "budget"), "x")
    places["bad"].write_text(json.dumps(bad))
    places["text"].write_text("hello")
    before = rows()

    done = command(*(word.format(**places) for word in words))

    assert done.exit_code != 0
    assert said in done.output
    assert rows() == before


def test_the_format_in_the_manual_is_the_one_that_is_read(app):
    from pathlib import Path

    manual = (Path(__file__).parents[2] / "docs" / "call-format.md").read_text()
    found = [shapes.shape_of(p) for p in parts.parts() if p.name not in {"fund"}]
    for shape in found:
        for column in shape.columns:
            assert f"`{column.name}`" in manual, f"{shape.name}.{column.name}"
    assert f'"version": {packing.VERSION}' in manual
