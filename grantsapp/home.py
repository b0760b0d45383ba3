"""The hall of the house: the front page, errors, health, and what only demos show."""

from typing import Any

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select, text

from grantsapp import i18n
from grantsapp.access import person, public
from grantsapp.accounts.models import Person
from grantsapp.calls import queries as calls
from grantsapp.db import db
from grantsapp.mail import Letter

bp = Blueprint("home", __name__)


@bp.get("/")
def start() -> ResponseReturnValue:
    """Show what is open now."""
    public()
    return render_template(
        "home.html", open_calls=calls.open_calls(), other_calls=calls.other_calls()
    )


@bp.get("/help")
def help_page() -> ResponseReturnValue:
    """Say how applying works, and where to ask."""
    public()
    return render_template("help.html")


@bp.get("/healthz")
def health() -> ResponseReturnValue:
    """Say that the house stands and its database answers."""
    public()
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}


@bp.get("/ui")
def furniture() -> ResponseReturnValue:
    """Show all the furniture together, for those who build pages."""
    public()
    if current_app.config["MODE"] == "production":
        abort(404)
    from grantsapp.charts.samples import samples  # made up, and shown nowhere else

    return render_template("furniture.html", samples=samples(i18n.language()))


demo_bp = Blueprint("demo", __name__)


@demo_bp.get("/mailbox")
def mailbox() -> ResponseReturnValue:
    """Show every letter of the demo, the newest first."""
    public()
    query = select(Letter).order_by(Letter.made_at.desc(), Letter.key).limit(100)
    return render_template("mailbox.html", letters=list(db.session.scalars(query)))


@demo_bp.get("/cast")
def cast() -> ResponseReturnValue:
    """Show who can sign in to the demo as whom."""
    public()
    return render_template("cast.html", cast=_cast(), me=person())


def _cast() -> list[Any]:
    from grantsapp.demo import CAST  # only a demo loads its story

    query = select(Person).where(Person.email.in_([who.email for who in CAST]))
    known = {p.email: p for p in db.session.scalars(query)}
    return [(who, known[who.email]) for who in CAST if who.email in known]
