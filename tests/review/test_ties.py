"""Ties between moderators and bids, with people who have one."""

from datetime import date

import pytest

from grantsapp.review.names.mailboxes import FOR_EVERYBODY, own_domain, shown
from grantsapp.review.names.persons import Kind
from grantsapp.review.ties import (
    Bid,
    Member,
    Named,
    Past,
    Person,
    Role,
    TieKind,
    is_recent,
    ties,
)

TODAY = date(2026, 11, 21)
HAVEN = Named("Harbour Haven CIC", "org-haven")
BRIDGES = Named("Many Bridges Trust", "org-bridges")


def rosa(**known):
    return Member("rosa", "Rosa Lindqvist", **known)


def a_bid(key="bid-1", **known):
    return Bid(key, **({"organisation": HAVEN} | known))


def found(member, *bids):
    return ties([member], bids, on=TODAY)


def kinds(member, *bids):
    return [tie.kind for tie in found(member, *bids)]


def by_mail(one, other):
    return kinds(rosa(email=one), a_bid(people=(Person("Idris Kamau", other),)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rosa@haven.org.uk", "idris@haven.org.uk"),
        ("rosa@mail.haven.org.uk", "idris@haven.org.uk"),
        ("rosa@HAVEN.Org.UK", "idris@haven.org.uk."),
        ("rosa@häven.de", "idris@xn--hven-loa.de"),
        ("rosa@kcl.ac.uk", "idris@health.kcl.ac.uk"),
        ("rosa@haven.github.io", "idris@haven.github.io"),
    ],
)
def test_the_domain_that_a_group_registered_ties(one, other):
    assert by_mail(one, other) == [TieKind.DOMAIN]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rosa@bridges.org.uk", "idris@haven.org.uk"),  # under one suffix
        ("rosa@haven.co.uk", "idris@haven.org.uk"),  # two groups may have one word
        ("rosa@bridges.github.io", "idris@haven.github.io"),  # a private suffix
        ("rosa@bridges.blogspot.com", "idris@haven.blogspot.com"),
        ("rosa@kcl.ac.uk", "idris@ucl.ac.uk"),
        ("rosa@gmail.com", "idris@gmail.com"),
        ("rosa@yahoo.co.uk", "idris@yahoo.co.uk"),
        ("rosa@Hotmail.fr", "idris@hotmail.fr"),
        ("rosa@poczta.onet.pl", "idris@poczta.onet.pl"),
        ("rosa@ukr.net", "idris@ukr.net"),
        ("rosa@org.uk", "idris@org.uk"),
        ("rosa@localhost", "idris@localhost"),
        ("rosa@10.1.2.3", "idris@10.9.2.3"),
        ("rosa@a..b", "idris@a..b"),
        ("rosa@" + "a" * 300 + ".org", "idris@" + "a" * 300 + ".org"),
        ("rosa", "rosa"),
        ("", ""),
    ],
)
def test_what_many_share_or_nobody_can_read_does_not_tie(one, other):
    assert by_mail(one, other) == []


@pytest.mark.parametrize(
    "free",
    str.split(
        "gmail.com googlemail.com outlook.com hotmail.co.uk live.nl yahoo.de icloud.com"
        " gmx.at web.de wp.pl onet.pl interia.pl o2.pl mail.ru ukr.net qq.com 163.com"
        " proton.me protonmail.com btinternet.com"
    ),
)
def test_mail_for_everybody_is_known(free):
    assert own_domain(f"amina@{free}") is None


def test_the_list_of_mail_for_everybody_is_long_and_each_is_a_domain():
    assert len(FOR_EVERYBODY) >= 80
    assert all("." in domain and domain == domain.lower() for domain in FOR_EVERYBODY)


def test_a_domain_is_shown_as_people_read_it():
    assert shown("xn--hven-loa.de") == "häven.de"
    assert shown("haven.org.uk") == "haven.org.uk"
    assert shown("xn--.de") == "xn--.de"


def test_a_tie_by_domain_says_which_domain_and_whose_address():
    people = (Person("Idris Kamau", "idris@haven.org.uk"),)

    (tie,) = found(rosa(email="rosa@mail.haven.org.uk"), a_bid(people=people))

    assert (tie.member, tie.bid, tie.reason) == ("rosa", "bid-1", "domain")
    assert (tie.theirs, tie.bids) == ("haven.org.uk", "Idris Kamau")


def test_a_member_of_the_applying_organisation_is_tied_by_its_key():
    (tie,) = found(rosa(organisation_keys=frozenset({"org-haven"})), a_bid())

    assert (tie.kind, tie.role) == (TieKind.ORGANISATION, Role.APPLICANT)
    assert (tie.reason, tie.bids, tie.alike) == ("key", "Harbour Haven CIC", None)


def test_an_organisation_that_was_declared_is_found_by_its_name():
    declared = (Past("harbour haven community interest company"),)

    (tie,) = found(rosa(organisations=declared), a_bid())

    assert tie.kind is TieKind.ORGANISATION
    assert tie.theirs == "harbour haven community interest company"
    assert tie.bids == "Harbour Haven CIC"
    assert tie.reason == Kind.SAME.value


def test_one_organisation_by_key_and_by_name_is_one_tie():
    member = rosa(
        organisations=(Past("Harbour Haven"),),
        organisation_keys=frozenset({"org-haven"}),
    )

    assert kinds(member, a_bid()) == [TieKind.ORGANISATION]


@pytest.mark.parametrize(
    ("ended_on", "expected"),
    [
        (date(2023, 11, 21), [TieKind.FORMER]),  # three years ago to the day
        (date(2023, 11, 20), []),
        (date(2026, 11, 21), [TieKind.FORMER]),  # today
        (date(2026, 11, 22), [TieKind.ORGANISATION]),  # not yet
        (None, [TieKind.ORGANISATION]),
    ],
)
def test_an_organisation_that_was_left_ties_for_three_years(ended_on, expected):
    declared = (Past("Harbour Haven", ended_on),)

    assert kinds(rosa(organisations=declared), a_bid()) == expected


def test_three_years_from_a_leap_day_end_with_february():
    assert is_recent(date(2024, 2, 29), date(2027, 2, 28))
    assert not is_recent(date(2024, 2, 29), date(2027, 3, 1))


def test_whoever_came_back_is_tied_by_what_lasts():
    declared = (Past("Harbour Haven", date(2025, 1, 1)), Past("Harbour Haven"))

    (tie,) = found(rosa(organisations=declared), a_bid())

    assert (tie.kind, tie.ended_on) == (TieKind.ORGANISATION, None)


def test_a_former_organisation_says_until_when():
    declared = (
        Past("Harbour Haven", date(2024, 5, 1)),
        Past("Harbour Haven", date(2025, 5, 1)),
    )

    (tie,) = found(rosa(organisations=declared), a_bid())

    assert (tie.kind, tie.ended_on) == (TieKind.FORMER, date(2025, 5, 1))


@pytest.mark.parametrize(
    ("bid", "role"),
    [
        (a_bid(sponsor=BRIDGES), Role.SPONSOR),
        (a_bid(partners=(Named("Quiet Streets"), BRIDGES)), Role.PARTNER),
        (a_bid(partners=(Named("many bridges"),)), Role.PARTNER),
    ],
)
def test_who_stands_behind_a_bid_or_bids_jointly_ties(bid, role):
    member = rosa(
        organisations=(Past("Many Bridges"),),
        organisation_keys=frozenset({"org-bridges"}),
    )

    (tie,) = found(member, bid)

    assert (tie.kind, tie.role) == (TieKind.JOINT, role)


def test_the_sponsor_of_one_bid_ties_to_the_other_bids_of_that_group():
    member = rosa(organisation_keys=frozenset({"org-bridges"}))
    sponsored, alone = a_bid("bid-1", sponsor=BRIDGES), a_bid("bid-2")
    another = a_bid("bid-3", organisation=Named("Quiet Streets", "org-quiet"))

    first, second = found(member, sponsored, alone, another)

    assert (first.bid, first.role, first.through) == ("bid-1", Role.SPONSOR, None)
    assert (second.bid, second.kind) == ("bid-2", TieKind.JOINT)
    assert (second.bids, second.through) == ("Harbour Haven CIC", "Many Bridges Trust")


def test_a_person_of_the_bid_with_a_name_like_theirs_ties():
    member = Member("yusuf", "Yousef al-Hashimi")
    people = (Person("يوسف الهاشمي"), Person("Salma Hashimi"))

    (tie,) = found(member, a_bid(people=people))

    assert (tie.kind, tie.reason) == (TieKind.NAME, Kind.SCRIPT.value)
    assert (tie.theirs, tie.bids) == ("Yousef al-Hashimi", "يوسف الهاشمي")


def test_whom_the_applicant_named_is_found_however_it_is_written():
    (tie,) = found(rosa(), a_bid(named_by_applicants=("Lindquist, R.", "R. Lindqvist")))

    assert (tie.kind, tie.reason) == (TieKind.APPLICANT, Kind.INITIALS.value)
    assert tie.bids == "R. Lindqvist"


def test_a_stranger_to_a_bid_has_no_tie():
    member = rosa(
        email="rosa@bridges.org.uk",
        organisations=(Past("Many Bridges"), Past("Quiet Streets", date(2020, 1, 1))),
        organisation_keys=frozenset({"org-bridges"}),
    )
    bid = a_bid(
        people=(Person("Rosa Kamau", "rosa@haven.org.uk"), Person("", "")),
        sponsor=Named("Quiet Streets"),
        partners=(Named(""),),
        named_by_applicants=("", "Karin Lindqvist"),
    )

    assert found(member, bid) == []


def test_the_order_does_not_hang_on_the_order_of_what_came_in():
    members = [
        Member("ben", "Idris Kamau", "ben@haven.org.uk", (Past("Harbour Haven"),)),
        rosa(email="rosa@haven.org.uk", organisations=(Past("Harbour Haven"),)),
    ]
    people = (Person("Idris Kamau", "i@haven.org.uk"), Person("Ada", "a@haven.org.uk"))
    bids = [a_bid("bid-2", people=people), a_bid("bid-1", people=people)]

    there = ties(members, bids, on=TODAY)

    assert there == ties(members[::-1], bids[::-1], on=TODAY)
    assert [(tie.member, tie.bid, tie.kind.name) for tie in there[:4]] == [
        ("ben", "bid-1", "ORGANISATION"),
        ("ben", "bid-1", "NAME"),
        ("ben", "bid-1", "DOMAIN"),
        ("ben", "bid-1", "DOMAIN"),
    ]


def test_a_whole_round_is_searched_at_once():
    members = [
        Member(
            f"m{n}", f"Member{n} Of{n}", f"m@group{n}.org.uk", (Past(f"Own{n} Haven"),)
        )
        for n in range(40)
    ]
    bids = [
        a_bid(
            f"b{n:03}",
            organisation=Named(f"Group Number{n}", f"o{n}"),
            people=(
                *(Person(f"Ravi{p} Nair{n}", f"r@nair{n}.org") for p in range(3)),
                Person("Rosa Lindqvist", f"rosa@group{n}.org.uk"),
            ),
        )
        for n in range(300)
    ]

    there = ties(members, bids, on=TODAY)

    assert [tie.member for tie in there] == sorted(f"m{n}" for n in range(40))
    assert {tie.kind for tie in there} == {TieKind.DOMAIN}
