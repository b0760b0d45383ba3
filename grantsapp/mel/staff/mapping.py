"""One file of responses: how it is written, what its columns are, what came of it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import jobs
from grantsapp.access import person
from grantsapp.db import let_go
from grantsapp.errors import Late
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries
from grantsapp.mel.actions import bringing
from grantsapp.mel.actions.bringing import Source
from grantsapp.mel.actions.sorting import Sorting
from grantsapp.mel.forms import files as forms
from grantsapp.mel.forms.mapping import MappingForm
from grantsapp.mel.models import FileStage, ResponseFile
from grantsapp.mel.queries.files import known_in
from grantsapp.mel.queries.grounds import Ground
from grantsapp.mel.staff.blueprint import bp
from grantsapp.mel.staff.bringing import STAGES, ground_for, the_file
from grantsapp.mel.tables import Faults, Table, from_json, signature
from grantsapp.mel.tables.words import server
from grantsapp.mel.telling_files import OF_A_FILE, sentence

ENDED = {FileStage.TAKEN, FileStage.BACK}


@bp.get("/responses/files/<uuid:key>")
def brought_file(key: UUID) -> ResponseReturnValue:
    """Show how far a file is: its columns, its way in, or what came of it."""
    found = the_file(key)
    is_given_up = queries.is_given_up(found)
    if found.stage in ENDED or (found.stage is FileStage.WAITING and not is_given_up):
        return _outcome(found)
    try:
        table, ground = _opened(found)
        form = _form(found, table, ground)
        return _page(found, table, form, is_given_up=is_given_up)
    except Faults as refused:
        return _unreadable(found, refused)


def _outcome(file: ResponseFile) -> str:
    return render_template(
        "mel/staff/response_file_told.html",
        call=file.call,
        file=file,
        stages=STAGES,
        moments=OF_A_FILE,
        homes=ground_for(file).homes,
        job=jobs.asked(queries.taking_key(file)),
    )


def _opened(file: ResponseFile) -> tuple[Table, Ground]:
    ground = ground_for(file)
    return Source.of(file).opened(ground), ground


def _form(file: ResponseFile, table: Table, ground: Ground) -> MappingForm:
    matching = from_json(file.mapping)
    apart = bool(file.mapping.get("apart"))
    return MappingForm(table, ground, matching, apart=apart)


def _page(
    file: ResponseFile,
    table: Table,
    form: MappingForm,
    *,
    reading: Any = None,
    **more: Any,
) -> str:
    reading = reading or forms.ReadAsForm.of(table.dialect, file.version)
    faults = form.faults()
    kept = bringing.whole(file.faults, table) if file.faults else []
    return render_template(
        "mel/staff/response_file.html",
        call=file.call,
        file=file,
        table=table,
        server=server(table.names),
        form=form,
        reading=reading,
        faults=form.summary() + reading.faults(),
        whys=_whys(faults),
        refused=kept,
        in_words=sentence,
        before=queries.same_before(file),
        is_stuck=file.stage is FileStage.REFUSED or more.get("is_given_up", False),
    )


def _whys(faults: list[tuple[str, str]]) -> dict[str, str]:
    """Gather what is wrong by the field that it stands at."""
    found: dict[str, str] = {}
    for name, words in faults:
        found[name] = f"{found[name]} {words}" if name in found else words
    return found


def _unreadable(file: ResponseFile, refused: Faults) -> ResponseReturnValue:
    """Show why a file that was taken in cannot be read as somebody said it is."""
    return render_template(
        "mel/staff/response_file_unreadable.html",
        call=file.call,
        file=file,
        faults=[forms.placed(fault) for fault in refused.faults],
    )


def _loose(key: UUID) -> tuple[ResponseFile, Table, Ground]:
    """Open a file while nothing is held, and hold its row after."""
    found = the_file(key)
    bringing.still_open(found)
    ground, source = ground_for(found), Source.of(found)
    let_go()
    table = source.opened(ground)
    return the_file(key), table, ground


def _newest(file: ResponseFile) -> None:
    """Refuse what somebody says of a file that is another by now."""
    if request.form.get("version", str(file.version)) != str(file.version):
        raise Late(_("Somebody changed this file meanwhile. Open it again, and look."))


@bp.post("/responses/files/<uuid:key>/reading")
def read_file_as(key: UUID) -> ResponseReturnValue:
    """Say how a file is written, where it was guessed otherwise."""
    found, table, ground = _loose(key)
    _newest(found)
    form, source = forms.ReadAsForm.of(table.dialect, found.version), Source.of(found)
    if not form.validate():
        page = _page(found, table, _form(found, table, ground), reading=form)
        return page, 422
    said = form.said()
    let_go()
    try:
        other = replace(source, dialect=said).opened(ground)
    except Faults as refused:
        return _not_so(the_file(key), table, ground, refused), 422
    found = the_file(key)
    _newest(found)
    matching = None
    if other.names != table.names:
        known = queries.remembered(found.call, signature(other.names))
        matching, _was = bringing.matched(other, ground, known and known.mapping)
    bringing.read_as(found, said, matching)
    return redirect(url_for(".brought_file", key=key), 303)


def _not_so(file: ResponseFile, table: Table, ground: Ground, refused: Faults) -> str:
    """Show that the file cannot be read so, at the first field about it."""
    form = forms.ReadAsForm.of(table.dialect, file.version)
    field: Any = next(f for f in form if f.type == "SelectField")
    field.errors = [forms.placed(fault) for fault in refused.faults]
    return _page(file, table, _form(file, table, ground), reading=form)


@bp.post("/responses/files/<uuid:key>/columns")
def map_file(key: UUID) -> ResponseReturnValue:
    """Say what the columns are; look at the whole file, or have it taken, at once."""
    found, table, ground = _loose(key)
    _newest(found)
    form = _form(found, table, ground)
    form.read(request.form, request.form.getlist("absent"))
    then = request.form.get("then", "")
    if form.forged or (then == "take" and form.faults()):
        return _page(found, table, form), 422
    bringing.tell_apart(found, form.matching, apart=form.apart)
    if then == "take":
        bringing.take(found, by=person())
    if then == "check" and not form.faults():
        return redirect(url_for(".check_file", key=key), 303)
    if then == "save":
        flash(_("What you said about the columns is saved."))
    return redirect(url_for(".brought_file", key=key), 303)


@bp.get("/responses/files/<uuid:key>/check")
def check_file(key: UUID) -> ResponseReturnValue:
    """Read the whole file, and show what would come of it."""
    found = the_file(key)
    if found.file is None or found.stage is FileStage.WAITING:
        return redirect(url_for(".brought_file", key=key), 303)
    ground, source, version = ground_for(found), Source.of(found), found.version
    known = known_in([one.id for home in ground.projects for one in home.surveys])
    let_go()  # a long file takes a while
    refused, told = None, None
    try:
        sorting = Sorting(bringing.order_of(source, ground), known)
        for _one in sorting:
            pass
        told = bringing.told(sorting)
    except Faults as faults:
        refused = faults
    found = the_file(key)
    return render_template(
        "mel/staff/response_file_check.html",
        call=found.call,
        file=found,
        version=version,
        refused=refused,
        in_words=sentence,
        told=told,
        homes=ground.homes,
        moments=OF_A_FILE,
        before=queries.same_before(found),
    )


@bp.post("/responses/files/<uuid:key>/taking")
def take_file(key: UUID) -> ResponseReturnValue:
    """Have a worker take the file as it was seen."""
    found = the_file(key)
    _newest(found)
    bringing.take(found, by=person())
    return redirect(url_for(".brought_file", key=key), 303)
