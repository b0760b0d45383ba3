"""Figures and packages of a call, asked for as an evaluator does."""

import io
import json
import zipfile
from typing import Any
from uuid import uuid4

from grantsapp import jobs
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Call, Duty
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import answering
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Survey
from grantsapp.mel.sittings import Sitting
from tests.cast import a_bid, a_call, a_fund, a_group, an_award, eligible
from tests.evaluation.desk import works_out
from tests.pages import Browser, Page

PACKAGES = "/staff/calls/CF1/packages"
WISH = {"reason": "To look at subscales.", "k": "5"}


def an_evaluated_call(cast: Any) -> Call:
    """A call that Eva evaluates."""
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    return a_call(fund, cast.stella)


def an_award_of(cast: Any, call: Call, person: Any) -> Any:
    """An award of a call to a group of a person."""
    bid = a_bid(call, a_group(person, name=person.name), person)
    eligible(bid, cast.stella)
    return an_award(bid, cast.stella, cast.otto)


def sits(
    survey: Survey, raw: Any, *, code: str = "", moment: str = "t1", **more: Any
) -> None:
    """Keep one sitting."""
    sitting = Sitting(Moment(moment), raw, uuid4(), code=code, **more)
    answering.keep(queries.survey(survey.key, lock=True), sitting)
    db.session.commit()


def work() -> None:
    """Let a worker do all that is due."""
    while jobs.work_once():
        pass
    db.session.rollback()


def ask(eva: Browser, **wish: str) -> Page:
    """Work the figures out, ask for a package, and let it be made."""
    works_out(eva)
    page = eva.post(PACKAGES, {**WISH, **wish})
    work()
    return page


def take(eva: Browser) -> Page:
    """Save the newest package."""
    page = eva.get(PACKAGES)
    action = next(
        a for f in page.all("form") if (a := f.get("action") or "")[-4:] == "file"
    )
    return eva.follow(eva.post(action))


def files_of(page: Page) -> dict[str, bytes]:
    """Unpack a package."""
    packed = zipfile.ZipFile(io.BytesIO(page.data))
    return {name.rpartition("/")[2]: packed.read(name) for name in packed.namelist()}


def rows_of(files: dict[str, bytes], name: str = "wide.csv") -> list[dict[str, str]]:
    """Read one table of a package."""
    import csv

    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


def described(files: dict[str, bytes]) -> Any:
    """Read what a package says of itself."""
    return json.loads(files["datapackage.json"])
