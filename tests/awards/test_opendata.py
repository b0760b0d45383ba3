"""Awards as open data, against the standard read by hand."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from grantsapp.awards import dataquality, opendata
from grantsapp.awards.dataquality import GEO_CODE_TYPES
from grantsapp.awards.opendata import (
    BOROUGHS,
    Grant,
    Location,
    Organisation,
    borough_location,
    grant_id,
    organisation_id,
)
from grantsapp.sheets import workbook_bytes

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
TODAY = NOON.date()
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FUND = Organisation("GB-LAE-GLA", "City Good Fund")
WELLS = Organisation(
    "GB-CHC-1164883", "Clean Wells", "1164883", "09876543", "N1 1AA",
    Location("Camden", "E09000007", "LONB"),
)  # fmt: skip
GRANT = Grant(
    reference="CGF1-A07", title="Wells for all", currency="GBP", amount_minor=845000,
    description="Twelve evenings at three wells.", awarded_on=date(2026, 5, 1),
    recipient=WELLS, funder=FUND, amount_applied_minor=999950,
    starts_on=date(2026, 6, 1), ends_on=date(2027, 5, 31), programme_code="CGF1",
    programme_title="Round one", classifications=(("Themes", "water", "Water"),),
    beneficiary_locations=(Location("Barnet", "E09000003", "LONB"), Location("Mars")),
    modified_at=NOON - timedelta(hours=1),
    data_source="https://city.example/open-data",
)  # fmt: skip
WRITTEN = {
    "id": "360G-city-CGF1-A07",
    "title": "Wells for all",
    "description": "Twelve evenings at three wells.",
    "currency": "GBP",
    "amountAppliedFor": 9999.5,
    "amountAwarded": 8450,
    "awardDate": "2026-05-01",
    "plannedDates": [{"startDate": "2026-06-01", "endDate": "2027-05-31"}],
    "recipientOrganization": [
        {"id": "GB-CHC-1164883", "name": "Clean Wells", "charityNumber": "1164883",
         "companyNumber": "09876543", "postalCode": "N1 1AA", "location":
         [{"name": "Camden", "geoCode": "E09000007", "geoCodeType": "LONB"}]}],
    "beneficiaryLocation": [
        {"name": "Barnet", "geoCode": "E09000003", "geoCodeType": "LONB"},
        {"name": "Mars"}],
    "fundingOrganization": [{"id": "GB-LAE-GLA", "name": "City Good Fund"}],
    "grantProgramme": [{"code": "CGF1", "title": "Round one"}],
    "fromOpenCall": "Yes",
    "classifications": [{"vocabulary": "Themes", "code": "water", "title": "Water"}],
    "dateModified": "2026-07-01T11:00:00Z",
    "dataSource": "https://city.example/open-data",
}  # fmt: skip
LEAST = Grant(
    reference="1", title="T", description="D", currency="GBP", amount_minor=1,
    awarded_on=TODAY, recipient=Organisation("360G-city-g1", "Tea Circle"),
    funder=Organisation("360G-city", "Another name"), from_open_call=False,
    modified_at=NOON,
)  # fmt: skip


def a_package(*grants):
    return opendata.package(
        grants or (GRANT,),
        publisher_name="City Good Fund",
        publisher_prefix="city",
        licence=LICENCE,
        issued=NOON,
    )


def faults_after(**changes):
    package = a_package()
    package["grants"][0].update(changes)
    return [(f.field, f.code) for f in dataquality.faults(package)]


def warnings_of(*grants):
    found = dataquality.warnings(a_package(*grants), today=TODAY)
    return [(w.field, w.code) for w in found]


def warnings_with(**changes):
    return warnings_of(replace(GRANT, **changes))


def warnings_after(**changes):
    package = a_package()
    package["grants"][0].update(changes)
    return [(w.field, w.code) for w in dataquality.warnings(package, today=TODAY)]


def a_group(**changes):
    return replace(WELLS, **changes)


# What is written


def test_a_package_is_written_as_the_standard_says():
    assert a_package() == {
        "version": "1.4",
        "publisher": {"name": "City Good Fund", "identifier": "GB-LAE-GLA"},
        "license": LICENCE,
        "issued": "2026-07-01T12:00:00Z",
        "modified": "2026-07-01T12:00:00Z",
        "grants": [WRITTEN],
    }
    assert dataquality.faults(a_package()) == []
    assert warnings_of(GRANT) == []


def test_the_least_grant_has_the_required_fields_and_nothing_empty():
    package = a_package(LEAST)

    assert package["grants"] == [{
        "id": "360G-city-1", "title": "T", "description": "D", "currency": "GBP",
        "amountAwarded": 0.01, "awardDate": "2026-07-01", "fromOpenCall": "No",
        "recipientOrganization": [{"id": "360G-city-g1", "name": "Tea Circle"}],
        "fundingOrganization": [{"id": "360G-city", "name": "Another name"}],
        "dateModified": "2026-07-01T12:00:00Z",
    }]  # fmt: skip
    assert package["publisher"]["identifier"] == "360G-city"
    assert dataquality.faults(package) == []


@pytest.mark.parametrize(
    ("minor", "places", "written"),
    [(845000, 2, "8450"), (845055, 2, "8450.55"), (10, 2, "0.1"), (29, 2, "0.29"),
     (0, 2, "0"), (5000, 0, "5000"), (1234567, 3, "1234.567"),
     (99999999999999, 2, "999999999999.99")],
)  # fmt: skip
def test_an_amount_is_written_in_major_units_without_noise(minor, places, written):
    grant = replace(GRANT, amount_minor=minor, places=places)

    assert json.dumps(a_package(grant)["grants"][0]["amountAwarded"]) == written


def test_moments_are_written_in_utc_and_a_moment_without_a_zone_is_refused():
    warsaw = datetime(2026, 7, 1, 1, 30, 15, 999, timezone(timedelta(hours=2)))
    grant = a_package(replace(GRANT, modified_at=warsaw))["grants"][0]

    assert grant["dateModified"] == "2026-06-30T23:30:15Z"
    with pytest.raises(ValueError, match="zone"):
        a_package(replace(GRANT, modified_at=warsaw.replace(tzinfo=None)))


def test_a_package_is_modified_when_its_newest_grant_is():
    newest = replace(GRANT, modified_at=NOON + timedelta(days=1))

    assert a_package(GRANT, newest)["modified"] == "2026-07-02T12:00:00Z"


# Identifiers and places


def test_a_grant_id_keeps_a_plain_reference_and_tells_others_apart():
    assert grant_id("city", "CGF1-A07") == "360G-city-CGF1-A07"
    made = grant_id("city", "CGF 1/A07")
    assert made.startswith("360G-city-CGF-1-A07-")
    assert made != grant_id("city", "CGF-1-A07") != grant_id("city", "CGF_1_A07")


@given(st.text(), st.text())
def test_a_grant_id_has_safe_letters_only_and_differs_for_another_reference(one, other):
    assume(one != other)
    assert grant_id("city", one) != grant_id("city", other)
    assert set(grant_id("city", one)) <= set(
        "0123456789-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    )


def test_an_organisation_id_is_the_registers_or_else_the_funds_own():
    assert organisation_id("city", " GB-COH-09876543 ", "17") == "GB-COH-09876543"
    assert organisation_id("city", None, "17") == "360G-city-17"
    assert organisation_id("city", "  ", "17") == "360G-city-17"


def test_each_borough_of_london_has_its_code():
    # Facts of the Office for National Statistics, from the register of codes
    known = {
        "City of London": "E09000001",
        "Barking and Dagenham": "E09000002",
        "Hackney": "E09000012",
        "Hammersmith and Fulham": "E09000013",
        "Kensington and Chelsea": "E09000020",
        "Tower Hamlets": "E09000030",
        "Westminster": "E09000033",
    }
    assert known.items() <= BOROUGHS.items()
    assert len(set(BOROUGHS.values())) == len(BOROUGHS) == 33
    assert "LONB" in GEO_CODE_TYPES


@pytest.mark.parametrize("name", ["Tower Hamlets", "tower hamlets", " TOWER  Hamlets"])
def test_a_borough_is_found_however_it_is_written(name):
    assert borough_location(name) == Location("Tower Hamlets", "E09000030", "LONB")


def test_other_places_keep_only_their_name():
    assert borough_location("hammersmith & fulham").code == "E09000013"
    assert borough_location("Wrocław") == Location("Wrocław")


# What is wrong


@pytest.mark.parametrize(
    "field",
    ["id", "title", "description", "currency", "amountAwarded", "awardDate",
     "fundingOrganization"],
)  # fmt: skip
@pytest.mark.parametrize("empty", [None, ""])
def test_a_required_field_that_is_empty_is_a_fault(field, empty):
    assert faults_after(**{field: empty}) == [(field, "missing")]


def test_a_required_field_that_is_not_there_is_a_fault_of_its_grant():
    package = a_package(GRANT, replace(GRANT, reference="8", title=""))
    [fault] = dataquality.faults(package)

    assert fault == dataquality.Fault(
        "360G-city-8", "title", "missing", "This is required and not there."
    )


@pytest.mark.parametrize(
    ("field", "code", "values"),
    [("title", "kind", [5, ["Wells"]]),
     ("amountAwarded", "kind", ["8450", True, float("nan")]),
     ("plannedDates", "kind", [{"startDate": "2026-06-01"}]),
     ("currency", "shape", ["£", "gbp"]),
     ("awardDate", "shape", ["01/05/2026", "2026-5-1", "2026-13-01", "٢٠٢٦-05-01",
                             "2026-02-30T00:00:00Z", "2026-05-01T10:00:00"]),
     ("dateModified", "shape", ["2026-05-01"]),
     ("dataSource", "shape", ["city.example"]),
     ("fromOpenCall", "shape", ["yes"]),
     ("fromOpenCall", "kind", [True]),
     ("id", "shape", ["360G-city-CGF1/A07", "CGF1-A07", "360G-city-CGF1 A07"])],
)  # fmt: skip
def test_a_field_of_another_kind_or_shape_is_a_fault(field, code, values):
    for value in values:
        assert faults_after(**{field: value}) == [(field, code)], value


def test_an_award_has_a_day_or_a_moment_and_a_period_may_be_as_rough_as_a_year():
    for value in ("2026-05-01", "2026-05-01T10:00:00.5+01:00"):
        assert faults_after(awardDate=value) == []
    for value in ("2026", "2026-06", "2026-06-01"):
        assert faults_after(plannedDates=[{"startDate": value}]) == []


def test_faults_inside_are_named_by_their_way():
    places = [{"name": "Barnet", "geoCode": "E09000003", "geoCodeType": "BOROUGH"}]
    assert faults_after(beneficiaryLocation=places) == [
        ("beneficiaryLocation/0/geoCodeType", "shape")
    ]
    assert faults_after(recipientOrganization=[{"id": "GB CHC 1"}]) == [
        ("recipientOrganization/0/name", "missing"),
        ("recipientOrganization/0/id", "shape"),
    ]
    assert faults_after(plannedDates=["2026"]) == [("plannedDates/0", "kind")]


def test_a_grant_goes_to_either_a_group_or_a_person():
    person = {"id": "360G-city-p1", "name": "Individual recipient"}
    both = faults_after(recipientIndividual=person)
    none = a_package()
    del none["grants"][0]["recipientOrganization"]
    only = a_package()
    only["grants"][0]["recipientIndividual"] = person
    del only["grants"][0]["recipientOrganization"]

    assert both == [("recipientOrganization", "one-recipient")]
    assert faults_after(recipientOrganization=[]) == both
    assert [f.code for f in dataquality.faults(none)] == ["one-recipient"]
    assert dataquality.faults(only) == []


def test_two_grants_with_one_identifier_are_a_fault_of_both():
    found = dataquality.faults(a_package(GRANT, replace(GRANT, title="Another")))

    assert [(f.field, f.code) for f in found] == [("id", "duplicate")] * 2


@pytest.mark.parametrize(
    ("field", "value", "place", "code"),
    [("version", "1.3", "version", "shape"), ("license", None, "license", "missing"),
     ("license", "CC BY", "license", "shape"), ("issued", "May", "issued", "shape"),
     ("modified", "2026-05-01", "modified", "shape"),
     ("publisher", {"identifier": "x"}, "publisher/name", "missing"),
     ("publisher", "Fund", "publisher", "kind"), ("grants", [], "grants", "missing"),
     ("grants", {"id": "x"}, "grants", "kind"), ("grants", ["x"], "grants/0", "kind")],
)  # fmt: skip
def test_faults_of_the_package_belong_to_no_grant(field, value, place, code):
    [fault] = dataquality.faults({**a_package(), field: value})

    assert (fault.grant_id, fault.field, fault.code) == ("", place, code)


# What is doubtful


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [({"amount_minor": 0}, "amountAwarded", "zero-amount"),
     ({"title": "t" * 141}, "title", "long-title"),
     ({"title": GRANT.description}, "description", "title-is-description"),
     ({"description": "Ask amina@wells.example."}, "description", "e-mail"),
     ({"beneficiary_locations": (Location("a.b+c@d-e.org"),)},
      "beneficiaryLocation/0/name", "e-mail"),
     ({"awarded_on": date(2026, 7, 2)}, "awardDate", "award-ahead"),
     ({"recipient": Organisation("360G-city-17", "Tea Circle")},
      "recipientOrganization/0", "no-number")],
)  # fmt: skip
def test_what_the_quality_tool_flags_is_doubtful(changes, field, code):
    assert warnings_with(**changes) == [(field, code)]


@pytest.mark.parametrize(
    "changes",
    [{"title": "t" * 140}, {"description": "Bread @ the well, 5 @ £2.50"},
     {"awarded_on": TODAY}],
)  # fmt: skip
def test_what_is_just_within_the_bounds_is_not_doubtful(changes):
    assert warnings_with(**changes) == []


@pytest.mark.parametrize(
    ("part", "code", "values"),
    [("id", "unknown-register", ["XX-YYY-1", "1164883", "GB-CHC1164883", "360Gcity"]),
     ("id", "wrong-number", ["GB-CHC-12345", "GB-CHC-12345678", "GB-CHC-SC12345",
                             "GB-COH-9876543"]),
     ("charity_number", "wrong-number", ["12345", "12345678", "116488-1", "SCO12345"]),
     ("company_number", "wrong-number", ["9876543", "098765432", "SC12345A"])],
)  # fmt: skip
def test_a_number_that_its_register_could_not_give_is_doubtful(part, code, values):
    fields = {"charity_number": "charityNumber", "company_number": "companyNumber"}
    where = f"recipientOrganization/0/{fields.get(part, part)}"
    for value in values:
        assert warnings_with(recipient=a_group(**{part: value})) == [(where, code)]


def test_numbers_of_all_registers_in_britain_are_taken():
    for number in ("123456", "1234567", "SC012345"):
        assert warnings_with(recipient=a_group(charity_number=number)) == []
    for number in ("09876543", "SC123459"):
        assert warnings_with(recipient=a_group(company_number=number)) == []
    for own in ("GB-COH-SC123459", "GB-SC-SC012345", "360G-city-17"):
        assert warnings_with(recipient=a_group(id=own)) == []


def test_a_day_that_never_was_is_doubtful_and_valid():
    changes = {"awardDate": "2026-02-30", "plannedDates": [{"endDate": "2027-09-31"}]}

    assert faults_after(**changes) == []
    assert warnings_after(**changes) == [
        ("awardDate", "impossible-date"),
        ("plannedDates/0/endDate", "impossible-date"),
    ]


@pytest.mark.parametrize("kind", ["plannedDates", "actualDates"])
def test_an_end_before_the_start_is_doubtful(kind):
    period = {"startDate": "2026-06-02", "endDate": "2026-06-01"}
    day = {"startDate": "2026-06-02", "endDate": "2026-06-02"}

    assert warnings_after(**{kind: [period]}) == [
        (f"{kind}/0/startDate", "ends-before-start")
    ]
    assert warnings_after(**{kind: [day]}) == []
    assert warnings_after(**{kind: [{"startDate": "2026"}]}) == []


@pytest.mark.parametrize(
    ("kind", "year"), [("plannedDates", 2038), ("actualDates", 2031)]
)
def test_planned_days_lie_twelve_years_ahead_at_most_and_actual_ones_five(kind, year):
    assert warnings_after(**{kind: [{"endDate": f"{year}-07-01"}]}) == []
    assert warnings_after(**{kind: [{"endDate": f"{year}-07-02"}]}) == [
        (f"{kind}/0/endDate", "far-ahead")
    ]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [({"funder": Organisation("GB-LAE-CMD", "Camden")},
      "fundingOrganization", "several-funders"),
     ({"recipient": replace(WELLS, id="GB-COH-09876543", name="CLEAN  wells")},
      "clean wells", "several-ids"),
     ({"recipient": replace(WELLS, name="Clear Wells")},
      "GB-CHC-1164883", "several-names")],
)  # fmt: skip
def test_grants_that_do_not_agree_on_a_group_are_doubtful(changes, field, code):
    other = replace(GRANT, reference="8", **changes)

    assert warnings_of(GRANT, other) == [(field, code)]
    assert warnings_of(GRANT, replace(GRANT, reference="8")) == []


def test_doubts_are_said_in_words_and_name_their_grant():
    [doubt] = dataquality.warnings(
        a_package(replace(GRANT, amount_minor=0)), today=TODAY
    )

    assert doubt.grant_id == "360G-city-CGF1-A07"
    assert doubt.words == "The amount is zero."


def test_doubts_are_sought_only_where_there_is_no_fault():
    assert warnings_after(title=5, amountAwarded=0) == []


# The sheet


def test_the_sheet_has_the_titles_of_the_standard():
    head, [row, other] = opendata.tabs(
        a_package(GRANT, replace(GRANT, beneficiary_locations=()))
    )["grants"]
    first = dict(zip(head, row, strict=True))

    assert head[:3] == ["Identifier", "Title", "Description"]
    assert first["Amount Awarded"] == 8450
    assert first["Recipient Org:0:Identifier"] == "GB-CHC-1164883"
    assert first["Recipient Org:0:Location:0:Geographic Code Type"] == "LONB"
    assert first["Beneficiary Location:0:Name"] == "Barnet"
    assert first["Beneficiary Location:1:Name"] == "Mars"
    assert first["Planned Dates:0:End Date"] == "2027-05-31"
    assert first["From An Open Call?"] == "Yes"
    assert first["Last Modified"] == "2026-07-01T11:00:00Z"
    assert dict(zip(head, other, strict=True))["Beneficiary Location:0:Name"] is None
    assert head.index("Beneficiary Location:1:Name") < head.index("Funding Org:0:Name")


def test_the_workbook_has_grants_and_meta_with_names_beside_values():
    book = CalamineWorkbook.from_filelike(
        BytesIO(workbook_bytes(opendata.tabs(a_package())))
    )

    assert book.sheet_names == ["grants", "Meta"]
    assert book.get_sheet_by_name("Meta").to_python() == [
        ["Version", "1.4"],
        ["Publisher:Identifier", "GB-LAE-GLA"],
        ["Publisher:Name", "City Good Fund"],
        ["License", LICENCE],
        ["Issued", "2026-07-01T12:00:00Z"],
        ["Modified", "2026-07-01T12:00:00Z"],
    ]
