"""The texts of a call in its languages: how they stand, by hand, out and in."""

from collections.abc import Mapping
from types import SimpleNamespace

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import may, person, require
from grantsapp.calls import queries, tables, texts, xliff
from grantsapp.calls.actions import translating
from grantsapp.calls.forms import translating as forms
from grantsapp.calls.models import Call
from grantsapp.calls.queries import translations as stands
from grantsapp.calls.queries.parts import lines_of, places_of
from grantsapp.calls.staff.blueprint import bp
from grantsapp.calls.staff.calls import call_to_write
from grantsapp.calls.texts import Brought, Fault, Line, Malformed, State
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext


@bp.get("/calls/<reference>/translations")
def translations(reference: str) -> ResponseReturnValue:
    """Show how every text stands in every language."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    return _overview(found, forms.WaiverForm())


def _overview(call: Call, form: forms.WaiverForm) -> ResponseReturnValue:
    lines, words = _lines_and_words(call)
    counts = {code: texts.counts(lines, code) for code in call.languages}
    waivers = {w.language: w for w in stands.waivers_of(call)}
    language = _chosen(call, counts)
    wish = request.args.get("state", "")
    state = State(wish) if wish in set(State) else None
    form.offer([c for c in call.languages[1:] if _lacks(lines, c) and c not in waivers])
    page = render_template(
        "calls/staff/translations.html",
        call=call,
        form=form,
        lines=[x for x in lines if state in {None, x.state(language)}],
        total=len(lines),
        words=words,
        counts=counts,
        waivers=waivers,
        chosen=language,
        state=state,
        states=forms.STATES,
        pairs=_pairs(call, lines),
    )
    return page, 422 if form.is_submitted() else 200


def _lacks(lines: list[Line], code: str) -> bool:
    return bool(texts.lacking(lines, code))


def _chosen(call: Call, counts: Mapping[str, Mapping[State, int]]) -> str:
    """Take the language that is asked for, or the first that has work left."""
    wish = request.args.get("into", "")
    if wish in call.languages:
        return wish
    open_ones = (
        c for c in call.languages if sum(counts[c].values()) > counts[c][State.COMPLETE]
    )
    return next(open_ones, call.languages[-1])


def _lines_and_words(call: Call) -> tuple[list[Line], dict[str, str]]:
    places = places_of(call)
    words = {place.path: translating.in_words(place) for place in places}
    return lines_of(call, places), words


def _pairs(call: Call, lines: list[Line]) -> list[tuple[str, str]]:
    sources = dict.fromkeys(line.source_language for line in lines if line.source)
    return [(s, t) for s in sources for t in call.languages if s != t]


@bp.route("/calls/<reference>/texts/<language>/<path:path>", methods=["GET", "POST"])
def translation(reference: str, language: str, path: str) -> ResponseReturnValue:
    """Translate one text, its source beside it."""
    found = call_to_write(reference)
    place = stands.place_at(found, path)
    if place is None or language not in found.languages:
        abort(404)
    if path.startswith(translating.FUNDS_OWN):
        require("manage", found.fund)
    (line,) = lines_of(found, [place])
    form = forms.TranslationForm.of(line, language)
    version = forms.version_of(line, language)
    things = {"call": found, "line": line, "chosen": language}
    things["words"] = translating.in_words(place)
    if not form.is_submitted():
        form.version.data = version
        return render_template("calls/staff/translation.html", form=form, **things)
    if not form.validate():
        return render_template("calls/staff/translation.html", form=form, **things), 422
    if form.is_stale(version):
        form.show_both(SimpleNamespace(text=line.text(language)), version)  # type: ignore[arg-type]
        page = render_template("calls/staff/translation.html", form=form, **things)
        return page, 409
    words, origin = str(form.text.data), str(form.origin.data)
    translating.translate(found, place, language, words, origin=origin, by=person())
    if lost := texts.lost_marks(line.source, words):
        flash(_("Saved. Look again: this is lost: %(marks)s", marks=" ".join(lost)))
    else:
        flash(_("The translation is saved."))
    return _back(found, language)


def _back(call: Call, language: str = "") -> ResponseReturnValue:
    into = language or None  # a part of the address that is None is left out
    place = url_for(".translations", reference=call.reference, into=into)
    return redirect(place, 303)


@bp.get("/calls/<reference>/translations/xliff/<source>/<target>")
def translations_xliff(reference: str, source: str, target: str) -> Response:
    """Hand out the texts for a translator, from one language to another."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    lines, words = _lines_and_words(found)
    if (source, target) not in _pairs(found, lines):
        abort(404)
    written = xliff.write(
        lines, reference=reference, source=source, target=target, places=words
    )
    name = f"{reference}-{source}-{target}.xlf"
    return _download(written.encode(), xliff.KIND, name)


@bp.get("/calls/<reference>/translations/sheet")
def translations_sheet(reference: str) -> Response:
    """Hand out the texts as a spreadsheet, a column for each language."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    lines, words = _lines_and_words(found)
    try:
        written = tables.write(
            lines, found.languages, reference=reference, places=words
        )
    except Malformed as malformed:
        raise Refused(" ".join(map(forms.sentence, malformed.faults))) from None
    return _download(written, tables.KIND, f"{reference}-texts.xlsx")


def _download(content: bytes, kind: str, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=kind, headers=disposition)


@bp.route("/calls/<reference>/translations/import", methods=["GET", "POST"])
def bring_translations(reference: str) -> ResponseReturnValue:
    """Look at what a translator's file would change; stores nothing."""
    found = call_to_write(reference)
    if request.method == "GET":
        return _import_page(found, [])
    try:
        content = forms.sent_file()
        if content is None:
            return _import_page(found, [forms.choose_first()]), 422
        brought = forms.read(content, found, lines_of(found))
    except Malformed as malformed:
        return _import_page(found, _sentences(malformed.faults)), 422
    return _preview(found, brought)


def _sentences(faults: tuple[Fault, ...], most: int = 50) -> list[str]:
    return [forms.sentence(fault) for fault in faults[:most]]


def _import_page(call: Call, faults: list[str]) -> str:
    return render_template(
        "calls/staff/bring_translations.html", call=call, faults=faults
    )


def _preview(call: Call, brought: list[Brought]) -> ResponseReturnValue:
    with_fund = may("manage", call.fund)
    changes = translating.preview(call, brought, with_fund=with_fund)
    _lines, words = _lines_and_words(call)
    told = [c for c in changes if c.outcome is not texts.Outcome.UNCHANGED]
    return render_template(
        "calls/staff/brought_translations.html",
        call=call,
        changes=told,
        unchanged=len(changes) - len(told),
        stored=sum(c.outcome in texts.STORED for c in told),
        words=words,
        outcomes=forms.OUTCOMES,
        kept=texts.STORED,
        carried=forms.carried(brought),
    )


@bp.post("/calls/<reference>/translations/import/stored")
def store_translations(reference: str) -> ResponseReturnValue:
    """Store what the preview showed, as one deed."""
    found = call_to_write(reference)
    brought = forms.brought_back(request.form.get("carried", ""), found)
    if brought is None:
        return _import_page(found, [forms.choose_first()]), 422
    with_fund = may("manage", found.fund)
    stored = translating.bring_in(found, brought, with_fund=with_fund, by=person())
    count = sum(stored.values())
    flash(ngettext("One text is stored.", "%(num)d texts are stored.", count))
    return _back(found, next(iter(stored), ""))


@bp.post("/calls/<reference>/waivers")
def waive(reference: str) -> ResponseReturnValue:
    """Let a call open although a language is incomplete, with a reason."""
    found = call_to_write(reference)
    lines, waived = lines_of(found), {w.language for w in stands.waivers_of(found)}
    open_ones = [c for c in found.languages[1:] if _lacks(lines, c)]
    form = forms.WaiverForm().offer([c for c in open_ones if c not in waived])
    if not form.validate():
        return _overview(found, form)
    language, reason = str(form.language.data), str(form.reason.data).strip()
    translating.waive(found, language, reason, by=person())
    name = i18n.language_name(language)
    flash(_("The call can open with %(language)s incomplete.", language=name))
    return _back(found, language)


@bp.post("/calls/<reference>/waivers/<language>/removal")
def take_back_waiver(reference: str, language: str) -> ResponseReturnValue:
    """Ask for every text in a language again."""
    found = call_to_write(reference)
    waiver = stands.waiver(found, language) or abort(404)
    translating.take_back(waiver, found, by=person())
    return _back(found, language)
