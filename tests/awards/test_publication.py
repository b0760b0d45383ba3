"""What the public learns of an award: one setting, obeyed by every page and file.

Four projects with names that stand nowhere else. A visitor asks every address of the
house that may be asked, with every key that there is, and reads what came.
"""

import io
import json
from itertools import product

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from grantsapp import audit
from grantsapp.accounts import actions as accounts
from grantsapp.accounts.models import Kind
from grantsapp.app import each_route
from grantsapp.awards import dataquality, queries
from grantsapp.awards.actions import disclosing, offering, publishing
from grantsapp.awards.models import Award, Publication
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.evaluation import queries as evaluations
from grantsapp.evaluation.actions import assembling, evaluating, reporting
from grantsapp.mail import Letter
from grantsapp.mel.actions import asking
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Survey
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    an_award,
    an_instrument,
    answered,
    eligible,
)

# Name of the group, title, summary, its number in a register, where it is.
GROUPS = {
    "full": ("Larkspur Hall", "Larkspur suppers", "Larkspur cooks.", "Brent"),
    "area": ("Vervain Circle", "Quillwort talks", "Bergamot talks.", "Haringey"),
    "withheld": ("Oxlip Union", "Sorrel evenings", "Tansy listens.", "Newham"),
    "alone": ("Zinnia Yarrow", "Choir of Yarrow", "Yarrow sings.", "Camden"),
}
HIDDEN = {
    "area": {"Vervain", "Quillwort", "Bergamot", "1000002"},
    "withheld": {"Oxlip", "Sorrel", "Tansy", "1000003"},
    "alone": {"Zinnia", "Yarrow", "1000004"},
}


def answers():
    for n in range(12):
        low = 1 + n % 2
        now = {"bear": low + 2, "snap": 4 - low}
        yield f"p{n:03}", {"r0": {"bear": low, "snap": 6 - low - n % 3 // 2}, "t1": now}


@pytest.fixture
def awards(cast):
    """Four awards with answered surveys; the evaluation is out before anybody hides."""
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    call = a_call(fund, cast.stella)
    people = (cast.amina, cast.omar, cast.bo, cast.zed)
    made = {
        name: _award(call, name, number, person, cast)
        for number, (name, person) in enumerate(zip(GROUPS, people, strict=True), 1)
    }
    tool = an_instrument()
    surveys = [
        asking.ask(award, [tool], Design.RETROSPECTIVE, by=None)
        for award in made.values()
    ]
    db.session.flush()
    for survey in surveys:
        answered(survey, answers())
    found = evaluating.evaluate(call, by=cast.stella)
    evaluating.publish(found, by=cast.stella)
    db.session.commit()
    return made


def _award(call, name, number, person, cast):
    group, title, summary, borough = GROUPS[name]
    facts = {"name": group, "borough": borough, "about": f"{group} is a group."}
    org = accounts.add_organisation(person, kind="informal_group", **facts)
    org.org_id = f"GB-CHC-100000{number}"
    db.session.commit()
    bid = a_bid(call, org, person, title=[title])
    eligible(bid, cast.stella)
    award = an_award(bid, cast.stella, cast.otto)
    offering.describe(award, summary=summary, by=cast.stella)
    org.kind = Kind.INDIVIDUAL if name == "alone" else org.kind
    db.session.commit()
    return award


def hide(awards, cast, **settings):
    for name, setting in settings.items():
        reason = "" if setting == "full" else "Threats."
        award = db.session.get(Award, awards[name].id)
        disclosing.disclose(award, Publication(setting), reason=reason, by=cast.stella)
    db.session.commit()


def everything_public(app, browser):
    """Ask every address with every key, as a visitor; gives what came by address.

    What managers open under /staff sends every visitor away: the policy matrix sees
    to that.
    """
    surveys = db.session.scalars(select(Survey.key)).all()
    tables = ("awards", "funds", "applications", "organisations", "evaluations")
    keys = [str(k) for k in surveys] + [str(k) for t in tables for k in _ids(t)]
    known = {"reference": ["CF1"], "language": ["en", "pl"], "moment": ["before"]}
    found = {}
    for _endpoint, method, rule in each_route(app):
        if method != "GET" or rule.startswith(("/static", "/staff")):
            continue
        names = [p.split(">")[0].split(":")[-1] for p in rule.split("<")[1:]]
        choices = [known.get(n, keys) for n in names]
        for values in product(*choices[:1], *(some[:2] for some in choices[1:])):
            place = _filled(rule, values)
            for language in ("en", "ar"):
                page = browser(language=language).get(place)
                if page.status != 200:
                    break
                found[language, place] = told(page)
    return found


def _ids(table):
    known = db.Model.metadata.tables
    return db.session.scalars(select(known[table].c.id)).all() if table in known else []


def _filled(rule, values):
    parts = rule.split("<")
    rest = [part.split(">", 1)[1] for part in parts[1:]]
    return parts[0] + "".join(f"{v}{r}" for v, r in zip(values, rest, strict=True))


def told(page):
    if page.response.mimetype == "application/pdf":
        return text_of(page.data)
    return page.data.decode("utf-8", "replace")


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def files(app):
    """What the command line writes for the public."""
    package = publishing.package(app.config)
    found = evaluations.all_published()[0]
    document = assembling.draft(found.call, evaluating.work_out(found.call).public)
    old = evaluations.public_figures(found)
    book = CalamineWorkbook.from_filelike(io.BytesIO(publishing.as_sheet(package)))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return {
        "360giving.json": json.dumps(package),
        "360giving.xlsx": str(sheets),
        "report.json": json.dumps([document, old]),
        "report.html": reporting.as_html(document, "en"),
        "report.pdf": text_of(reporting.as_pdf(document, "en")),
        "stored": json.dumps(found.public),
    }


def seen(found, words):
    return {(where, w) for where, text in found.items() for w in words if w in text}


def test_hidden_names_stand_nowhere_that_a_visitor_can_look(awards, app, cast, browser):
    hide(awards, cast, area="area", withheld="withheld")

    pages = everything_public(app, browser)
    written = files(app)

    assert len(pages) > 30
    for name, words in HIDDEN.items():
        assert not seen(pages | written, words), name
    for place in (("en", "/awards"), ("ar", "/evaluations/CF1")):
        assert "Larkspur suppers" in pages[place]
    assert "Larkspur Hall" in written["360giving.json"]


def test_it_is_obeyed_back_and_forth(awards, app, cast, browser):
    words = HIDDEN["area"] - {"1000002"}
    for setting, is_seen in (("area", False), ("full", True), ("withheld", False)):
        hide(awards, cast, area=setting)
        pages = {
            path: told(browser().get(path))
            for path in ("/awards", "/evaluations/CF1", "/evaluations/CF1/report.json",
                         "/evaluations/CF1/report.pdf", "/awards/360giving.json")
        }  # fmt: skip

        assert bool(seen(pages, words)) is is_seen, setting
        titled = {path for path, w in seen(pages, {"Quillwort"})}
        assert titled == (set(pages) if is_seen else set())


def test_what_is_withheld_counts_in_the_totals_all_the_same(awards, cast, browser):
    visitor = browser()
    before = visitor.get("/evaluations/CF1").words()
    hide(awards, cast, area="area", withheld="withheld")

    page, after = (
        visitor.get("/awards").words(),
        visitor.get("/evaluations/CF1").words(),
    )

    assert "4 awards, £32,000" in page
    assert "One award is counted here and not listed" in page
    assert "A project in Haringey" in page
    assert "An organisation in Haringey" in page
    assert "Newham" not in page
    assert "£32,000" in before
    assert "£32,000" in after
    assert "A project in Haringey" in after


def test_open_data_names_the_unnamed_so_that_it_leads_nowhere(awards, app, cast):
    hide(awards, cast, area="area", withheld="withheld")

    package = publishing.package(app.config)
    grants = {g["id"]: g for g in package["grants"]}
    again = publishing.package(app.config)["grants"]

    assert len(grants) == 3
    by_place = {g["beneficiaryLocation"][0]["name"]: g for g in grants.values()}
    unnamed = by_place["Haringey"]
    [recipient] = unnamed["recipientOrganization"]
    assert recipient["name"] == "An organisation in Haringey"
    assert set(recipient) == {"id", "name"}
    assert unnamed["title"] == "A project in Haringey"
    assert "amountAppliedFor" not in unnamed
    assert unnamed["amountAwarded"] == 8000
    group = awards["area"].organisation_id
    assert str(group)[:8] not in recipient["id"]
    assert str(awards["area"].id)[:8] not in recipient["id"]
    assert recipient["id"] in json.dumps(again)
    alone = by_place["Camden"]["recipientIndividual"]
    assert alone["name"] == "Individual recipient"
    assert str(awards["alone"].organisation_id)[:8] not in alone["id"]
    assert dataquality.faults(package) == []


def test_an_unnamed_group_has_another_recipient_in_each_award(awards, cast):
    hide(awards, cast, area="area", full="area")

    one, other = (queries.told(db.session.get(Award, awards[n].id)) for n in
                  ("area", "full"))  # fmt: skip

    assert one.own_id != other.own_id


def test_a_place_in_own_words_is_not_told_of_an_unnamed_group(awards, cast):
    awards["area"].organisation.borough = "Vervain Mews, behind the station"
    hide(awards, cast, area="area")

    one = queries.told(db.session.get(Award, awards["area"].id))

    assert one.area == ""
    assert queries.group_name(one).text == "An organisation"
    assert queries.project_name(one).text == "A project"


def test_one_person_is_never_named_whatever_the_setting(awards, cast, browser):
    for setting in ("full", "area", "withheld"):
        hide(awards, cast, alone=setting)

        assert not seen({"page": browser().get("/awards").text}, HIDDEN["alone"])


def test_a_title_without_the_name_of_its_person_is_told(awards, cast, browser):
    awards["alone"].title, awards["alone"].summary = "Choir of Sundays", "We sing."
    db.session.commit()

    page = browser().get("/awards").words()

    assert "Choir of Sundays" in page
    assert "One person" in page


# The page of managers

PATH = "/staff/awards/{}/publication"


def test_a_manager_hides_a_group_with_a_reason_and_its_people_hear_of_it(
    awards, cast, browser
):
    stella, key = browser(cast.stella), awards["area"].id
    page = stella.get(PATH.format(key))
    form = page.form("publication")
    assert form["publication"] == ["full"]
    assert "Vervain Circle" in page.words()

    typed = {**form, "publication": "area", "publication_reason": "Threats."}
    answer = stella.post(PATH.format(key), typed)

    assert answer.location == f"/staff/awards/{key}"
    assert "Threats." in stella.get(answer.location).words()
    assert "An organisation in Haringey" in stella.get(PATH.format(key)).words()
    award = db.session.get(Award, key)
    line = audit.history(award)[-1]
    assert (line.verb, line.details["was"], line.details["now"]) == (
        "set the publication", "full", "area",
    )  # fmt: skip
    query = select(Letter).where(Letter.template == "publication_set")
    [letter] = db.session.scalars(query).all()
    assert letter.to == cast.omar.email
    assert "It does not publish who you are" in letter.body


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"publication": "area"}, "Write why it is not published."),
        ({"publication": "withheld", "publication_reason": " \u200b "}, "Write why"),
        ({"publication": "secret", "publication_reason": "x"}, "Choose one."),
        ({"publication": "area", "publication_reason": "x" * 1001}, "1000"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    awards, cast, browser, typed, sentence
):
    stella, key = browser(cast.stella), awards["area"].id

    form = stella.get(PATH.format(key)).form("publication")
    form.pop("publication")
    page = stella.post(PATH.format(key), {**form, **typed})

    assert page.status == 422
    assert sentence in " ".join(page.faults)
    award = db.session.get(Award, key)
    assert award.publication is Publication.FULL
    assert db.session.scalar(select(Letter).where(Letter.template == "publication_set")
                             ) is None  # fmt: skip


def test_two_managers_at_once_see_each_other(awards, cast, browser):
    stella, key = browser(cast.stella), awards["area"].id
    form = stella.get(PATH.format(key)).form("publication")
    hide(awards, cast, area="withheld")

    page = stella.post(PATH.format(key), {**form, "publication": "full"})

    assert page.status == 409
    assert db.session.get(Award, key).publication is Publication.WITHHELD
    assert "Threats." in page.words()
