"""The manager's list of bids: what the address asks for, and nothing of a draft."""

from datetime import timedelta

import pytest

from grantsapp import clock
from grantsapp.calls.queries import bids
from grantsapp.db import db
from tests.cast import a_bid, a_call, a_draft, a_fund, a_group, withdrawn

LIST = "/staff/calls/CF1/applications"


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def three(call, cast):
    """A bid of Amina's, one in Arabic of Bo's, one of Omar's that was withdrawn."""
    kitchen = a_group(cast.amina)
    arabic = a_group(cast.bo, name="جمعية الأمل")
    goals = a_group(cast.omar, name="Żółte Gole")
    for group, borough in ((arabic, "Hackney"), (goals, "")):
        group.borough = borough
    first = a_bid(call, kitchen, cast.amina, title=["Kitchen table"])
    second = a_bid(
        call,
        arabic,
        cast.bo,
        title=["مَائِدَةُ الجيران"],
        theme=["resilience"],
        amount=["2,000"],
        need=["نلتقي كل أسبوع"],
        people=["9"],
    )
    second.language = "ar"
    third = a_bid(call, goals, cast.omar, title=["Bramki"], amount=["5,000"])
    withdrawn(third, cast.omar)
    third.language = "pl"
    db.session.commit()
    return first, second, third


@pytest.fixture
def stella(cast, browser):
    return browser(cast.stella)


def shown(page):
    """The references in the table, in their order."""
    rows = [tr for t in page.all("tbody") for tr in t.iter("tr")]
    return ["".join(tr[0].itertext()).strip()[-4:] for tr in rows]


# What an address asks for, and the numbers of the bids that it finds, in order.
ADDRESSES = {
    "": ["0001", "0002"],
    "stage=any": ["0001", "0002", "0003"],
    "stage=withdrawn": ["0003"],
    "theme=resilience": ["0002"],
    "tier=small": ["0001", "0002"],
    "borough=Hackney": ["0002"],
    "written_in=ar": ["0002"],
    "kind=charity": [],
    "kind=informal_group": ["0001", "0002"],
    "least=3000": ["0001"],
    "most=٢٬٠٠٠": ["0002"],
    "least=1,000&most=9,000": ["0001", "0002"],
    "search=table+KITCHEN": ["0001"],
    "search=مائده": ["0002"],
    "search=اسبوع+الامل": ["0002"],
    "search=table+nowhere": [],
    "search=zolte&stage=any": ["0003"],
    "search=%25": [],
    "search=*": [],  # what a pattern would take for anything is only itself
    "search=k%3Ftchen": [],
    "search=[k]itchen": [],
    "search=kitche": ["0001"],
    "search=" + 2_000 * "k": [],
    "sort=amount": ["0002", "0001"],
    "sort=amount&order=down&stage=any": ["0001", "0003", "0002"],
    "sort=number&order=down": ["0002", "0001"],
    "sort=project&stage=any": ["0003", "0001", "0002"],
    "sort=group&stage=any": ["0001", "0003", "0002"],
    "sort=borough&stage=any": ["0002", "0001", "0003"],
    "sort=borough&stage=any&order=down": ["0001", "0002", "0003"],
    "sort=theme&order=down": ["0002", "0001"],
    "sort=tier&theme=awareness": ["0001"],
    "sort=language": ["0002", "0001"],
    "sort=kind": ["0001", "0002"],
    "sort=submitted&order=down": ["0002", "0001"],
    "sort=stage&stage=any": ["0001", "0002", "0003"],
    "first=first": ["0001", "0002"],
    "first=again": [],
    "page=99": ["0001", "0002"],
    "page=-1": ["0001", "0002"],
    "page=x": ["0001", "0002"],
}


def test_the_address_says_which_bids_and_in_which_order(three, stella):
    found = {asked: shown(stella.get(f"{LIST}?{asked}")) for asked in ADDRESSES}

    assert found == ADDRESSES


FAULTS = {
    "least=a+lot": "Write an amount in figures, such as 8,500.",
    "least=5000&most=10": "The most is less than the least. Change one of them.",
    "theme=gone": "Choose one of the answers shown.",
    "sort=password": "Choose one of the answers shown.",
}


def test_what_the_list_does_not_know_is_refused_at_its_field(three, stella):
    for asked, sentence in FAULTS.items():
        page = stella.get(f"{LIST}?{asked}")

        assert page.status == 422
        assert page.faults == [sentence]
        assert shown(page) == []


def test_a_group_that_applied_to_an_earlier_call_is_not_new(call, cast, stella):
    group, new = a_group(cast.amina), a_group(cast.omar, name="New")
    now = clock.now()
    with clock.stopped_at(now - timedelta(days=100)):
        before = a_call(a_fund(cast.otto), cast.otto, reference="OLD")
        a_bid(before, group, cast.amina)
    a_draft(call, new, cast.omar)
    for person, their in ((cast.amina, group), (cast.omar, new)):
        a_bid(call, their, person)

    assert shown(stella.get(f"{LIST}?first=again")) == ["0002"]
    page = stella.get(f"{LIST}?first=first&columns=first")
    assert shown(page) == ["0003"]
    assert "Yes" in page.words("table")


def test_columns_are_chosen_in_the_address_and_may_be_answers(three, stella):
    page = stella.get(f"{LIST}?columns=answer.people&columns=borough&columns=x")
    heads = [
        " ".join("".join(th.itertext()).split())
        for th in page.all("thead")[0].iter("th")
    ]

    assert [h.strip(" ▲") for h in heads] == ["Number", "Project", "Based in", "people"]
    assert "40" in page.words("table")
    assert "Kitchen Table" not in page.words("table")
    assert "need" not in heads


def test_what_was_chosen_stays_when_the_language_or_the_order_changes(three, stella):
    page = stella.get(f"{LIST}?columns=group&columns=borough&theme=resilience")
    turned = [link for link in page.links() if "sort=project" in link][0]
    arabic = [link for link in page.links() if "language=ar" in link][0]

    for link in (turned, arabic):
        assert "columns=group" in link
        assert "columns=borough" in link
        assert "theme=resilience" in link
    assert shown(stella.get(turned)) == ["0002"]


def test_drafts_are_counted_and_never_shown(three, call, cast, stella):
    a_draft(call, a_group(cast.zed, name="Secret Garden"), cast.zed, title=["Hidden"])

    page = stella.get(f"{LIST}?stage=any&search=hidden")

    assert "One draft is still with its authors." in page.words()
    assert shown(page) == []
    assert "Secret" not in stella.get(LIST).text


def test_an_empty_list_says_why_and_leads_back(call, cast, stella):
    assert "No bid has been handed in yet." in stella.get(LIST).words()

    bid = a_bid(call, a_group(cast.amina), cast.amina)
    page = stella.get(f"{LIST}?search=zzz")

    assert "No bid fits this search." in page.words()
    assert LIST in page.links()
    withdrawn(bid, cast.amina)
    page = stella.get(LIST)
    assert "Every bid was withdrawn." in page.words()
    assert f"{LIST}?stage=any" in page.links()


def test_fifty_bids_stand_on_a_page_and_the_next_page_goes_on(
    call, cast, stella, monkeypatch
):
    monkeypatch.setattr(bids, "PAGE", 2)
    group = a_group(cast.amina)
    for _ in range(5):
        a_bid(call, group, cast.amina)

    page = stella.get(f"{LIST}?theme=awareness&page=3")

    assert shown(page) == ["0005"]
    assert "Shown: 5 to 5 of 5." in page.words()
    assert "5 bids fit" not in stella.get(LIST).words()
    previous = [link for link in page.links() if "page=2" in link]
    assert shown(stella.get(previous[0])) == ["0003", "0004"]


def test_every_bid_of_the_list_opens_for_those_who_see_the_list(three, stella):
    page = stella.get(f"{LIST}?stage=any")
    doors = [link for link in page.links() if link.startswith("/staff/applications/")]

    assert len(doors) == 3
    assert {stella.get(door).status for door in doors} == {200}
