"""A fund with hundreds of awards, their money and what stands against them, in bulk."""

from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

from sqlalchemy import insert

from grantsapp import clock, places
from grantsapp.accounts.models import Organisation
from grantsapp.awards.models import (
    Award,
    Due,
    DueItem,
    DueStage,
    Irregularity,
    Payment,
    PaymentStage,
    Split,
    Stage,
    Variation,
)
from grantsapp.awards.schedule import When
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.ledger import Line
from tests.cast import Cast, a_call, a_fund, text

AWARDS = 500
PLACES = (*places.BOROUGHS, "Reading")
TABLES = (
    Organisation, Award, Split, Payment, Line, DueItem, Due, Irregularity, Variation,
)  # fmt: skip


def fill(cast: Cast, awards: int = AWARDS, reference: str = "CF1") -> tuple[Fund, Call]:
    """Fill the database; gives the fund and its call."""
    fund = a_fund(cast.stella)
    call = a_call(fund, cast.stella, reference=reference)
    rows: dict[type, list[dict]] = {table: [] for table in TABLES}
    item = {"id": uuid4(), "call_id": call.id, "code": "cover", "matter": "insurance"}
    rows[DueItem].append({**item, "title": text("Cover"), "expires": True})
    for number in range(1, awards + 1):
        key = uuid4()
        _award(rows, call, key, number)
        _money(rows, key, number, fund.sources[0].id)
        _matters(rows, key, number, item["id"])
    for table, lines in rows.items():
        if lines:
            db.session.execute(insert(table), lines)
    db.session.commit()
    return fund, call


def _award(rows: dict[type, list[dict]], call: Call, key: UUID, number: int) -> None:
    group = uuid4()
    borough = PLACES[number * number % len(PLACES)]
    facts = {"kind": "informal_group", "borough": borough, "language": "en"}
    rows[Organisation].append({"id": group, "name": f"Group {number}", **facts})
    rows[Award].append(
        {
            "id": key,
            "call_id": call.id,
            "number": number,
            "organisation_id": group,
            "title": f"Thursdays around the kitchen table, street {number}",
            "language": "en",
            "theme": ("awareness", "resilience")[number % 2],
            "tier": "small",
            "amount": 600_000 + 1_000 * (number % 300),
            "stage": Stage.ACCEPTED,
            "signed_name": "Amina Yusuf",
            "starts_on": date(2027, 1, 1),
            "ends_on": date(2027, 1 + number % 12, 28),
        }
    )


def _money(rows: dict[type, list[dict]], key: UUID, number: int, source: UUID) -> None:
    amount = 600_000 + 1_000 * (number % 300)
    first = amount * 4 // 5
    rows[Split].append(
        {"id": uuid4(), "award_id": key, "source_id": source, "amount": amount}
    )
    for place, part in enumerate((first, amount - first), 1):
        paid = place == 1
        rows[Payment].append(
            {
                "id": uuid4(),
                "award_id": key,
                "number": place,
                "amount": part,
                "due_on": date(2027, 2, 1) + timedelta(days=200 * (place - 1) + number),
                "waits_for": When.ACCEPTED if paid else When.REPORTED,
                "stage": PaymentStage.PAID if paid else PaymentStage.PLANNED,
                "released_at": clock.now() if paid else None,
                "paid_on": date(2027, 2, 3) if paid else None,
                "withheld_because": "" if paid or number % 7 else "The report is thin.",
            }
        )
    movements = ((key, [amount, -first]), (uuid5(key, "paid"), [first]))
    for account, amounts in movements:
        left = 0
        for sequence, moved in enumerate(amounts, 1):
            left += moved
            rows[Line].append(
                {
                    "id": uuid4(),
                    "account_id": account,
                    "sequence": sequence,
                    "amount": moved,
                    "balance": left,
                    "what": "moved",
                    "about_id": key,
                    "by_name": "Stella",
                }
            )


def _matters(rows: dict[type, list[dict]], key: UUID, number: int, item: UUID) -> None:
    rows[Due].append(
        {
            "id": uuid4(),
            "award_id": key,
            "item_id": item,
            "until": date(2027, 1 + number % 12, 15),
            "stage": DueStage.CLEAR,
        }
    )
    if number % 20 == 0:
        case = {"id": uuid4(), "award_id": key, "number": 1, "what": "A receipt twice."}
        rows[Irregularity].append(case)
    if number % 15 == 0:
        asked = {"asks": {"ends_on": "2028-01-31"}, "before": {}, "reason": "Ramadan"}
        rows[Variation].append({"id": uuid4(), "award_id": key, "number": 1, **asked})
