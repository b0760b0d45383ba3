"""Where a number of a report comes from, for those who write it and read its draft."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from grantsapp.access import may
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import assembling, saying_origins
from grantsapp.evaluation.staff.blueprint import bp
from grantsapp.evaluation.staff.calls import call_to


@bp.get("/calls/<reference>/numbers/<path:path>")
def number(reference: str, path: str) -> ResponseReturnValue:
    """Tell a number as the public would read it; to the evaluator with all projects.

    A number that only the evaluator may see is nowhere for everybody else.
    """
    found = call_to("measure", reference)
    newest = queries.newest(found) or abort(404)
    document = assembling.draft(found, newest.public)
    told, inside = saying_origins.told(document, path), None
    if may("evaluate", found):
        whole = {**document, "figures": newest.inside}
        inside = saying_origins.told(whole, path)
    if told is None and inside is None:
        abort(404)
    figures = document["figures"] if inside is None else newest.inside
    return render_template(
        "evaluation/staff/number.html",
        call=found,
        evaluation=newest,
        edition=None,
        document=document,
        told=told or inside,
        inside=inside,
        is_inside_only=told is None,
        number_url=saying_origins.links(figures, ".number", reference=reference),
    )
