"""What ties a moderator to a bid, as far as we can see. Plain values only.

A tie is a ground to ask, never a verdict. Each carries what its sentence needs: the
domain, the organisation, the names. All are found again whenever they are asked for,
in one order, so that two lists of them can be compared.
"""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from grantsapp.review.names.mailboxes import own_domain
from grantsapp.review.names.organisations import alike_organisations, organisation
from grantsapp.review.names.persons import Alike, alike
from grantsapp.review.names.written import Name

YEARS = 3  # so long an organisation that was left still ties


class TieKind(enum.Enum):
    """What ties a moderator to a bid, the most telling first."""

    ORGANISATION = "organisation"
    JOINT = "joint"
    FORMER = "former"
    APPLICANT = "applicant"
    NAME = "name"
    DOMAIN = "domain"


class Role(enum.Enum):
    """What an organisation is to a bid."""

    APPLICANT = "applicant"
    SPONSOR = "sponsor"
    PARTNER = "partner"


@dataclass(frozen=True)
class Named:
    """An organisation by its name, and by its key where it is known in the system."""

    name: str
    key: str | None = None


@dataclass(frozen=True)
class Past:
    """An organisation that a moderator declared; `ended_on` is none while it lasts."""

    name: str
    ended_on: date | None = None


@dataclass(frozen=True)
class Member:
    """A moderator, as far as it matters here."""

    key: str
    name: str
    email: str = ""
    organisations: tuple[Past, ...] = ()
    organisation_keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """Somebody of a bid: who wrote it, speaks for it or works in it."""

    name: str
    email: str = ""


@dataclass(frozen=True)
class Bid:
    """A bid, as far as it matters here."""

    key: str
    organisation: Named
    people: tuple[Person, ...] = ()
    sponsor: Named | None = None
    partners: tuple[Named, ...] = ()
    named_by_applicants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tie:
    """One ground to ask whether a moderator may read a bid.

    `theirs` is the moderator's side as it was written: their name, organisation or
    domain. `bids` is the bid's: the person or the organisation. `role` tells what that
    organisation is to the bid; `alike` why two names may be one, none where keys or
    domains are equal. `through` is a sponsor that stands behind the organisation of
    `bids`, though in another bid of it.
    """

    member: str
    bid: str
    kind: TieKind
    theirs: str
    bids: str
    role: Role | None = None
    alike: Alike | None = None
    ended_on: date | None = None
    through: str | None = None

    @property
    def reason(self) -> str:
        """Give a code of why both sides are one: `key`, `domain` or a kind of alike."""
        if self.alike:
            return self.alike.kind.value
        return "domain" if self.kind is TieKind.DOMAIN else "key"


@dataclass(frozen=True)
class _Group:
    """An organisation of a bid, whose name was read once."""

    role: Role
    named: Named
    name: Name

    @property
    def identity(self) -> str:
        """Give what tells one organisation from another: its key, else its words."""
        return f"={self.named.key}" if self.named.key else self.name.folded


@dataclass
class _Read:
    """A bid whose names were read once."""

    bid: Bid
    people: list[tuple[Person, Name, str | None]] = field(default_factory=list)
    named: list[Name] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)


def ties(members: Sequence[Member], bids: Sequence[Bid], *, on: date) -> list[Tie]:
    """Find what ties each moderator to each bid on a day, in one order."""
    read = [_read(bid) for bid in bids]
    behind = _behind(read)
    found = [tie for member in members for tie in _of(member, read, behind, on)]
    place = {kind: at for at, kind in enumerate(TieKind)}
    found.sort(key=lambda t: (t.member, t.bid, place[t.kind], t.bids, t.theirs))
    return list(dict.fromkeys(found))


def is_recent(ended_on: date, on: date) -> bool:
    """Say whether what ended did so in the last three years, to the very day."""
    last = (ended_on.year + YEARS, ended_on.month, ended_on.day)
    return (on.year, on.month, on.day) <= last


def _read(bid: Bid) -> _Read:
    groups = [(Role.APPLICANT, bid.organisation)]
    groups += [(Role.SPONSOR, bid.sponsor)] if bid.sponsor else []
    groups += [(Role.PARTNER, partner) for partner in bid.partners]
    return _Read(
        bid,
        [(p, Name.of(p.name), own_domain(p.email)) for p in bid.people],
        [Name.of(name) for name in bid.named_by_applicants],
        [_Group(role, group, organisation(group.name)) for role, group in groups],
    )


def _behind(bids: Sequence[_Read]) -> dict[str, list[_Group]]:
    """Give the sponsors of each organisation, over all of its bids."""
    found: dict[str, list[_Group]] = {}
    for read in bids:
        applicant, *others = read.groups
        sponsors = [group for group in others if group.role is Role.SPONSOR]
        found.setdefault(applicant.identity, []).extend(sponsors)
    return found


def _of(
    member: Member, bids: Sequence[_Read], behind: dict[str, list[_Group]], on: date
) -> Iterator[Tie]:
    """Find the ties of one moderator to all bids."""
    name, domain = Name.of(member.name), own_domain(member.email)
    own = _Own(member, on)
    for read in bids:
        yield from _by_domain(member, domain, read)
        yield from _by_name(member, name, read)
        for group in read.groups:
            if tie := own.tie(read, group):
                yield tie
        applicant = read.groups[0]
        for sponsor in behind[applicant.identity]:
            if (tie := own.tie(read, sponsor)) and not _stands_in(sponsor, read):
                yield replace(
                    tie,
                    bids=applicant.named.name,
                    role=Role.APPLICANT,
                    through=sponsor.named.name,
                )


def _stands_in(sponsor: _Group, read: _Read) -> bool:
    """Say whether this bid names the sponsor itself."""
    return any(group.identity == sponsor.identity for group in read.groups)


def _by_domain(member: Member, domain: str | None, read: _Read) -> Iterator[Tie]:
    for person, _, other in read.people:
        if domain and domain == other:
            yield Tie(member.key, read.bid.key, TieKind.DOMAIN, domain, person.name)


def _by_name(member: Member, name: Name, read: _Read) -> Iterator[Tie]:
    names = [(TieKind.NAME, other) for _, other, _ in read.people]
    names += [(TieKind.APPLICANT, other) for other in read.named]
    for kind, other in names:
        if found := alike(name, other):
            yield Tie(
                member.key, read.bid.key, kind, member.name, other.text, alike=found
            )


class _Own:
    """The organisations of one moderator, and how those of bids meet them."""

    def __init__(self, member: Member, on: date):
        lasting = [d for d in member.organisations if not d.ended_on or d.ended_on > on]
        former = [d for d in member.organisations if d.ended_on and d.ended_on <= on]
        former.sort(key=lambda declared: declared.ended_on or on, reverse=True)
        self.member = member
        self.now = [(d, organisation(d.name)) for d in lasting]
        self.former = [
            (d, organisation(d.name))
            for d in former
            if d.ended_on and is_recent(d.ended_on, on)
        ]
        self.met: dict[tuple[str, str], Tie | None] = {}

    def tie(self, read: _Read, group: _Group) -> Tie | None:
        """Give the tie to a bid by one of its organisations; what lasts comes first."""
        asked = (group.role.value, group.identity)
        if asked not in self.met:
            self.met[asked] = self._meet(group)
        found = self.met[asked]
        return (
            replace(found, bid=read.bid.key, bids=group.named.name) if found else None
        )

    def _meet(self, group: _Group) -> Tie | None:
        is_own = group.role is Role.APPLICANT
        tie = Tie(
            self.member.key,
            "",
            TieKind.ORGANISATION if is_own else TieKind.JOINT,
            group.named.name,
            group.named.name,
            role=group.role,
        )
        if (
            group.named.key is not None
            and group.named.key in self.member.organisation_keys
        ):
            return tie
        for declared, name in self.now + self.former:
            if found := alike_organisations(name, group.name):
                tie = replace(tie, theirs=declared.name, alike=found)
                if (declared, name) in self.former:
                    tie = replace(tie, kind=TieKind.FORMER, ended_on=declared.ended_on)
                return tie
        return None
