"""The suite of a call: put together, framed, and what it lacks."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import packing
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.facts import Faults
from grantsapp.calls.models import Duty, Role
from grantsapp.db import db
from grantsapp.i18n import Text
from grantsapp.mel import pace, queries
from grantsapp.mel.actions import suiting
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import ABOUT, Suite
from grantsapp.mel.rules import lacks
from grantsapp.mel.wording import CONSENT
from tests.cast import CALM, a_call, a_fund, a_suite, an_instrument, another_instrument

PATH = "/staff/calls/CF1/suite"
FRAME = {
    "design": "retrospective",
    "minimum_age": "16",
    "languages": ["en", "ar"],
    "consent-en": "You agree.",
    "consent-ar": "توافق.",
    "help-en": "Ring 000.",
    "help-ar": "اتصل 000.",
}


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    return a_call(fund, cast.stella)


def suite_of(reference="CF1"):
    db.session.expire_all()
    return queries.suite_of(calls.call(reference))


def codes():
    return [(row.code, row.version) for row in suite_of().instruments]


def shelf(*numbers):
    return [another_instrument(f"tool{n}") for n in numbers]


def test_a_call_without_a_suite_says_that_nothing_can_be_asked(call, cast, browser):
    page = browser(cast.eva).get(PATH)

    assert "Nothing can be asked yet, because: No instrument is chosen." in page.words()
    assert db.session.scalar(select(Suite)) is None  # looking makes nothing


def test_instruments_are_added_moved_and_taken_out_without_javascript(
    call, cast, browser
):
    one, two, three = shelf(1, 2, 3)
    eva = browser(cast.eva)
    for row in (one, two, three):
        page = eva.post(f"{PATH}/instruments", {"instrument": str(row.id)})
        assert page.status == 303
    assert codes() == [("tool1", 1), ("tool2", 1), ("tool3", 1)]

    eva.post(f"{PATH}/instruments/{three.id}/order", {"to": "up"})
    assert [code for code, _ in codes()] == ["tool1", "tool3", "tool2"]
    eva.post(f"{PATH}/instruments/{one.id}/order", {"to": "down"})
    assert [code for code, _ in codes()] == ["tool3", "tool1", "tool2"]
    eva.post(f"{PATH}/instruments/{two.id}/order", {"to": "down"})  # the last one stays
    eva.post(f"{PATH}/instruments/{three.id}/order", {"to": "up"})  # so does the first
    assert [code for code, _ in codes()] == ["tool3", "tool1", "tool2"]

    eva.post(f"{PATH}/instruments/{one.id}/removal")
    eva.post(f"{PATH}/instruments/{one.id}/removal")  # again: nothing
    assert [code for code, _ in codes()] == ["tool3", "tool2"]
    assert [part.position for part in suite_of().parts] == [0, 1]


def test_two_versions_of_one_instrument_cannot_stand_together(call, cast, browser):
    first = an_instrument()
    second = another_instrument("calm", version=2)
    eva = browser(cast.eva)
    eva.post(f"{PATH}/instruments", {"instrument": str(first.id)})

    page = eva.post(f"{PATH}/instruments", {"instrument": str(second.id)})

    assert page.status == 409
    assert "Another version of this instrument is in the suite." in page.words("body")
    assert codes() == [("calm", 1)]
    page = eva.get(f"{PATH}/instruments")
    assert "Another version is in the suite" in page.words()
    # added again it is there once
    eva.post(f"{PATH}/instruments", {"instrument": str(first.id)})
    assert codes() == [("calm", 1)]


def test_an_instrument_that_is_not_in_the_library_is_none(call, cast, browser):
    page = browser(cast.eva).post(f"{PATH}/instruments", {"instrument": "nonsense"})

    assert page.status == 409
    assert "Choose an instrument of the library." in page.words("body")


def test_the_library_shows_the_themes_by_the_names_of_the_fund(call, cast, browser):
    another_instrument("one", themes=["awareness"])
    another_instrument("two", themes=["elsewhere"])
    another_instrument("three")

    words = browser(cast.eva, "pl").get(f"{PATH}/instruments").words()

    assert "awareness pl" in words  # as the fund calls it in Polish
    assert "elsewhere" in words  # a theme of another fund: its code
    tags = browser(cast.eva).get(f"{PATH}/instruments").words()
    assert tags.count("For every theme") == 1


def test_the_frame_is_kept_as_it_is_ticked(call, cast, browser):
    a_suite_of_one = an_instrument()
    suiting.add(suiting.suite_for(call), a_suite_of_one, by=cast.eva)
    db.session.commit()
    wish = FRAME | {
        "design": "matched",
        "follow_ups": ["6", "3"],
        "about": ["role", "age"],
        "minimum_age": "14",
        "lead": str(cast.stella.id),
    }

    page = browser(cast.eva).post(f"{PATH}/frame", wish)

    assert page.status == 303
    kept = suite_of()
    assert (kept.design, kept.follow_ups) == (Design.MATCHED, [3, 6])
    assert (kept.about, kept.minimum_age) == (["age", "role"], 14)
    assert (kept.languages, kept.lead.name) == (["en", "ar"], "Stella")
    assert kept.consent.plain("ar") == "توافق."
    assert lacks(kept) == []
    assert "The suite is whole." in browser(cast.eva).get(PATH).words()


def test_our_consent_is_offered_in_the_languages_of_the_call(call, cast, browser):
    form = browser(cast.eva).get(f"{PATH}/frame").form("frame")

    assert call.languages == ["en", "ar", "pl"]
    for code in call.languages:
        assert form[f"consent-{code}"] == [CONSENT[code]]
    assert [form[f"help-{code}"] for code in call.languages] == [[""], [""], [""]]
    assert all(text.count("\n\n") == 3 for text in CONSENT.values())


def test_only_languages_of_call_and_instruments_are_offered(call, cast, browser):
    english = {
        **CALM,
        "code": "plain",
        "title": {"en": "Plain", "pl": "Prosto", "fr": "Simple"},
        "items": [
            {"code": c, "text": {"en": c, "pl": c, "fr": c}} for c in ("one", "two")
        ],
    }
    rows = [an_instrument(), another_instrument(**english)]
    a_suite(call, cast.stella, *rows, languages=["en", "pl"])
    eva = browser(cast.eva)

    page = eva.get(f"{PATH}/frame")

    boxes = [b.get("value") for b in page.all("input", name="languages")]
    assert boxes == ["en", "pl"]  # no French: the call; no Arabic: the instrument
    page = eva.post(f"{PATH}/frame", {**FRAME, "version": "2", "languages": ["ar"]})
    assert (page.status, page.faults) == (422, ["Choose only from the list."])


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("design", "often", "Choose one."),
        ("follow_ups", ["9"], "Choose only from the list."),
        ("about", ["income"], "Choose only from the list."),
        ("languages", ["xx"], "Choose only from the list."),
        ("languages", [], "Choose at least one language."),
        ("lead", "nobody-known", "Choose only from the list."),
        ("minimum_age", "old", "Write a whole number in figures, such as 40."),
        ("minimum_age", "", "Write a whole number of years from 0 to 25."),
        ("minimum_age", "26", "Write a whole number of years from 0 to 25."),
        ("consent-en", "x" * 6001, "At most 6,000 characters in each language."),
        ("help-ar", "x" * 6001, "At most 6,000 characters in each language."),
    ],
)
def test_a_forged_or_wrong_value_is_told_in_our_words(
    call, cast, browser, field, value, sentence
):
    page = browser(cast.eva).post(f"{PATH}/frame", {**FRAME, field: value})

    assert page.status == 422
    assert page.faults == [sentence]
    assert page.form("frame")["help-en"] == ["Ring 000."]  # nothing typed is lost
    assert suite_of() is None


def test_who_leads_must_serve_the_fund(call, cast, browser):
    page = browser(cast.eva).get(f"{PATH}/frame")

    options = [o.text for o in page.all("select", id="lead")[0].iter("option")]
    assert options == ["Nobody yet", "Stella"]
    forged = FRAME | {"lead": str(cast.zed.id)}
    page = browser(cast.eva).post(f"{PATH}/frame", forged)
    assert (page.status, page.faults) == (422, ["Choose only from the list."])


def test_a_lead_who_serves_no_more_is_told(call, cast):
    give_role(cast.mei, Duty.MANAGER, fund=call.fund)
    suite = a_suite(call, cast.stella, an_instrument(), lead=cast.mei)
    assert lacks(suite) == []

    db.session.delete(
        db.session.scalar(select(Role).where(Role.person_id == cast.mei.id))
    )
    db.session.commit()

    assert lacks(suite_of()) == [
        "Mei is the safeguarding lead and does not serve the fund any more."
    ]


def test_the_evaluator_is_refused_as_lead_in_a_sentence(call, cast, browser):
    forged = FRAME | {"lead": str(cast.eva.id)}

    page = browser(cast.stella).post(f"{PATH}/frame", forged)

    assert page.status == 422
    assert page.faults == [
        "Eva evaluates the fund and can look at single answers, so they cannot be the "
        "safeguarding lead as well. Choose somebody else."
    ]
    assert suite_of() is None


def test_a_lead_who_comes_to_evaluate_the_fund_is_told_on_the_suite_page(
    call, cast, browser
):
    a_suite(call, cast.stella, an_instrument())
    give_role(cast.stella, Duty.EVALUATOR, fund=call.fund)
    db.session.commit()

    words = browser(cast.eva).get(PATH).words()

    assert "Stella is the safeguarding lead and evaluates the fund." in words
    assert len(lacks(suite_of())) == 1


def test_the_consent_says_that_the_evaluator_can_look_at_one_persons_answers():
    for code, words in (
        ("en", "can look at those of a single person"),
        ("ar", "ويمكنه الاطلاع على إجابات شخص واحد"),
        ("pl", "może obejrzeć odpowiedzi jednej osoby"),
    ):
        assert words in CONSENT[code]


def test_what_is_missing_is_named_language_by_language(call, cast):
    one = {**CALM, "title": {"en": "One", "pl": "Jeden"}}
    one["items"] = [{"code": c, "text": {"en": c, "pl": c}} for c in ("a1", "a2")]
    suite = a_suite(
        call,
        cast.stella,
        another_instrument(**one),
        languages=["en", "ar"],
        consent=Text.of(en="Yes."),
        help=Text.of(ar="هنا"),
        lead=None,
    )

    assert lacks(suite) == [
        "The text with local help is not there in English.",
        "The instrument “One” does not speak Arabic.",
        "The consent is not there in Arabic.",
        "Nobody is named as safeguarding lead.",
    ]


def test_of_two_who_save_the_second_sees_both_texts(call, cast, browser):
    stella, eva = browser(cast.stella), browser(cast.eva)
    form = eva.get(f"{PATH}/frame").form("frame")
    stella.post(
        f"{PATH}/frame",
        FRAME | {"help-en": "Hers", "about": ["age"], "minimum_age": "18"},
    )

    mine = {**form, "help-en": "Mine", "design": "matched"}
    page = eva.post(f"{PATH}/frame", mine)

    assert page.status == 409
    assert "Stella saved this while you were writing." in page.words()
    theirs = {
        d.get("id"): "".join(d.itertext()) for d in page.all("div", class_="theirs")
    }
    assert "English: Hers" in theirs["help-theirs"]
    assert "Once, at the end, looking back" in theirs["design-theirs"]
    assert "How old are you?" in theirs["about-theirs"]
    assert "18" in theirs["minimum_age-theirs"]
    assert page.form("frame")["help-en"] == ["Mine"]
    assert suite_of().help.plain("en") == "Hers"
    # saved again, mine stands
    assert eva.post(f"{PATH}/frame", page.form("frame")).status == 303
    assert suite_of().help.plain("en") == "Mine"
    verbs = [line.verb for line in audit.history(call)]
    assert verbs.count("wrote the suite") == 2


def test_taking_a_question_about_people_out_keeps_what_was_answered(call, cast):
    suite = a_suite(call, cast.stella, an_instrument(), about=["age", "faith"])
    suiting.frame(suite, by=cast.stella, about=["age"])
    db.session.commit()

    assert suite_of().about == ["age"]
    words, options = ABOUT["faith"]  # an answer keeps its code, and its words
    assert (str(words), str(options["sikh"])) == (
        "Which religion or belief is yours?",
        "Sikh",
    )


def test_a_code_that_a_later_release_does_not_know_still_shows(call, cast, browser):
    a_suite(call, cast.stella, an_instrument(), about=["age", "shoe_size"])

    page = browser(cast.eva).get(PATH)

    assert "shoe_size" in page.words()
    form = browser(cast.eva).get(f"{PATH}/frame").form("frame")
    assert form["about"] == ["age"]  # it goes when somebody saves


# items, design, minutes: at eight statements a minute, twice as many looking back
PACE = [
    ([], Design.MATCHED, 0),
    ([8], Design.AFTER_ONLY, 1),
    ([9], Design.AFTER_ONLY, 2),
    ([8, 8], Design.MATCHED, 2),
    ([8, 8], Design.RETROSPECTIVE, 4),
    ([6, 7, 7, 8, 10, 10], Design.RETROSPECTIVE, 12),
]


@pytest.mark.parametrize(("items", "design", "minutes"), PACE)
def test_how_long_it_takes_follows_the_rule_that_stands_beside_it(
    app, items, design, minutes
):
    tools = [
        another_instrument(
            f"long{n}",
            items=[
                {"code": f"i{i}", "text": {"en": "a", "ar": "b", "pl": "c"}}
                for i in range(n_items)
            ],
        ).tool
        for n, n_items in enumerate(items)
    ]

    assert pace.minutes(tools, design) == minutes


def test_the_page_says_how_long_the_suite_takes(call, cast, browser):
    a_suite(call, cast.stella, an_instrument(), another_instrument())

    words = browser(cast.eva).get(PATH).words()

    # two instruments of two statements, each twice: 8 statements
    assert "The whole suite takes about one minute to answer." in words
    assert "Counted with 8 statements a minute" in words


def test_a_language_without_our_own_words_is_told(cast, browser):
    fund = a_fund(cast.stella)
    call = a_call(fund, cast.stella)
    call.languages = ["en", "so"]
    title = {"en": "One", "so": "Mid"}
    items = [{"code": "one", "text": title}, {"code": "two", "text": title}]
    a_suite(
        call,
        cast.stella,
        another_instrument(title=title, items=items),
        languages=["en", "so"],
        consent=Text.of(en="Yes.", so="Haa."),
        help=Text.of(en="Here.", so="Halkan."),
    )

    words = browser(cast.stella).get(PATH).words()

    assert "Our own words, such as those on buttons, are not there in Somali." in words


def test_nobody_else_looks_at_or_writes_a_suite(call, cast, browser):
    for who in (cast.zed, cast.amina, cast.otto, cast.rosa):
        them = browser(who)
        assert them.get(PATH).status == 403
        assert them.post(f"{PATH}/frame", FRAME).status == 403
    assert suite_of() is None


def copy_of(call, fund, by):
    made = packing.copy_call(
        call,
        fund,
        reference="CF2",
        opens_at=clock.now() + timedelta(days=1),
        closes_at=clock.now() + timedelta(days=30),
        by=by,
    )
    db.session.commit()
    return queries.suite_of(made)


def test_a_copied_call_has_the_suite_of_the_earlier_one(call, cast):
    one, two = shelf(1, 2)
    a_suite(call, cast.stella, two, one, follow_ups=[6], about=["age"], minimum_age=14)

    copied = copy_of(call, call.fund, cast.stella)

    assert [row.code for row in copied.instruments] == ["tool2", "tool1"]
    assert (copied.follow_ups, copied.about) == ([6], ["age"])
    assert (copied.minimum_age, copied.lead.name) == (14, "Stella")
    assert copied.help == suite_of().help
    assert copied.id != suite_of().id


def test_a_call_copied_into_another_fund_needs_its_own_lead_and_help(call, cast):
    a_suite(call, cast.stella, an_instrument(), languages=["en"])

    copied = copy_of(call, a_fund(cast.otto), cast.otto)

    assert lacks(copied) == [
        "The text with local help is not there in English.",
        "Nobody is named as safeguarding lead.",
    ]


def test_a_copied_call_without_a_suite_has_none(call, cast):
    assert copy_of(call, call.fund, cast.stella) is None


def packed(reference="CF1"):
    """What the file of a call says, as it is read from disk."""
    db.session.expire_all()
    return json.loads(json.dumps(packing.pack(calls.call(reference))))


def made_from(document, fund):
    """A call out of a file."""
    values = packing.check(document, fund)
    times = {name: values["call"][name] for name in ("opens_at", "closes_at")}
    made = packing.unpack(values, fund, reference="CF2", by=None, **times)
    db.session.commit()
    return made


def test_the_file_of_a_call_carries_its_suite_without_its_lead(call, cast):
    one, two = shelf(1, 2)
    frame = {"follow_ups": [6], "about": ["age"], "minimum_age": 14}
    a_suite(call, cast.stella, two, one, **frame)
    document = packed()

    made_from(document, call.fund)

    assert document["suite"][0]["instruments"] == [
        {"code": "tool2", "version": 1},
        {"code": "tool1", "version": 1},
    ]
    assert "Stella" not in json.dumps(document["suite"])
    assert packed("CF2")["suite"] == document["suite"]
    again = suite_of("CF2")
    assert (again.follow_ups, again.minimum_age, again.lead) == ([6], 14, None)
    assert again.consent.plain("en") == suite_of().consent.plain("en")
    assert lacks(again) == ["Nobody is named as safeguarding lead."]


def test_an_instrument_that_a_house_lacks_is_named_and_nothing_is_made(
    call, cast, browser
):
    a_suite(call, cast.stella, an_instrument())
    document = packed()
    document["suite"][0]["instruments"].append({"code": "calm_too", "version": 3})
    document["call"]["reference"] = "CF2"
    sent = {"file": (BytesIO(json.dumps(document).encode()), "call.json")}

    page = browser(cast.stella).post(f"/staff/funds/{call.fund_id}/calls/file", sent)

    assert page.status == 422
    assert (
        "suite[0].instruments[1].code: this house does not have “calm_too 3”. Bring it "
        "in first, then send the file again."
    ) in page.words()
    assert calls.call("CF2") is None


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("design", "often", "suite[0].design"),
        ("follow_ups", [9], "suite[0].follow_ups"),
        ("follow_ups", [3, 3], "suite[0].follow_ups"),
        ("follow_ups", [[3]], "suite[0].follow_ups"),
        ("about", ["income"], "suite[0].about"),
        ("languages", ["xx"], "suite[0].languages"),
        ("minimum_age", 26, "suite[0].minimum_age"),
        ("lead", "Stella", "suite[0].lead"),
        ("instruments", [{"code": "calm"}], "suite[0].instruments[0].version"),
        (
            "instruments",
            [{"code": "calm", "version": 1}] * 2,
            "suite[0].instruments[1].code",
        ),
    ],
)
def test_a_suite_that_cannot_be_is_refused_at_its_place(call, cast, name, value, place):
    a_suite(call, cast.stella, an_instrument())
    document = packed()
    document["suite"][0][name] = value

    with pytest.raises(Faults) as refused:
        packing.check(document, call.fund)

    assert [fault.path for fault in refused.value.faults] == [place]


def test_a_call_has_one_suite_at_most_and_may_have_none(call, cast):
    a_suite(call, cast.stella, an_instrument())
    document = packed()
    twice = {**document, "suite": document["suite"] * 2}

    with pytest.raises(Faults, match="suite: too_many"):
        packing.check(twice, call.fund)
    document.pop("suite")
    made_from(document, call.fund)
    assert suite_of("CF2") is None


@pytest.mark.parametrize("below", ["frame", "instruments"])
def test_a_page_below_the_suite_says_where_it_stands(call, cast, browser, below):
    page = browser(cast.eva).get(f"{PATH}/{below}")

    here = {
        (one.text or "").strip(): one.get("aria-current")
        for one in page.all("a")
        if one.get("aria-current") and not one.get("hreflang")
    }
    assert here == {"Surveys": "true", "Suite": "true"}
