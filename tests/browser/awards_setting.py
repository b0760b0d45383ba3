"""A call with one offer out and one decision to send, before any money has moved.

Also what the others do while nobody looks, and what stands in the books by then.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from grantsapp.accounts import actions as accounts
from grantsapp.accounts.models import Person as Account
from grantsapp.awards.actions import diligence, offering, varying
from grantsapp.awards.models import Agreement, Award, BankDetails, Signature
from grantsapp.awards.queries import varying as changes
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Call, Duty
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review.actions import deciding
from grantsapp.review.models import Outcome
from tests.cast import Cast, a_bid, a_call, a_fund, a_group, an_offer, decided, text

CALL = "/staff/calls/CF1"
GROUP, TITLE = "مائدة المطبخ", "مائدة واحدة للجميع"
OTHER_GROUP = "Garden Door"
PAPER = "insurance"  # the point of the checklist that is answered by hand


@dataclass(frozen=True)
class Setting:
    """Where things are found: by their keys, since another process changes them."""

    fund: UUID
    award: UUID

    @property
    def theirs(self) -> str:
        """The page of the group."""
        return f"/awards/{self.award}"

    @property
    def ours(self) -> str:
        """The page of the managers."""
        return f"/staff/awards/{self.award}"

    @property
    def bank(self) -> str:
        """The pages of the fund's bank account."""
        return f"/staff/funds/{self.fund}"


def before_the_offer(cast: Cast) -> None:
    """Two sources, three managers, Omar's offer; a yes and a place not yet told."""
    zofia = accounts.add_person("zofia@example.org", name="Zofia Wójcik", language="en")
    salma = accounts.add_person("salma@example.org", name="سلمى الخطيب", language="ar")
    fund = a_fund(cast.stella)
    facts = {"name": text("Foundation"), "amount": 20_000_000}
    writing.add_source(fund, by=cast.stella, **facts)
    for manager in (zofia, salma):
        writing.give_role(manager, Duty.MANAGER, fund=fund)
    db.session.commit()
    call = a_call(fund, cast.stella)
    other = a_bid(call, a_group(cast.omar, name=OTHER_GROUP), cast.omar)
    an_offer(other, cast.stella, zofia)
    group = a_group(cast.amina, cast.bo, name=GROUP)
    bid = a_bid(call, group, cast.amina, title=[TITLE])
    bid.language = group.language = "ar"
    decided(bid, cast.stella, zofia)
    third = a_bid(call, a_group(cast.zed, name="Third Door"), cast.zed)
    facts = {"amount": 800_000, "place": 1, "reason": "Next.", "feedback": "You wait."}
    next_one = deciding.decide(third, outcome=Outcome.RESERVE, **facts, by=cast.stella)
    deciding.approve(next_one, by=zofia)
    db.session.commit()
    let_go()


def the_offer() -> Setting:
    """Send what was decided; the project began twenty days ago, and runs for a year."""
    call = db.session.scalars(select(Call)).one()
    begins = today() - timedelta(days=20)
    offering.send_results(call, starts_on=begins, by=account("stella"))
    db.session.commit()
    award = db.session.scalars(select(Award).where(Award.number == 2)).one()
    assert (award.reference, award.amount, award.language) == ("CF1-A02", 800_000, "ar")
    found = Setting(call.fund_id, award.id)
    let_go()
    return found


def today() -> date:
    """The day, as the server has it."""
    return datetime.now(UTC).date()  # noqa: TID251


def in_days(days: int) -> str:
    """A day as it is typed."""
    return (today() + timedelta(days=days)).isoformat()


def let_go() -> None:
    """Let go of the database, or the server waits for us."""
    db.session.rollback()
    db.session.expire_all()


def account(name: str) -> Account:
    """Find somebody."""
    query = select(Account).where(Account.email == f"{name}@example.org")
    return db.session.scalars(query).one()


def give_the_other_papers(setting: Setting) -> int:
    """Give and clear what is not given by hand; say how much that was."""
    let_go()
    award = db.session.get_one(Award, setting.award)
    amina, stella, zofia = (account(n) for n in ("amina", "stella", "zofia"))
    others = [i for i in diligence.lay(award.call) if i.code != PAPER]
    for item in others:
        facts = {"said": "It is in our letter.", "until": None, "file": None}
        given = diligence.give(award, item, **facts, by=amina)
        diligence.look(given, by=stella)
        diligence.clear(given, by=zofia)
    db.session.commit()
    let_go()
    return len(others)


def another_later_end(setting: Setting) -> None:
    """Amina asks for ten days more, and Zofia says yes, while Bo is reading."""
    let_go()
    award = db.session.get_one(Award, setting.award)
    facts = changes.facts_of(award)
    later = date.fromisoformat(facts["ends_on"]) + timedelta(days=10)
    before = {name: facts[name] for name in ("amount", "ends_on")}
    asks = {"ends_on": later.isoformat()}
    who = account("amina")
    asked = varying.ask(award, asks, before=before, reason="The hall.", by=who)
    db.session.flush()
    varying.agree(asked, because="", by=account("zofia"))
    db.session.commit()
    let_go()


def versions(setting: Setting) -> list[tuple[int, str]]:
    """List the versions of the agreement, the newest first, and how each stands."""
    let_go()
    query = select(Agreement).where(Agreement.award_id == setting.award)
    found = db.session.scalars(query.order_by(Agreement.number.desc())).all()
    told = [(one.number, str(one.stage)) for one in found]
    let_go()
    return told


def signatures(setting: Setting) -> list[tuple[int, str, str, str]]:
    """List who signed which version as what, each under its very words."""
    let_go()
    query = select(Signature).join(Agreement)
    query = query.where(Agreement.award_id == setting.award).order_by(Signature.at)
    found = db.session.scalars(query).all()
    assert all(one.digest == one.agreement.digest for one in found)
    told = [(one.agreement.number, str(one.party), one.name, one.role) for one in found]
    let_go()
    return told


def the_award(setting: Setting, *names: str) -> list[Any]:
    """Read facts of the award, as they stand."""
    let_go()
    award = db.session.get_one(Award, setting.award)
    told = [getattr(award, name) for name in names]
    let_go()
    return told


def payments(setting: Setting) -> dict[int, tuple[UUID, int, str]]:
    """List the payments by number: key, amount, stage."""
    let_go()
    award = db.session.get_one(Award, setting.award)
    told = {p.number: (p.id, p.amount, str(p.stage)) for p in award.payments}
    let_go()
    return told


def the_bank() -> UUID:
    """Find the only account that was given."""
    let_go()
    key = db.session.scalars(select(BankDetails)).one().id
    let_go()
    return key


def letters(template: str) -> set[tuple[str, str]]:
    """Say who has a letter of a kind, in which language."""
    let_go()
    found = db.session.scalars(select(Letter).where(Letter.template == template))
    told = {(letter.to.partition("@")[0], letter.language) for letter in found}
    let_go()
    return told
