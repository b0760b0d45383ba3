"""What of a call's money is committed, paid and left, with the lines behind."""

from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from grantsapp.awards.queries import balances as books
from grantsapp.awards.staff.blueprint import bp, the_call


@bp.get("/calls/<reference>/balances")
def balances(reference: str) -> ResponseReturnValue:
    """Show the balances of a call, its awards and its sources."""
    found = the_call(reference)
    return render_template(
        "awards/staff/balances.html", call=found, its=books.of_call(found)
    )


@bp.get("/calls/<reference>/balances/<uuid:key>")
def account_lines(reference: str, key: UUID) -> ResponseReturnValue:
    """Show one account, line by line, with its running balance."""
    found = the_call(reference)
    account, lines = books.lines_in(found, key) or abort(404)
    things = {"account": account, "lines": lines, "said": books.SAID}
    return render_template("awards/staff/account.html", call=found, **things)
