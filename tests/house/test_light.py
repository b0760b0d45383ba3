"""Light: what a page weighs with everything it loads, as a phone gets it."""

import gzip
import re
import zlib

import pytest

from grantsapp.calls import queries
from grantsapp.calls.questions import Kind
from tests.cast import a_call, a_draft, a_fund, a_group
from tests.every_kind import ANSWERED, a_call_of_every_kind

MOST = 40 * 1024
SAME_SITE = {"Accept-Encoding": "gzip, deflate, br", "Sec-Fetch-Site": "same-origin"}
LOADED = re.compile(r'(?:<link rel="[a-z]+"|<script|<img)[^>]*? (?:href|src)="([^"]+)"')


def words_of(letters, count):
    """A long text that packs badly: hardly a word in it comes twice."""
    state, found = 7, []
    for _word in range(count):
        length = 3 + state % 6
        word = ""
        for _letter in range(length):
            state = (state * 1_103_515_245 + 12_345) % 2**31
            word += letters[state // 65_536 % len(letters)]
        found.append(word)
    return " ".join(found)


ARABIC = words_of("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", 2_500)


def weight(browser, path):
    """What a phone gets for a page: itself, and what it loads, in bytes as sent."""
    page = browser._ask("GET", path, headers=SAME_SITE)
    assert page.status == 200, path
    html = sent(page)
    loaded = {place.replace("&amp;", "&") for place in LOADED.findall(html)}
    assert len(loaded) == 3, loaded  # the style, the script, the icon
    parts = {path: len(page.data)}
    for place in loaded:
        part = browser._ask("GET", place, headers=SAME_SITE)
        assert part.status == 200, place
        parts[place.partition("?")[0]] = len(part.data)
    return sum(parts.values()), parts


def sent(page):
    assert page.response.headers["Content-Encoding"] == "gzip", page.where
    return gzip.decompress(page.data).decode()


class Raw:
    """A browser that keeps what came as it came."""

    def __init__(self, browser):
        self.client = browser.client

    def _ask(self, method, path, headers):
        response = self.client.open(path, method=method, headers=headers)
        response.where, response.status = path, response.status_code
        answer = Answer(response, path, response.status_code, response.get_data())
        response.close()
        return answer


class Answer:
    def __init__(self, response, where, status, data):
        self.response, self.where = response, where
        self.status, self.data = status, data


@pytest.fixture
def draft(cast):
    call = a_call_of_every_kind(cast)
    return a_draft(call, a_group(cast.amina), cast.amina, need=[ARABIC], **ANSWERED)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_application_page_weighs_at_most_forty_kilobytes(
    draft, cast, browser, language
):
    amina = browser(cast.amina, language)
    amina.get(f"/?language={language}")
    asked = {q.kind for q in draft.form_version.form.section("details").questions}
    assert asked | {Kind.ONE} == set(Kind)
    own = f"/applications/{draft.id}"
    pages = {
        "section": f"{own}/sections/details?check=1",
        "first section": f"{own}/sections/project",
        "task list": own,
        "check your answers": f"{own}/check",
        "add a file": f"{own}/files/evidence",
        "call": "/calls/CF1",
    }

    weights = {name: weight(Raw(amina), path)[0] for name, path in pages.items()}

    assert max(weights.values()) <= MOST, weights


def test_what_is_compressed_is_what_was_meant(draft, cast, browser):
    amina = browser(cast.amina)
    path = f"/applications/{draft.id}/sections/details"
    plain = amina.get(path)
    packed = Raw(amina)._ask("GET", path, headers=SAME_SITE)

    assert ARABIC in sent(packed)
    assert len(packed.data) < len(plain.data)
    assert "Content-Encoding" not in plain.response.headers
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.response.headers["Vary"]
        assert answer.response.headers["Content-Length"] == str(len(answer.data))


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "https://evil.example/page"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip;q=0, deflate"},
    ],
    ids=str,
)
def test_what_another_site_asks_for_is_not_compressed(app, browser, headers):
    """Its length would tell what stands beside a text that the other site chose."""
    page = Raw(browser())._ask("GET", "/", {"Accept-Encoding": "gzip", **headers})

    assert page.status == 200
    assert "Content-Encoding" not in page.response.headers


def test_what_the_address_bar_asks_for_is_compressed(app, browser):
    for headers in ({}, {"Sec-Fetch-Site": "none"}):
        page = Raw(browser())._ask("GET", "/", {"Accept-Encoding": "gzip", **headers})

        assert "grantsapp" in sent(page)


def test_a_file_of_ours_is_asked_for_once_a_version(app, browser):
    visitor = Raw(browser())
    places = LOADED.findall(sent(visitor._ask("GET", "/", SAME_SITE)))
    style = next(p for p in places if ".css" in p)

    answer = visitor._ask("GET", style, {"Accept-Encoding": "gzip"})

    assert re.fullmatch(r"/static/grantsapp\.css\?v=[0-9a-f]{10}", style)
    keeps = "public, max-age=31536000, immutable"
    assert answer.response.headers["Cache-Control"] == keeps
    whole = visitor._ask("GET", style, {})
    assert zlib.decompress(answer.data, 31) == whole.data
    assert "Content-Encoding" not in whole.response.headers
    same = visitor._ask(
        "GET", style, {"If-None-Match": answer.response.headers["ETag"]}
    )
    assert (same.status, same.data) == (304, b"")
    other = visitor._ask("GET", style.partition("?")[0], {})
    assert "immutable" not in other.response.headers["Cache-Control"]
    stale = visitor._ask("GET", style[:-1] + "x", {})
    assert "immutable" not in stale.response.headers.get("Cache-Control", "")


def test_documents_are_left_as_they_are(app, draft, cast, browser):
    path = f"/applications/{draft.id}/application.pdf"

    answer = Raw(browser(cast.amina))._ask("GET", path, SAME_SITE)

    assert answer.data.startswith(b"%PDF")
    assert "Content-Encoding" not in answer.response.headers


def test_a_missing_file_of_ours_is_a_page_that_says_so(app, browser):
    answer = Raw(browser())._ask("GET", "/static/nothing.css", SAME_SITE)

    assert answer.status == 404
    assert "immutable" not in answer.response.headers.get("Cache-Control", "")


def test_a_small_call_page_stays_small(cast, browser):
    a_call(a_fund(cast.stella), cast.stella)
    assert queries.call("CF1")

    assert weight(Raw(browser()), "/calls/CF1")[0] <= MOST / 2
