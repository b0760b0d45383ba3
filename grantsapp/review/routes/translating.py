"""A translator puts what was typed in bids into another language."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.accounts import actions as accounts
from grantsapp.calls import queries as calls
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import translating
from grantsapp.review.models import BidTranslation, Translating
from grantsapp.review.queries import translating as views
from grantsapp.review.queries.translating import ToTranslate
from grantsapp.review.routes.blueprint import bp


@bp.get("/translations")
def translations() -> ResponseReturnValue:
    """Show a translator what is to be translated, and how far it is."""
    require("list", BidTranslation)
    found = views.to_translate(person())
    made = views.translator_views([(one.application, one.language) for one in found])
    addresses = [_address(one) for one in found]
    return render_template(
        "review/translations.html",
        bids=list(zip(addresses, made, strict=True)),
        done=sum(view.is_done for view in made),
    )


def _address(one: Translating) -> str:
    seat, bid = one.moderator.id, one.application.id
    return url_for(".translate", seat=seat, key=bid, language=one.language)


def _the_bid(seat: UUID, key: UUID, language: str) -> Translating:
    """Find a bid that this person is to put into a language."""
    moderator = queries.moderator(seat) or abort(404)
    bid = calls.application(key, lock=request.method == "POST") or abort(404)
    found = Translating(moderator, bid, language)
    require("translate", found)
    return found


@bp.route(
    "/translations/<uuid:seat>/<uuid:key>/<language>",
    endpoint="translate",
    methods=["GET", "POST"],
)
def translate(seat: UUID, key: UUID, language: str) -> ResponseReturnValue:
    """Show the words of a bid beside those in the other language, and keep these."""
    found = _the_bid(seat, key, language)
    (view,) = views.translator_views([(found.application, language)])
    if request.method == "GET":
        return _page(found, view, {}, [])
    typed = _typed(view)
    clashes = translating.save_translations(found, view, typed, by=person())
    if clashes:
        lost = {f"text-{clash.key}": [clash.mine] for clash in clashes}
        accounts.keep_beside(request.path, lost, by=person())
        (view,) = views.translator_views([(found.application, language)])
        mine = {clash.key: typed[clash.key] for clash in clashes}
        return _page(found, view, mine, clashes)
    flash(_("Your translation is saved."))
    return redirect(_onward(found), 303)


def _page(
    found: Translating,
    view: ToTranslate,
    typed: dict[str, translating.Typed],
    clashes: list[translating.Clash],
) -> str:
    return render_template(
        "review/translate.html",
        seat=found.moderator.id,
        bid=view,
        typed=typed,
        theirs={clash.key: clash.theirs for clash in clashes},
    )


def _typed(view: ToTranslate) -> dict[str, translating.Typed]:
    """Read what was typed for each text that the page showed."""
    form: Any = request.form
    return {
        text.key: translating.Typed(
            text=form[f"text-{text.key}"].replace("\r\n", "\n").strip(),
            version=form.get(f"version-{text.key}", text.version, type=int),
            made_from=translating.digest_or_none(form.get(f"hash-{text.key}", "")),
            still_fits=form.get(f"fits-{text.key}") == "y",
        )
        for text in view.texts
        if f"text-{text.key}" in form
    }


def _onward(found: Translating) -> str:
    """Go to the next bid that lacks something, or stay."""
    if request.form.get("then") != "next":
        return _address(found)
    waiting = views.to_translate(person())
    pairs = [(one.application, one.language) for one in waiting]
    made = zip(waiting, views.translator_views(pairs), strict=True)
    left = [one for one, view in made if not view.is_done and one != found]
    return _address(left[0]) if left else url_for(".translations")
