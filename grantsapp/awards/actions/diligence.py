"""The checklist of a call, what groups give for it, and the two who find it right."""

from datetime import date

from grantsapp import audit, clock, files, i18n, mail
from grantsapp.accounts.models import Person
from grantsapp.awards.actions import renewing
from grantsapp.awards.models import Award, Due, DueItem, DueStage, Matter
from grantsapp.awards.queries import diligence
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _

MOST = 20  # a list that a volunteer can still read


def lay(call: Call) -> list[DueItem]:
    """Store the list of the house as a call's own, once; the call is held meanwhile."""
    if found := diligence.own_items(call):
        return found
    calls.call(call.reference, lock=True)
    if not diligence.own_items(call):  # nobody did meanwhile
        db.session.add_all(diligence.default_items(call))
        db.session.flush()
    return diligence.own_items(call)


def add_item(
    call: Call,
    *,
    title: i18n.Text,
    matter: Matter,
    wants_file: bool,
    expires: bool,
    by: Person,
) -> DueItem:
    """Ask for one thing more; the call is locked."""
    there = lay(call)
    if len(there) >= MOST:
        raise Refused(_("A checklist has %(most)s points at most.", most=MOST))
    item = DueItem(
        call_id=call.id,
        code=_new_code({i.code for i in there}, str(matter).replace(" ", "_")),
        matter=matter,
        title=title,
        wants_file=wants_file,
        expires=expires,
        position=there[-1].position + 1,
    )
    db.session.add(item)
    audit.record("added to the checklist", call, by=by, item=item.code)
    return item


def _new_code(taken: set[str], wish: str) -> str:
    tries = (wish, *(f"{wish}_{number}" for number in range(2, MOST + 2)))
    return next(code for code in tries if code not in taken)


def edit_item(
    item: DueItem,
    call: Call,
    *,
    title: i18n.Text,
    wants_file: bool,
    expires: bool,
    by: Person,
) -> None:
    """Ask for it in other words."""
    item.title, item.wants_file, item.expires = title, wants_file, expires
    audit.record("changed the checklist", call, by=by, item=item.code)


def move_item(item: DueItem, call: Call, *, up: bool, by: Person) -> None:
    """Change places with a neighbour; the last one stays last."""
    there = lay(call)
    place = there.index(item) + (-1 if up else 1)
    if not 0 <= place < len(there):
        return
    other = there[place]
    item.position, other.position = other.position, item.position
    audit.record("ordered the checklist", call, by=by, item=item.code)


def remove_item(item: DueItem, call: Call, *, by: Person) -> None:
    """Ask for it no longer, where nobody has given anything."""
    diligence.hold(call, item.code, alone=True)
    if diligence.is_given(item):
        raise Refused(
            _("A group has answered this already, so it stays. You can rename it.")
        )
    if len(lay(call)) == 1:
        raise Refused(_("A checklist keeps one point at least."))
    db.session.delete(item)
    audit.record("removed from the checklist", call, by=by, item=item.code)


def give(
    award: Award,
    item: DueItem,
    *,
    said: str,
    until: date | None,
    file: files.File | None,
    by: Person,
) -> Due:
    """Answer one item, or answer it anew; a new file takes the place of the old one."""
    due = diligence.due(award, item.code)
    if due is None:
        due = Due(award=award, item=item, version=0)
        db.session.add(due)
    old = due.file if file is not None else None
    due.said, due.until, due.by = said, until, by
    due.file = file or due.file
    due.stage, due.back_because, due.version = DueStage.GIVEN, "", due.version + 1
    due.first_by = due.first_at = due.second_by = due.second_at = None
    digest = file.digest if file else ""
    audit.record(
        "gave for the checklist", award, by=by, item=item.code, new_file=digest
    )
    if old is not None:  # its line in the history keeps its digest
        files.remove(old)
    return due


def look(due: Due, *, by: Person) -> None:
    """Find it right, as the first of two."""
    due.stage, due.first_by, due.first_at = DueStage.LOOKED, by, clock.now()
    audit.record("found right", due.award, by=by, item=due.item.code)


def clear(due: Due, *, by: Person) -> None:
    """Find it right, as the second of two."""
    due.stage, due.second_by, due.second_at = DueStage.CLEAR, by, clock.now()
    audit.record("cleared", due.award, by=by, item=due.item.code)
    renewing.plan(due)


def send_back(due: Due, *, because: str, by: Person) -> None:
    """Ask the group for something else, with the reason."""
    due.stage, due.back_because = DueStage.BACK, because
    due.first_by = due.first_at = due.second_by = due.second_at = None
    line = audit.record(
        "sent back", due.award, by=by, item=due.item.code, because=because
    )
    group = due.award.organisation
    for member in group.memberships if group else ():
        person = member.person
        mail.post(
            "due_back",
            f"due-back:{line.id}:{person.id}",
            to=person.email,
            language=person.language,
            person=person,
            award=due.award,
            due=due,
            url=mail.address(f"/awards/{due.award_id}/checklist/{due.item.code}"),
        )
