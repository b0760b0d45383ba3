"""Builders for the quality of answers: a call, its survey, sittings one by one."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from grantsapp import clock
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import answering, asking, library
from grantsapp.mel.instruments import Design, Moment
from grantsapp.mel.models import Response
from grantsapp.mel.quality.reasons import Why
from grantsapp.mel.sittings import Sitting
from tests.cast import CALM, a_bid, a_call, a_fund, a_group, an_award, eligible

SIX = "abcdef"
STEADY = CALM | {
    "code": "steady",
    "title": {"en": "Steady", "ar": "ثابت", "pl": "Stały"},
    "subscales": [
        {"code": "near", "title": {"en": "Near", "ar": "قريب", "pl": "Blisko"}},
        {"code": "far", "title": {"en": "Far", "ar": "بعيد", "pl": "Daleko"}},
    ],
    "items": [
        {
            "code": code,
            "text": {"en": f"I am {code}", "ar": f"أنا {code}", "pl": f"Jestem {code}"},
            "subscale": "near" if code in "abc" else "far",
        }
        for code in SIX
    ],
}


def a_round(cast, *, reference="CF1", design=Design.MATCHED, expected=4):
    """A call with one award whose people answer one instrument of six items."""
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    call = a_call(fund, cast.stella, reference=reference)
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    award = an_award(bid, cast.stella, cast.otto)
    tool = library.add_instrument(STEADY)
    survey = asking.ask(award, [tool], design, expected=expected, by=None)
    db.session.commit()
    return survey


def kept(survey, line, *, moment="t1", form=None, minute=0, **more):
    """Keep one sitting: a digit an item, `-` declined, `.` left out; gives its row."""
    given = {
        code: None if sign == "-" else int(sign)
        for code, sign in zip(SIX, line, strict=True)
        if sign != "."
    }
    raw = more.pop("raw", {moment: {"steady": given}})
    facts = {"seconds": 60, "client_key": form or uuid4()} | more
    left_out = Why.LATE if facts.pop("is_late", False) else None
    sitting = Sitting(moment=Moment(moment), raw=raw, **facts)
    asked = queries.survey(survey.key, lock=True)
    found = answering.keep(asked, sitting, left_out=left_out)
    found.made_at = clock.now() + timedelta(minutes=minute)
    db.session.commit()
    return found


def rows():
    """Every response, in order."""
    query = select(Response).order_by(Response.made_at, Response.id)
    query = query.execution_options(populate_existing=True)
    return list(db.session.scalars(query))
