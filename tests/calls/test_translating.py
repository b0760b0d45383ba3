"""The texts of a call: how they stand, by hand, as XLIFF, as a spreadsheet."""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from grantsapp import audit, i18n
from grantsapp.calls import queries, tables, texts, xliff
from grantsapp.calls.actions import translating, writing
from grantsapp.calls.models import Call, Duty, Role, Theme, Waiver
from grantsapp.calls.queries.parts import lines_of
from grantsapp.calls.texts import Brought, Line, Malformed, Outcome, State, Version, Why
from grantsapp.db import db
from grantsapp.sheets import workbook_bytes
from tests.cast import a_call, a_fund, text

HERE = "/staff/calls/CF1/translations"
TITLE = "/staff/calls/CF1/texts/ar/call/title"


@pytest.fixture
def fund(cast):
    return a_fund(cast.stella)


@pytest.fixture
def call(cast, fund):
    return a_call(fund, cast.stella, published=False)


@pytest.fixture
def stella(cast, call, browser):
    return browser(cast.stella)


def line_at(path, reference="CF1"):
    db.session.expire_all()
    call = queries.call(reference)
    return next(line for line in lines_of(call) if line.path == path)


def without(call, **languages):
    """Leave the title of a call without some languages, or change its English."""
    kept = {k: v for k, v in call.title.items() if languages.get(k, "x")}
    call.title = i18n.Text(kept)
    if changed := languages.get("en"):
        call.title = call.title.with_text("en", changed)
    db.session.commit()


def send(browser, content, name="texts.xlf"):
    return browser.post(f"{HERE}/import", {"file": (io.BytesIO(content), name)})


def store(browser, page):
    return browser.post(f"{HERE}/import/stored", page.form("stored"))


def everything():
    """All that a refusal must leave as it was."""
    return [
        db.session.scalar(select(func.count(audit.Event.id))),
        [dict(line.versions) for line in lines_of(queries.call("CF1"))],
    ]


# the list


def test_every_text_of_a_call_has_a_path_and_a_state(call):
    lines = {line.path: line for line in lines_of(call)}

    assert {
        "fund/name", "theme/awareness/name", "theme/awareness/description",
        "call/title", "call/summary", "call/prospectus", "tier/small/name",
        "section/details/title", "question/need/label",
        "question/groups/options/young/label", "phase/scoring/title",
        "criterion/scoring/need/title", "criterion/scoring/need/rubric/5",
    } <= lines.keys()  # fmt: skip
    assert "question/need/help" not in lines  # nothing is written there
    assert {line.state("ar") for line in lines.values()} == {State.COMPLETE}
    assert lines["question/need/label"].source == "need"
    assert not lines["criterion/scoring/need/title"].holds_up


def test_the_page_counts_and_filters_by_the_address(call, stella):
    without(call, ar="")

    page = stella.get(f"{HERE}?into=ar&state=missing")

    counted = page.words("table")
    assert "Arabic 1 0 39" in counted
    assert "Polish 0 0 40" in counted
    assert [a for a in page.links() if "/texts/" in a] == [TITLE]
    assert "No text is in this state." in stella.get(f"{HERE}?into=pl&state=stale").text


def test_source_and_target_stand_in_their_own_language_and_direction(call, stella):
    page = stella.get(TITLE)

    (area,) = page.all("textarea", id="text")
    assert (area.get("lang"), area.get("dir")) == ("ar", "rtl")
    assert "Spring call" in [
        e.text for e in page.all("span", lang="en", dir="ltr") if e.text
    ]


@pytest.mark.parametrize("path", ["call/nothing", "question/none/label", "call/budget"])
def test_a_path_that_is_no_text_is_not_found(call, stella, path):
    assert stella.get(f"/staff/calls/CF1/texts/ar/{path}").status == 404


def test_a_language_that_the_call_does_not_offer_is_not_found(call, stella):
    assert stella.get("/staff/calls/CF1/texts/fr/call/title").status == 404


# by hand


def test_a_text_is_translated_where_it_is_missing(call, stella):
    without(call, ar="")
    form = stella.get(TITLE).form("texts")

    answer = stella.post(TITLE, {**form, "text": "نداء\r\nالربيع"})

    assert answer.location == f"{HERE}?into=ar"
    line = line_at("call/title")
    assert line.versions["ar"] == Version("نداء\nالربيع", "person", is_stale=False)
    assert queries.call("CF1").title["ar"]["by"] == "Stella"
    assert audit.history(queries.call("CF1"))[-1].details["path"] == "call/title"


def test_a_translation_inside_the_answers_of_a_question_is_changed(call, stella):
    path = "/staff/calls/CF1/texts/pl/question/groups/options/young/label"

    stella.post(path, {**stella.get(path).form("texts"), "text": "Młodzi"})

    assert line_at("question/groups/options/young/label").text("pl") == "Młodzi"
    assert line_at("question/groups/options/parents/label").text("pl") == "parents pl"


def test_readers_see_what_a_machine_translated(cast, call, stella, browser):
    form = stella.get(TITLE).form("texts")
    stella.post(TITLE, {**form, "text": "نداء الربيع", "origin": "machine"})
    writing.open_call(queries.call("CF1"), by=cast.stella)
    db.session.commit()

    assert "ترجمة آلية" in browser(cast.amina, "ar").get("/calls/CF1").words("h1")
    assert "machine" not in browser(cast.amina).get("/calls/CF1").words("h1")


def test_a_changed_source_makes_its_translations_stale_and_saving_confirms(
    call, stella
):
    form = stella.get("/staff/calls/CF1/text").form("text")
    stella.post("/staff/calls/CF1/text", {**form, "title-en": "Summer call"})
    assert line_at("call/title").state("ar") is State.STALE
    assert line_at("call/summary").state("ar") is State.COMPLETE

    page = stella.get(TITLE)
    assert "The source has changed since this was translated." in page.text
    stella.post(TITLE, page.form("texts"))

    assert line_at("call/title").state("ar") is State.COMPLETE
    assert line_at("call/title").state("pl") is State.STALE


def test_two_people_at_one_text_both_keep_theirs(cast, call, stella, browser):
    sven = Role(person_id=cast.sven.id, duty=Duty.MANAGER, fund_id=call.fund_id)
    db.session.add(sven)
    db.session.commit()
    first, second = stella.get(TITLE).form("texts"), browser(cast.sven)
    mine = {**second.get(TITLE).form("texts"), "text": "الثاني"}
    stella.post(TITLE, {**first, "text": "الأول"})

    answer = second.post(TITLE, mine)

    assert answer.status == 409
    assert "الأول" in answer.text
    assert answer.form("texts")["text"] == ["الثاني"]
    assert line_at("call/title").text("ar") == "الأول"
    again = second.post(TITLE, answer.form("texts"))
    assert again.status == 303
    assert line_at("call/title").text("ar") == "الثاني"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": "  "}, "Write the translation."),
        ({"text": "x" * 30_001}, "Field cannot be longer than 30000 characters."),
    ],
)
def test_a_translation_that_is_none_is_refused(call, stella, typed, sentence):
    form = stella.get(TITLE).form("texts")

    answer = stella.post(TITLE, {**form, **typed})

    assert (answer.status, answer.faults) == (422, [sentence])
    assert line_at("call/title").text("ar") == "Spring call ع"


def test_a_manager_of_the_call_alone_does_not_change_texts_of_the_fund(
    cast, call, browser
):
    db.session.add(Role(person_id=cast.zed.id, duty=Duty.MANAGER, call_id=call.id))
    db.session.commit()
    zed, path = browser(cast.zed), "/staff/calls/CF1/texts/ar/fund/name"

    assert zed.get(TITLE).status == 200
    assert zed.get(path).status == 403
    assert zed.post(path, {"text": "x", "origin": "person"}).status == 403

    brought = [Brought("fund/name", "ar", "x", line_at("fund/name").digest)]
    (change,) = translating.preview(call, brought, with_fund=False)
    assert change.outcome is Outcome.NOT_YOURS
    assert not translating.bring_in(call, brought, with_fund=False, by=cast.zed)


# opening


def test_a_call_does_not_open_with_a_stale_language(cast, call, stella):
    without(call, en="Summer call")

    answer = stella.post("/staff/calls/CF1/opening")

    assert answer.status == 409
    assert "In Arabic the source has changed since for: title." in answer.text
    assert "In Polish the source has changed since for: title." in answer.text


def test_a_long_list_of_places_is_cut_and_counted(cast, call):
    for question in queries.sections_of(call)[0].questions:
        question.label = i18n.Text.of("en", en=question.code, pl="x")
    call.title = i18n.Text.of("en", en="T", pl="T")
    db.session.commit()

    (sentence,) = translating.unready(call)

    assert sentence.startswith("In Arabic there is no text yet for: title, question")
    assert sentence.endswith("and one more.")


def test_it_opens_with_a_reason_that_stays_in_the_history(cast, call, stella, browser):
    without(call, ar="")
    reason = "Nobody could translate it in time."

    answer = stella.post(
        "/staff/calls/CF1/waivers", {"language": "ar", "reason": reason}
    )

    assert answer.status == 303
    assert translating.unready(queries.call("CF1")) == []
    assert stella.post("/staff/calls/CF1/opening").status == 303
    history = stella.get("/staff/calls/CF1").words("details")
    assert "Stella: waived a language (Arabic): " + reason in history
    assert "Stella" in stella.get(HERE).text
    # the reader sees the fallback, and in which language it is
    seen = browser(cast.amina, "ar").get("/calls/CF1").words("h1")
    assert seen.startswith("Spring call")
    assert "الإنجليزية" in seen


def test_a_reason_is_taken_back_and_the_language_asked_for_again(call, stella):
    without(call, ar="")
    stella.post("/staff/calls/CF1/waivers", {"language": "ar", "reason": "r"})

    answer = stella.post("/staff/calls/CF1/waivers/ar/removal")

    assert answer.status == 303
    assert len(translating.unready(queries.call("CF1"))) == 1
    assert stella.post("/staff/calls/CF1/waivers/ar/removal").status == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"language": "ar", "reason": " "},
        {"language": "pl", "reason": "complete, so it needs none"},
        {"language": "en", "reason": "the source"},
        {"language": "fr", "reason": "not offered"},
    ],
)
def test_a_reason_is_only_for_an_offered_language_that_lacks_something(
    call, stella, typed
):
    without(call, ar="")

    assert stella.post("/staff/calls/CF1/waivers", typed).status == 422
    assert db.session.scalar(select(func.count(Waiver.id))) == 0


def test_what_only_moderators_read_does_not_keep_a_call_from_opening(call):
    from grantsapp.review.queries import phases_of

    phase = phases_of(call)[0]
    phase.title = i18n.Text.of("en", en="Eligibility")
    db.session.commit()

    assert translating.unready(call) == []
    assert line_at("phase/eligibility/title").state("ar") is State.MISSING


# files


def written(path, language="ar", source="en"):
    call = queries.call("CF1")
    return xliff.write(
        lines_of(call), reference="CF1", source=source, target=language, places={}
    )


def test_an_xliff_file_has_the_shape_of_the_standard(call, stella):
    without(call, ar="")

    page = stella.get(f"{HERE}/xliff/en/ar")

    assert page.response.mimetype == "application/xliff+xml"
    root = ElementTree.fromstring(page.data)  # noqa: S314 - our own
    core = "{urn:oasis:names:tc:xliff:document:2.0}"
    assert root.tag == f"{core}xliff"
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == (
        "2.1",
        "en",
        "ar",
    )
    units = {u.get("name"): u for u in root.iter(f"{core}unit")}
    ids = [u.get("id") for u in units.values()]
    assert len(set(ids)) == len(ids)
    assert "question.need.label" in ids  # an NMTOKEN holds no slash
    missing = units["call/title"].find(f"{core}segment")
    assert missing.get("state") == "initial"
    assert missing.find(f"{core}target") is None
    done = units["call/summary"].find(f"{core}segment")
    assert done.get("state") == "reviewed"
    order = [child.tag.rpartition("}")[2] for child in units["call/summary"]]
    assert order == ["metadata", "notes", "segment"]  # as the schema wants it


def test_a_translators_xliff_is_looked_at_first_and_stored_as_one_deed(call, stella):
    without(call, ar="")
    file = written("x").replace(
        '<segment state="initial">\n    <source>Spring call</source>\n',
        '<segment state="translated">\n    <source>Spring call</source>\n'
        "    <target>نداء</target>\n",
    )
    file = file.replace(
        "<target>For neighbours. ع</target>", "<target>للجيران</target>"
    )
    before = everything()

    page = send(stella, file.encode())

    assert page.status == 200
    assert everything() == before
    assert "2 texts would be stored." in page.words()
    assert store(stella, page).status == 303
    assert line_at("call/title").versions["ar"].text == "نداء"
    assert line_at("call/summary").versions["ar"] == Version("للجيران", "person")
    last = audit.history(queries.call("CF1"))[-1]
    assert (last.verb, last.details) == (
        "brought in translations",
        {"stored": {"ar": 2}},
    )


def test_the_spreadsheet_goes_out_and_comes_back_with_one_text_changed(call, stella):
    out = stella.get(f"{HERE}/sheet")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(out.data)).get_sheet_by_index(0)
    head, *lines = rows.to_python()
    assert head[:6] == ["path", "place", "source language", "source", "en", "en state"]
    (title,) = [row for row in lines if row[0] == "call/title"]
    title[head.index("pl")] = "Nabór wiosenny"
    title[head.index("pl state")] = "machine"

    page = send(stella, workbook_bytes({"CF1": (head, lines)}), "texts.xlsx")

    assert "One text would be stored." in page.words()
    store(stella, page)
    assert line_at("call/title").versions["pl"] == Version("Nabór wiosenny", "machine")
    assert line_at("call/title").text("ar") == "Spring call ع"


@pytest.mark.parametrize("kind", ["xliff/en/ar", "xliff/en/pl", "sheet"])
def test_what_goes_out_and_comes_back_untouched_changes_nothing(call, stella, kind):
    without(call, en="Summer call")
    call.summary = call.summary.with_text("ar", "آلي", origin="machine")
    db.session.commit()
    before = everything()

    page = send(stella, stella.get(f"{HERE}/{kind}").data)

    assert "0 texts would be stored." in page.words()
    assert page.all("table") == []
    assert everything() == before


ANY = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    alphabet="ab _x005F[]U+0\r\n\t\0\x0b\x85\u2028\ufffe\u200f\u202e\u2066😀ضłবা<&>\"']%"
)


@given(ANY, ANY, st.sampled_from(["person", "machine", "official"]), st.booleans())
def test_any_text_goes_out_and_comes_back_to_the_letter(source, target, origin, stale):
    version = Version(target, origin, stale)
    path, digest = "question/need/label", i18n.digest(source)
    lines = [Line(path, "en", source, digest, {"ar": version})]

    out = xliff.write(lines, reference="C1", source="en", target="ar", places={})
    back = xliff.read(out.encode(), reference="C1", sources=["en"], targets=["ar"])
    sheet = tables.write(lines, ["en", "ar"], reference="C1", places={})
    rows = tables.read(sheet, languages=["en", "ar"], digest=i18n.digest)

    for brought in (back, rows):
        changes = texts.compare(lines, brought)
        assert all(c.outcome is Outcome.UNCHANGED for c in changes)
        if source and target:
            assert brought[0].text == target


LINE = Line("p", "en", "Hi <b>%(name)s</b>", "new", {"ar": Version("x", "machine")})
NONE = Line("p", "en", "Hi", "new", {})
STALE = Line("p", "en", "Hi", "new", {"ar": Version("x", "person", is_stale=True)})
FRESH = Line("p", "en", "Hi", "new", {"ar": Version("x", "person")})


@pytest.mark.parametrize(
    ("line", "told", "digest", "origin", "outcome"),
    [
        (NONE, "مرحبا", "new", "person", Outcome.NEW),
        (NONE, "مرحبا", "old", "person", Outcome.STALE),
        (NONE, " ", "new", "person", Outcome.UNCHANGED),
        (FRESH, "y", "new", "", Outcome.CHANGED),
        (FRESH, "y", "old", "person", Outcome.OLDER),
        (FRESH, "", "new", "person", Outcome.UNCHANGED),
        (FRESH, "x", "new", "person", Outcome.UNCHANGED),
        (FRESH, "x", "old", "official", Outcome.UNCHANGED),
        (FRESH, "x", "new", "official", Outcome.CONFIRMED),
        (STALE, "y", "old", "person", Outcome.STALE),
        (STALE, "x", "new", "person", Outcome.CONFIRMED),
        (STALE, "x", "new", "", Outcome.UNCHANGED),
        (LINE, "x", "new", "person", Outcome.LOST),
        (LINE, "<b>%(name)s</b>!", "new", "person", Outcome.CHANGED),
        (LINE, "%(name)s", "new", "person", Outcome.LOST),
        (None, "x", "new", "person", Outcome.UNKNOWN),
    ],
)
def test_what_is_brought_is_weighed_against_what_stands(
    line, told, digest, origin, outcome
):
    brought = [Brought("p", "ar", told, digest, origin)]

    (change,) = texts.compare([line] if line else [], brought)

    # confirming a text that has itself lost its marks is told as such
    assert change.outcome is outcome


def test_the_source_is_not_for_translators_to_change():
    brought = [Brought("p", "en", "Hello", "new"), Brought("p", "en", "Hi", "new")]

    outcomes = [c.outcome for c in texts.compare([FRESH], brought)]

    assert outcomes == [Outcome.OWN, Outcome.UNCHANGED]


def test_a_heading_that_is_lost_is_seen():
    assert texts.lost_marks("## One\n\ntext\n## Two", "## Un") == ("## ",)


UNIT = (
    '<unit id="call.title" name="call/title"><m:metadata xmlns:m="urn:oasis:names:tc:'
    'xliff:metadata:2.0"><m:metaGroup><m:meta type="source-hash">h</m:meta>'
    '</m:metaGroup></m:metadata><segment state="translated"><source>S</source>'
    "<target>T</target></segment></unit>"
)
ROOT = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" '
    'trgLang="ar"><file id="CF1">{}</file></xliff>'
)
GOOD = ROOT.format(UNIT)


@pytest.mark.parametrize(
    ("content", "why", "place"),
    [
        (b"", Why.NOT_XML, "1:0"),
        (b"\x00\x01\x02", Why.NOT_XML, "1:0"),
        (b"{}", Why.NOT_XML, "1:0"),
        (GOOD[:-9].encode(), Why.NOT_XML, None),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', Why.NOT_XML, None),
        (b"<html/>", Why.NOT_XLIFF, ""),
        (GOOD.replace('"2.1"', '"1.2"').encode(), Why.NOT_XLIFF, ""),
        (
            b'<!DOCTYPE a SYSTEM "http://x.example/a">' + GOOD.encode(),
            Why.FORBIDDEN,
            "",
        ),
        (
            b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>' + GOOD.encode(),
            Why.FORBIDDEN,
            "",
        ),
        (
            GOOD.replace('trgLang="ar"', 'trgLang="fr"').encode(),
            Why.LANGUAGE,
            "trgLang",
        ),
        (
            GOOD.replace('trgLang="ar"', 'trgLang="en"').encode(),
            Why.LANGUAGE,
            "trgLang",
        ),
        (
            GOOD.replace('srcLang="en"', 'srcLang="de"').encode(),
            Why.LANGUAGE,
            "srcLang",
        ),
        (GOOD.replace('"CF1"', '"CF2"').encode(), Why.OTHER_CALL, "file"),
        (ROOT.format(UNIT * 2).encode(), Why.TWICE, "call/title"),
        (GOOD.replace('type="source-hash"', "").encode(), Why.NO_SOURCE, "call/title"),
        (GOOD.replace(">T<", "><ph id='1'/><").encode(), Why.INLINE, "call/title"),
        (GOOD.replace(">T<", "><cp hex='zz'/><").encode(), Why.INLINE, "call/title"),
        (
            GOOD.replace(">T<", ">" + "<pc id='1'>" * 20 + "</pc>" * 20 + "<").encode(),
            Why.INLINE,
            "call/title",
        ),
        (GOOD.replace("translated", "done").encode(), Why.STATE, "call/title"),
        (GOOD.replace(">T<", f">{'T' * 30_001}<").encode(), Why.TOO_LONG, "call/title"),
        (
            GOOD.replace('id="call.title" name="call/title"', "").encode(),
            Why.NO_NAME,
            "1",
        ),
        (GOOD.encode() + b" " * 2 * 1024 * 1024, Why.TOO_LARGE, ""),
        (b"x" * 20 * 1024 * 1024, Why.TOO_LARGE, ""),
        (b"<a>" * 400_000, Why.NOT_XML, None),
    ],
)
def test_a_malformed_xliff_is_refused_as_a_whole(call, stella, content, why, place):
    if why is not Why.TOO_LARGE:
        with pytest.raises(Malformed) as refused:
            xliff.read(content, reference="CF1", sources=["en"], targets=["en", "ar"])
        fault = refused.value.faults[0]
        assert fault.why is why
        assert place is None or fault.place == place
    before = everything()

    page = send(stella, content)

    assert page.status == 422
    assert len(page.faults) >= 1
    assert everything() == before


def test_pieces_that_a_tool_cut_are_joined_and_half_a_translation_is_none():
    cut = (
        '<segment state="translated"><source>A.</source><target>ا.</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment state="final"><source>B.</source>'
        '<target><mrk id="m">ب</mrk>.</target></segment>'
    )
    body = UNIT[: UNIT.index("<segment")] + cut + "</unit>"
    half = body.replace("<target>ا.</target>", "")
    more = {"reference": "CF1", "sources": ["en"], "targets": ["ar"]}

    (whole,) = xliff.read(ROOT.format(body).encode(), **more)
    (none,) = xliff.read(ROOT.format(half).encode(), **more)

    assert (whole.text, whole.origin) == ("ا. ب.", "person")
    assert (none.text, none.origin) == ("", "")


@pytest.mark.parametrize(
    ("stated", "origin"),
    [
        ('state="translated" subState="grantsapp:machine"', "machine"),
        ('state="translated"', "person"),
        ('state="reviewed" subState="grantsapp:machine"', "person"),
        ('state="final"', "official"),
        ('state="initial" subState="grantsapp:stale"', ""),
        ("", ""),
    ],
)
def test_the_state_says_who_stands_by_a_translation(stated, origin):
    content = GOOD.replace('state="translated"', stated).encode()

    (one,) = xliff.read(content, reference="CF1", sources=["en"], targets=["ar"])

    assert one.origin == origin


HEAD = ["path", "place", "source language", "source", "ar", "ar state", "source hash"]
ROW = ["call/title", "", "en", "Spring call", "نداء", "translated", ""]


def sheet(*rows, head=HEAD):
    return workbook_bytes({"T": (head, rows)})


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, words in parts.items():
            packed.writestr(name, words)
    return file.getvalue()


def patched(name, words, was):
    """A workbook with one of its parts written anew."""
    with zipfile.ZipFile(io.BytesIO(sheet(ROW))) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    parts[name] = parts[name].replace(was, words)
    return zipped(parts)


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 broken", Why.NOT_A_WORKBOOK),
        (zipped({"word/document.xml": "<a/>"}), Why.NOT_A_WORKBOOK),
        (zipped({"xl/workbook.xml": "<a>"}), Why.NOT_A_WORKBOOK),
        (zipped({"xl/workbook.xml": "<a/>"}), Why.NOT_A_WORKBOOK),
        (zipped({"xl/workbook.xml": b"0" * 30 * 1024 * 1024}), Why.BOMB),
        (patched(SHEET, b'r="XFD1048576"', b'r="A2"'), Why.BOMB),
        (patched(SHEET, b'r="&#88;FD9"', b'r="A2"'), Why.BOMB),
        (patched(SHEET, b'<row r="1048576"', b'<row r="2"'), Why.BOMB),
        (
            patched(SHEET, b'<!DOCTYPE a [<!ENTITY b "b">]><worksheet', b"<worksheet"),
            Why.FORBIDDEN,
        ),
        (sheet(ROW, head=["a", *HEAD[1:]]), Why.NO_COLUMN),
        (sheet(ROW, head=[*HEAD[:4], "fr", "fr state", HEAD[6]]), Why.LANGUAGE),
        (sheet(ROW[:4], head=HEAD[:4]), Why.NO_COLUMN),
        (sheet(ROW, ROW), Why.TWICE),
        (sheet(["", *ROW[1:]]), Why.NO_NAME),
        (sheet([*ROW[:5], "perhaps", ""]), Why.STATE),
        (sheet([*ROW[:4], True, "", ""]), Why.NOT_A_TEXT),
        (sheet([*ROW[:4], "x" * 30_001, "", ""]), Why.TOO_LONG),
    ],
)
def test_a_malformed_workbook_is_refused_as_a_whole(call, stella, content, why):
    with pytest.raises(Malformed) as refused:
        tables.read(content, languages=["en", "ar"], digest=i18n.digest)
    assert refused.value.faults[0].why is why
    before = everything()

    page = send(stella, content, "texts.xlsx")

    assert page.status == 422
    assert everything() == before


def test_a_workbook_without_hashes_is_known_by_its_sources_and_figures_are_words():
    rows = [ROW, ["call/summary", "", "en", "Year", 2027.0, "", ""], ["", "", ""]]

    one, two = tables.read(sheet(*rows), languages=["ar"], digest=i18n.digest)

    assert one.digest == i18n.digest("Spring call")
    assert (two.text, two.origin) == ("2027", "")


def test_a_text_too_long_for_a_cell_is_told_and_xliff_takes_it(call, stella):
    call.prospectus = i18n.Text.of("en", en="😀" * 16_384)  # two units each
    db.session.commit()

    page = stella.get(f"{HERE}/sheet")

    assert page.status == 409
    assert "call/prospectus" in page.text
    assert stella.get(f"{HERE}/xliff/en/ar").status == 200


def test_no_file_is_told(call, stella):
    answer = stella.post(f"{HERE}/import", {})

    assert (answer.status, answer.faults) == (422, ["Choose a file first."])


@pytest.mark.parametrize("words", ["", "x", "!!!", "eJyLjgUAARUAuQ=="])
def test_what_a_page_carried_and_somebody_changed_is_refused(call, stella, words):
    before = everything()

    answer = stella.post(f"{HERE}/import/stored", {"carried": words})

    assert answer.status in {303, 422}
    assert everything() == before


@pytest.mark.parametrize(
    "one",
    [
        ["call/title", "fr", "x", "h", "person"],
        ["call/title", "ar", "x" * 30_001, "h", "person"],
        ["call/title", "ar", "x", "h", "own"],
        ["call/title", "ar", 5, "h", "person"],
        ["call/title"],
        "x",
    ],
)
def test_what_a_page_carried_is_checked_as_a_file_is(call, stella, one):
    from grantsapp.calls.forms.carrying import packed

    before = everything()

    answer = stella.post(f"{HERE}/import/stored", {"carried": packed([one])})

    assert answer.status == 422
    assert everything() == before


def test_a_call_that_is_open_takes_no_more_translations(cast, fund, browser):
    a_call(fund, cast.stella)
    stella = browser(cast.stella)

    assert send(stella, GOOD.encode()).status == 409
    assert stella.post(TITLE, {"text": "x"}).status == 409
    assert TITLE not in stella.get(HERE).links()


def test_the_page_asks_as_often_for_many_texts_as_for_few(cast, fund, browser):
    from tests.house.test_queries import counted

    a_call(fund, cast.stella, published=False)
    stella = browser(cast.stella)
    few = counted(lambda: stella.get(HERE))
    for number in range(20):
        code = f"t{number}"
        row = Theme(fund_id=fund.id, code=code, name=text(code), description=text(code))
        db.session.add(row)
    db.session.commit()

    assert counted(lambda: stella.get(HERE)) == few
    assert few <= 16


def test_nobody_else_reaches_them(cast, call, browser):
    for them in (cast.otto, cast.amina, cast.rosa):
        assert browser(them).get(HERE).status == 403
    assert db.session.scalar(select(func.count(Call.id))) == 1
