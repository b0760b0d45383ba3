"""What happens around the bids: said, asked, corrected, helped with, taken back."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from grantsapp import clock, i18n
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Organisation, Part, Person
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import (
    appealing,
    applying,
    clarifying,
    correcting,
    helping,
    sponsoring,
    telling,
    telling_applicants,
    telling_consulting,
    withdrawing,
    writing,
)
from grantsapp.calls.models import (
    Application,
    Audience,
    Call,
    Format,
    Fund,
    Source,
    Subscription,
)
from grantsapp.calls.questions import Kind
from grantsapp.db import db
from grantsapp.demo.opening import as_typed
from grantsapp.demo.telling import a_text, person, read
from grantsapp.mail import Letter

Bids = dict[str, Application]


def after_closing(bids: Bids, now: datetime, *, by: Person) -> None:
    """One group takes its bid back, another makes one thing clear, some say more."""
    told = read("around.toml")
    with clock.stopped_at(now - timedelta(days=19)):
        one = told["withdrawal"]
        bid = bids[one["bid"]]
        withdrawing.withdraw(bid, because=one["because"], by=_first_of(bid))
    _clarification(told["clarification"], bids, now, by)
    for name, source in told["heard"].items():
        bid = bids[name]
        at = bid.submitted_at or now
        with clock.stopped_at(at + timedelta(minutes=2)):
            telling_applicants.tell_how_heard(
                bid, Source(source), other="", by=_first_of(bid)
            )


def _clarification(told: dict[str, Any], bids: Bids, now: datetime, by: Person) -> None:
    bid = bids[told["bid"]]
    section = bid.form_version.form.section(told["section"])
    if section is None:
        return
    with clock.stopped_at(now - timedelta(days=18)):
        until = clock.now() + timedelta(days=5)
        words = told["words"]
        asked = clarifying.ask(bid, section, words=words, until=until, by=by)
        db.session.flush()
    with clock.stopped_at(now - timedelta(days=17)):
        raw = {code: list(answer["raw"]) for code, answer in asked.before.items()}
        raw[told["question"]] = [f"{raw[told['question']][0]}\n\n{told['adds']}"]
        them = _first_of(bid)
        facts = {"version": asked.version, "language": bid.language}
        clarifying.save(asked, raw, **facts, by=them)
        clarifying.send(asked, by=them, at=clock.now())


def _first_of(bid: Application) -> Person:
    return people.members_of(bid.organisation)[0].person


def appeal(bids: Bids, now: datetime, *, judge: Person, at_desk: Person) -> None:
    """A group disagrees with its no; somebody who did not decide is to answer."""
    told = read("around.toml")["appeal"]
    bid = bids[told["bid"]]
    with clock.stopped_at(now - timedelta(days=3)):
        made = appealing.appeal(bid, words=told["words"], by=_first_of(bid))
    with clock.stopped_at(now - timedelta(days=2)):
        appealing.assign(made, email=judge.email, name=judge.name, by=at_desk)


def open_call(call: Call, bids: Bids, cast: dict[str, Person], now: datetime) -> None:
    """Tell what goes on around the call that is open."""
    told, stella = read("around.toml"), cast["stella"]
    with clock.stopped_at(now - timedelta(days=9)):
        for one in told["links"]:
            facts = {**one, "format": Format(one["format"])}
            telling_applicants.link(call, by=stella, **facts)
    with clock.stopped_at(now - timedelta(days=5)):
        _join(told["team"], bids)
        for one in told["sponsors"]:
            _sponsor(bids[one["bid"]], one)
        for one in told["helping"]:
            _help(bids[one["bid"]], one, cast["hana"])
    for number, one in enumerate(told["enquiries"]):
        _enquiry(call, one, now - timedelta(days=4, hours=-number), stella)
    with clock.stopped_at(now - timedelta(days=3)):
        _announce(call, told["announcement"], stella)
    with clock.stopped_at(now - timedelta(days=2)):
        _correct(call, told["correction"], stella)


def _join(told: dict[str, str], bids: Bids) -> None:
    """A second person joins the group of a bid."""
    bid = bids[told["bid"]]
    them = person(told["email"], told["name"], told["language"])
    _invite(bid.organisation, them, Part.MEMBER, by=_first_of(bid))


def _help(bid: Application, told: dict[str, Any], helper: Person) -> None:
    """Somebody from outside helps with a draft, and may write in it what they hear."""
    until = clock.now().date() + timedelta(days=told["days"])
    _invite(bid.organisation, helper, Part.HELPER, by=_first_of(bid), until=until)
    helping.open_to_help(bid, by=helper)
    raw = {code: as_typed(value) for code, value in told.get("answers", {}).items()}
    applying.save_section(bid, raw, {}, by=helper, language="en")


def _invite(
    group: Organisation, them: Person, part: Part, *, by: Person, until: Any = None
) -> None:
    facts = {"email": them.email, "language": them.language, "helps_until": until}
    invitation = accounts.invite(group, part=part, by=by, **facts)
    db.session.flush()
    accounts.accept(invitation, by=them)
    db.session.flush()
    db.session.refresh(group, ["memberships"])


def _sponsor(bid: Application, told: dict[str, str]) -> None:
    """Ask a larger organisation to stand behind a draft; some confirm at once."""
    name, email, language = told["name"], told["email"], told["language"]
    asked = sponsoring.ask_sponsor(
        bid, name=name, email=email, language=language, by=_first_of(bid)
    )
    db.session.flush()
    sponsor = people.person_with(email)
    if sponsor is None or "confirms" not in told:
        return
    known = {group.name: group for group in people.organisations_of(sponsor)}
    sponsoring.confirm(asked, known[told["confirms"]], by=sponsor)


def _enquiry(call: Call, told: dict[str, Any], at: datetime, by: Person) -> None:
    asker = people.person_with(told["email"])
    if asker is None:
        return
    with clock.stopped_at(at):
        facts = {"language": told["language"], "by": asker}
        asked = telling_applicants.ask(call, told["typed"], **facts)
        db.session.flush()
    with clock.stopped_at(at + timedelta(hours=6)):
        telling_applicants.answer(
            asked,
            question=i18n.Text.plainly(told["question"]),
            answer=i18n.Text.plainly(told["answer"]),
            is_public=told["public"],
            by=by,
        )


def _announce(call: Call, told: dict[str, Any], by: Person) -> None:
    said = {name: a_text(told[name]) for name in ("title", "text")}
    telling_applicants.announce(call, uuid4(), **said, audience=Audience.ALL, by=by)


def _correct(call: Call, told: dict[str, Any], by: Person) -> None:
    """Word some questions more clearly; drafts move to the corrected form."""
    known = {q.code: q for s in calls.sections_of(call) for q in s.questions}
    for one in told["questions"]:
        texts = {n: a_text(one[n]) for n in ("label", "help") if n in one}
        writing.edit_question(known[one["code"]], call, by=by, **texts)
    db.session.flush()
    correcting.publish(call, note=a_text(told["note"]), by=by)


def subscribers(fund: Fund) -> None:
    """Some want a letter when a call opens, and say so twice."""
    for one in read("around.toml")["subscribers"]:
        wish = telling.wish_for_letters(fund, **one)
        db.session.flush()
        telling.confirm(wish, _secret_of(wish))


def _secret_of(wish: Subscription) -> str:
    """Read the letter that asks to confirm, as its owner would."""
    key = f"confirm-notices:{wish.id}:{wish.digest[:16]}"
    letter = db.session.scalars(select(Letter).where(Letter.key == key)).one()
    found = re.search(rf"/notices/{wish.id}/(\S+)", letter.body)
    return found[1] if found else ""


def needs(fund: Fund, now: datetime, *, by: Person) -> None:
    """Ask what the next call should be for; the replies are synthetic."""
    told = read("around.toml")["needs"]
    with clock.stopped_at(now - timedelta(days=8)):
        texts = {name: a_text(told[name]) for name in ("title", "intro", "consent")}
        closes_at = now + timedelta(days=20)
        asked = telling_consulting.add_consultation(
            fund, closes_at=closes_at, by=by, **texts
        )
        db.session.flush()
        for one in told["questions"]:
            telling_consulting.add_question(
                asked,
                kind=Kind(one["kind"]),
                label=a_text(one["label"]),
                options=[a_text(option) for option in one.get("options", ())],
                by=by,
            )
        telling_consulting.publish(asked, by=by)
    for number, (language, one, several, words) in enumerate(told["replies"]["given"]):
        with clock.stopped_at(now - timedelta(days=7, hours=-number)):
            raw = {"q1": [one], "q2": several} | ({"q3": [words]} if words else {})
            telling_consulting.reply(asked, uuid4().hex, raw, language=language)
