"""Sheets are typed in: quickly, each once, and nothing typed is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import clock
from grantsapp.accounts.models import Rescue
from grantsapp.db import db
from grantsapp.mel.actions import answering, asking
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Origin, Response
from tests.mel.ways import a_suite

ITEMS = ("ask-i1", "ask-i2", "ask-i3", "wait-i1", "wait-i2", "wait-i3", "wait-i4")
HEAD = {"sheet": "12", "spoken": "ar", "agreed": "1", "age": "1", "moment": "after"}


def sheet(now="5432154", before="1-1", **more):
    """A sheet with its figures in the order of the paper."""
    fields = {f"t1-{item}": sign for item, sign in zip(ITEMS, now, strict=False)}
    fields |= {f"r0-{item}": sign for item, sign in zip(ITEMS, before, strict=False)}
    return {**HEAD, **fields, **more}


def kept():
    db.session.rollback()
    return list(db.session.scalars(select(Response).order_by(Response.made_at)))


@pytest.fixture
def asked(cast):
    return a_suite(cast, follow_ups=[3])


@pytest.fixture
def keys(browser, cast, asked):
    """Amina at the page, as a function that sends a sheet."""
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"
    return lambda typed: amina.post(path, typed)


def test_a_sheet_is_a_response_from_paper_with_all_that_stood_on_it(asked, keys):
    done = keys(sheet(code="mi07by", **{"about-age": "age_25_34", "about-role": ""}))

    assert done.status == 303
    (row,) = kept()
    now = row.raw["t1"]
    assert now["ask"] == {"i1": 5, "i2": 4, "i3": 3}
    assert now["wait"] == {"i1": 2, "i2": 1, "i3": 5, "i4": 4}
    assert row.raw["r0"] == {"ask": {"i1": 1, "i2": None, "i3": 1}}
    assert (row.origin, row.language, row.moment) == (Origin.PAPER, "ar", "t1")
    assert row.about == {"age": "age_25_34"}
    assert row.code_hash == answering.code_hash(asked.survey, "MI 07 by")
    assert row.counts
    assert {(s.moment, s.value) for s in row.scores if s.value} == {
        ("t1", 4.0),
        ("t1", 3.0),
    }


def test_after_a_sheet_comes_the_next_empty_one(keys, browser, cast):
    done = keys(sheet())
    page = browser(cast.amina).get(done.location)
    form = page.form("keying")

    assert "moment=after" in done.location
    assert form["sheet"] == ["13"]
    assert form["spoken"] == ["ar"]
    assert form["t1-ask-i1"] == [""]
    assert form["agreed"] == [""]
    assert "One typed in today." in page.words()


def test_the_flash_names_the_sheet_and_counts_the_day(asked, browser, cast):
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"
    amina.post(path, sheet())
    page = amina.follow(amina.post(path, sheet(sheet="13")))

    assert "Sheet 13 is kept. 2 typed in today." in page.words()


def test_the_fields_stand_in_the_order_of_the_paper_with_its_numbers(
    asked, browser, cast
):
    page = browser(cast.amina).get(f"/awards/{asked.award.id}/keying")
    fields = [e.get("name") for e in page.all("input", class_="key")]
    lists = [ol for ol in page.all("ol") if ol.get("class") == "keys"]
    numbers = ["".join(b.itertext()) for ol in lists for b in ol.iter("b")]

    assert fields == [f"{m}-{i}" for m in ("t1", "r0") for i in ITEMS]
    assert numbers == [str(n) for n in range(1, 15)]


@pytest.mark.parametrize("wrong", ["6", "0", "x", "44", "--", "4.5"])
def test_a_figure_off_the_scale_is_said_at_its_place_and_nothing_is_lost(keys, wrong):
    page = keys(sheet(now=["5", "4", "3", "2", "1", wrong, "4"], code="mi07by"))

    assert page.status == 422
    assert page.faults == [
        "Number 6: write a figure from 1 to 5, or - for “prefer not to say”."
    ]
    (field,) = page.all("input", name="t1-wait-i3")
    assert (field.get("value"), field.get("aria-invalid")) == (wrong, "true")
    form = page.form("keying")
    assert form["t1-ask-i1"] == ["5"]
    assert form["code"] == ["mi07by"]
    assert form["agreed"] == ["1"]
    assert kept() == []


def test_figures_of_another_script_and_long_dashes_are_read(keys):
    keys(sheet(now="٥٤۳", before="—–-"))

    (row,) = kept()
    assert row.raw["t1"]["ask"] == {"i1": 5, "i2": 4, "i3": 3}
    assert row.raw["r0"]["ask"] == {"i1": None, "i2": None, "i3": None}


def test_the_same_sheet_twice_is_one_response_and_told(asked, browser, cast):
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"
    amina.post(path, sheet())
    again = amina.follow(amina.post(path, sheet()))

    assert "typed in already, with the same answers" in again.words()
    assert len(kept()) == 1


def asks_whose(them, path, typed):
    """Send a sheet whose number is taken; gives the page that asks whose it is."""
    page = them.post(path, typed)
    assert page.status == 422
    assert page.faults == [
        "Number 12 is taken by a sheet with other answers: is this another person's?"
    ]
    return page


def say_whose(them, path, page, **said):
    """Send the sheet again as the page shows it, with what was asked."""
    form = page.form("keying") | said
    form.pop("csrf_token")
    return them.follow(them.post(path, form))


def test_a_number_that_is_taken_is_asked_about_at_once_and_nothing_is_lost(
    asked, browser, cast
):
    amina, bo = browser(cast.amina), browser(cast.bo)
    path = f"/awards/{asked.award.id}/keying"
    amina.post(path, sheet())
    page = asks_whose(bo, path, sheet(now="1111111", code="mi07by"))

    form = page.form("keying")
    assert [form[f"t1-{item}"] for item in ITEMS] == [["1"]] * 7
    assert (form["code"], form["agreed"]) == (["mi07by"], ["1"])
    assert len(kept()) == 1


def test_another_persons_sheet_counts_beside_the_one_with_its_number(
    asked, browser, cast
):
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"
    amina.post(path, sheet())
    page = asks_whose(amina, path, sheet(now="1111111"))
    for _click in range(2):
        done = say_whose(amina, path, page, whose="1")

    assert "typed in already" in done.words()
    first, second = kept()
    assert first.client_key == second.client_key
    assert [(r.counts, r.is_resent) for r in (first, second)] == [(True, False)] * 2


def test_the_same_sheet_typed_otherwise_is_kept_and_left_to_the_evaluator(
    asked, browser, cast
):
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"
    amina.post(path, sheet())
    page = asks_whose(amina, path, sheet(now="1111111"))
    other = say_whose(amina, path, page, whose="2")

    assert "Sheet 12 was typed in before with other answers" in other.words()
    first, second = kept()
    assert (first.counts, first.is_resent) == (True, False)
    assert (second.counts, second.is_resent) == (False, True)


def test_what_was_said_of_one_number_is_not_taken_for_another(asked, browser, cast):
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"
    for number in ("12", "13"):
        amina.post(path, sheet(sheet=number))
    form = asks_whose(amina, path, sheet(now="1111111")).form("keying")
    form |= {"whose": "1", "sheet": "13"}
    form.pop("csrf_token")

    again = amina.post(path, form)

    assert again.status == 422
    assert "Number 13 is taken" in again.faults[0]
    free = amina.post(path, form | {"sheet": "14"})
    assert free.status == 303
    assert [row.counts for row in kept()] == [True] * 3


def test_sheets_without_a_number_are_told_apart_by_the_page_they_were_typed_on(
    asked, browser, cast
):
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"
    for _sheet in range(2):
        key = amina.get(path).form("keying")["client_key"][0]
        once = sheet(sheet="", client_key=key)
        amina.post(path, once)
        amina.post(path, once)  # a double click

    assert len(kept()) == 2


def test_a_number_is_of_its_moment(asked, browser, cast):
    asking.close_survey(asked.survey, by=cast.stella)
    asked.survey.closed_at = clock.now() - timedelta(days=100)
    db.session.commit()
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"
    page = amina.get(path)
    fields = {e.get("name") for e in page.all("input", class_="key")}

    assert fields == {f"t2-{item}" for item in ITEMS}
    assert amina.post(path, sheet()).status == 404
    later = {f"t2-{item}": "4" for item in ITEMS}
    assert amina.post(path, {**HEAD, **later, "moment": "after-3-months"}).status == 303
    assert [row.moment for row in kept()] == ["t2"]


@pytest.mark.parametrize("age", ["2", "0"])
def test_without_a_parents_tick_nothing_is_kept_and_that_is_said_kindly(
    asked, browser, cast, age
):
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"
    page = amina.follow(amina.post(path, sheet(age=age, parent="0")))

    assert "Without a parent's tick we cannot take these answers" in page.words()
    assert page.form("keying")["sheet"] == ["13"]
    assert kept() == []


def test_with_a_parents_tick_it_is_kept(keys):
    assert keys(sheet(age="2", parent="1")).status == 303
    assert len(kept()) == 1


def test_who_did_not_agree_is_not_kept(keys):
    assert keys(sheet(agreed="0", age="")).status == 303
    assert kept() == []


@pytest.mark.parametrize(
    ("lacks", "words"),
    [
        ("agreed", "Say whether the person ticked to take part."),
        ("age", "Say which age is ticked, or that none is."),
        ("spoken", "Choose the language of the sheet."),
    ],
)
def test_what_the_head_lacks_is_asked_for_and_the_answers_stay(keys, lacks, words):
    page = keys(sheet(**{lacks: ""}))

    assert page.status == 422
    assert page.faults == [words]
    assert page.form("keying")["t1-wait-i4"] == ["4"]


def test_a_young_person_needs_a_word_about_the_parents_tick(keys):
    page = keys(sheet(age="2"))

    assert page.faults == ["Say whether a parent or guardian ticked."]


def test_an_empty_sheet_is_not_kept_by_mistake(keys):
    page = keys(sheet(now="", before=""))

    assert page.status == 422
    assert kept() == []


def test_a_code_too_short_to_tell_people_apart_is_asked_back(keys):
    page = keys(sheet(code="mi"))

    assert page.status == 422
    assert page.form("keying")["code"] == ["mi"]


def test_sixty_days_after_it_closed_sheets_are_still_taken_and_then_not(
    asked, browser, cast
):
    asked.suite.follow_ups = []
    asked.survey.closed_at = clock.now() - timedelta(days=60)
    db.session.commit()
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"

    assert amina.post(path, sheet()).status == 303
    assert kept()[0].counts

    asked.survey.closed_at = clock.now() - timedelta(days=62)
    db.session.commit()
    late = amina.post(path, sheet(sheet="13"))
    assert late.status == 409
    assert "60 days" in late.words()
    assert amina.get(path).status == 409
    assert len(kept()) == 1


def test_no_page_shows_the_group_what_was_typed_in(asked, browser, cast):
    amina, base = browser(cast.amina), f"/awards/{asked.award.id}"
    amina.post(f"{base}/keying", sheet(code="mi07by"))

    for path in (f"{base}/keying", f"{base}/ways-in", f"/awards/{asked.award.id}"):
        page = amina.get(path)
        assert "mi07by" not in page.text
        values = {e.get("value") for e in page.all("input", class_="key")}
        assert values <= {"", None}


def test_an_evaluator_may_type_in_too_and_another_group_may_not(asked, browser, cast):
    path = f"/awards/{asked.award.id}/keying"

    assert browser(cast.eva).post(path, sheet()).status == 303
    assert browser(cast.omar).post(path, sheet(sheet="14")).status == 403
    assert len(kept()) == 1


def test_before_and_after_are_typed_in_on_pages_of_their_own(cast, browser):
    asked = a_suite(cast, Design.MATCHED)
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"

    for moment, slug in (("t0", "before"), ("t1", "after")):
        page = amina.get(f"{path}?moment={slug}")
        fields = {e.get("name") for e in page.all("input", class_="key")}
        assert fields == {f"{moment}-{item}" for item in ITEMS}
        typed = {f"{moment}-{item}": "4" for item in ITEMS}
        amina.post(path, {**HEAD, **typed, "moment": slug, "code": "mi07by"})

    before, after = kept()
    assert (before.moment, after.moment) == ("t0", "t1")
    assert before.code_hash == after.code_hash is not None


def test_a_sheet_kept_over_a_sign_out_holds_no_code_and_asks_for_it_again(
    asked, browser, cast
):
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"
    typed = sheet(code="MI07BY", csrf_token="stale")

    page = amina.post(path, typed)

    (rescue,) = db.session.scalars(select(Rescue))
    assert "MI07BY" not in rescue.typed
    assert '"t1-ask-i1": ["5"]' in rescue.typed
    (link,) = [link for link in page.links() if "/rescued/" in link]
    again = amina.post(path, amina.get(link).form("/keying"))
    assert again.status == 422
    assert again.faults == [
        "You were signed out, and the code was not kept. Type it in again, or leave it "
        "out if you cannot read it."
    ]
    assert kept() == []
    form = again.form("keying")
    assert form["t1-ask-i1"] == ["5"]
    assert amina.post(path, {**form, "code": "MI07BY"}).status == 303
    (row,) = kept()
    assert row.code_hash == answering.code_hash(asked.survey, "MI07BY")


def test_a_sheet_without_a_code_comes_back_as_it_was(asked, browser, cast):
    amina, path = browser(cast.amina), f"/awards/{asked.award.id}/keying"
    page = amina.post(path, sheet(csrf_token="stale"))
    (link,) = [link for link in page.links() if "/rescued/" in link]

    assert amina.post(path, amina.get(link).form("/keying")).status == 303
    assert len(kept()) == 1
