"""The evaluator's package: responses as labelled CSV, with a codebook.

One row a respondent of an instrument; a variable is named `<code>_<moment>_<nn>`, with
`_r` after it where the item is reversed, and `<code>_<moment>_score`.
"""

import hashlib
import hmac
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from flask import current_app

from grantsapp import audit, sheets
from grantsapp.accounts.models import Person
from grantsapp.awards import queries as awards
from grantsapp.calls.models import Call
from grantsapp.evaluation import queries
from grantsapp.mel import instruments
from grantsapp.mel import queries as mel
from grantsapp.mel.instruments import Instrument, Moment
from grantsapp.mel.models import Origin, Survey
from grantsapp.mel.quality.reasons import Why
from grantsapp.mel.sittings import Answers

LENGTH = 32  # of a variable's name, for SPSS and Stata
MOMENTS = {
    Moment.R0: "looking back to before the project",
    Moment.T0: "before the project",
    Moment.T1: "after the project",
    Moment.T2: "three months after the project",
    Moment.T3: "six months after the project",
}
ORIGINS = {
    Origin.WEB: "answered on a device of one's own",
    Origin.KIOSK: "answered on a device that people share",
    Origin.PAPER: "answered on paper, typed in by staff",
    Origin.IMPORT: "brought in from a file",
    Origin.SYNTHETIC: "made up for demonstration",
}
REASONS = {
    Why.TOO_LITTLE: "too little is answered",
    Why.CARELESS: "the answers were not given with care",
    Why.TWICE: "the same person answered twice",
    Why.NOT_MEANT: "the survey is not meant for this person",
    Why.TRIAL: "it was a trial",
    Why.OTHER: "another reason",
    Why.SUPERSEDED: "the same questionnaire sent other answers, which count",
    Why.TAKEN_BACK: "the file that brought it was taken back",
    Why.LATE: "it came after the survey had closed",
    Why.NO_LINK: "it came by the public link after that had been closed",
    "": "sent again with other answers, and not decided yet",
}
Row = list[Any]


def package(call: Call, *, by: Person) -> bytes:
    """Write the responses of a call as a zip of CSV files, and note who took them."""
    files = {"codebook.csv": sheets.csv_bytes(BOOK, _codebook(call))}
    for key, (head, rows) in _tables(call).items():
        files[f"{key}.csv"] = sheets.csv_bytes(head, rows)
        files[f"{key}-labels.csv"] = sheets.csv_bytes(head, _labelled(call, head, rows))
    files["README.txt"] = _readme(call, files).encode()
    digest = hashlib.sha256(b"".join(files[n] for n in sorted(files))).hexdigest()
    audit.record(
        "exported the responses", call, by=by, files=sorted(files), hash=digest
    )
    return _zipped(files)


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            packed.writestr(zipfile.ZipInfo(name), files[name])
    return out.getvalue()


def _tools(call: Call) -> dict[str, tuple[Instrument, list[Moment]]]:
    """Give each instrument of a call with the moments at which it was answered."""
    found: dict[str, tuple[Instrument, list[Moment]]] = {}
    stems = _stems(call)
    for survey in queries.surveys_by_key(call).values():
        for row in survey.instruments:
            _same, moments = found.setdefault(stems[row.id], (row.tool, []))
            moments += [m for m in survey.moments if m not in moments]
    order = list(Moment)
    return {
        code: (tool, sorted(moments, key=order.index))
        for code, (tool, moments) in sorted(found.items())
    }


def _stems(call: Call) -> dict[UUID, str]:
    """Name each instrument's file: by its code, and its version where there are two."""
    tools = queries.tools_in(call)
    codes = Counter(tool.code for tool in tools.values())
    return {
        key: f"{t.code}_v{t.version}" if codes[t.code] > 1 else t.code
        for key, t in tools.items()
    }


def variable(code: str, moment: Moment, rest: str) -> str:
    """Name a variable within the length that statistics programs take."""
    tail = f"_{moment}_{rest}"
    return code[: LENGTH - len(tail)] + tail


def _tables(call: Call) -> dict[str, tuple[Row, list[Row]]]:
    """Make one table an instrument: a head of names, then a row a respondent."""
    tools = _tools(call)
    tables: dict[str, tuple[Row, list[Row]]] = {
        code: (
            [
                "respondent",
                "project",
                "language",
                "origin",
                *_names(code, tool, moments),
            ],
            [],
        )
        for code, (tool, moments) in tools.items()
    }
    surveys, stems = queries.surveys_by_key(call), _stems(call)
    projects = {a.id: a.reference for a in awards.awards_in(call)}
    for given in mel.responses_in(call):
        survey: Survey = surveys[given.survey_id]
        stem = stems[given.instrument_id]
        tool, moments = tools[stem]
        about = [_pseudonym(survey, given.respondent), projects[given.award_id]]
        about += [given.language, str(given.origin)]
        cells = [cell for m in moments for cell in _cells(tool, given.raw.get(m, {}))]
        tables[stem][1].append(about + cells)
    return tables


def _pseudonym(survey: Survey, respondent: str) -> str:
    """Give another code than the one that is stored, the same in every export.

    Keyed, since the survey's own key is public and names can be guessed.
    """
    secret = str(current_app.config["SECRET_KEY"]).encode()
    words = f"export:{survey.key}:{respondent}".encode()
    return hmac.new(secret, words, hashlib.sha256).hexdigest()[:16]


def _names(code: str, tool: Instrument, moments: Iterable[Moment]) -> list[str]:
    names = []
    for moment in moments:
        for number, item in enumerate(tool.items, 1):
            names.append(variable(code, moment, f"{number:02}"))
            if item.is_reversed:
                names.append(variable(code, moment, f"{number:02}_r"))
        names.append(variable(code, moment, "score"))
    return names


def _cells(tool: Instrument, given: Answers) -> Row:
    cells: Row = []
    for item in tool.items:
        value = given.get(item.code)
        cells.append(value)
        if item.is_reversed:
            cells.append(instruments.keyed(tool, item, value))
    return [*cells, instruments.score(tool, given).value]


BOOK = [
    "file", "variable", "label", "values", "missing", "instrument", "version", "status",
    "item", "moment", "reversed",
]  # fmt: skip


def _codebook(call: Call) -> Iterable[Row]:
    """Say what each variable of each file means."""
    for code, (tool, moments) in _tools(call).items():
        same = [tool.code, tool.version, str(tool.status)]
        for name, words in (
            ("respondent", "A code for one person, the same in every export"),
            ("project", "The reference of the award"),
            ("language", "The language in which the person answered"),
            ("origin", "; ".join(f"{o} ({words})" for o, words in ORIGINS.items())),
        ):
            yield [f"{code}.csv", name, words, "", "", *same, "", "", ""]
        for moment in moments:
            yield from _item_lines(code, tool, moment, same)


def _item_lines(
    code: str, tool: Instrument, moment: Moment, same: Row
) -> Iterable[Row]:
    file, values = f"{code}.csv", _values(tool)
    for number, item in enumerate(tool.items, 1):
        text = _english(item.text)
        when = MOMENTS[moment]
        name = variable(code, moment, f"{number:02}")
        head = [file, name, f"{text} ({when})", values, "empty"]
        yield [*head, *same, item.code, str(moment), _yes(item.is_reversed)]
        if item.is_reversed:
            turned = variable(code, moment, f"{number:02}_r")
            words = f"{text} ({when}), turned round so that more is more"
            yield [
                file,
                turned,
                words,
                "",
                "empty",
                *same,
                item.code,
                str(moment),
                "yes",
            ]
    words = f"Mean of the answered items ({MOMENTS[moment]}), at least {tool.least}"
    score = variable(code, moment, "score")
    yield [file, score, words, "", "empty", *same, "", str(moment), ""]


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _values(tool: Instrument) -> str:
    pairs = ((v, _english(tool.label(v))) for v in tool.values)
    return "; ".join(
        f"{value} = {words}" if words else str(value) for value, words in pairs
    )


def _english(text: Any) -> str:
    return text.get("en") or next(iter(text.values()), "")


def _labelled(call: Call, head: Row, rows: Sequence[Row]) -> Iterable[Row]:
    """Give the same rows with the words of each answer in place of its number."""
    labels = {
        variable(code, moment, f"{number:02}"): tool
        for code, (tool, moments) in _tools(call).items()
        for moment in moments
        for number in range(1, len(tool.items) + 1)
    }
    for row in rows:
        yield [
            _english(labels[name].label(cell)) or cell
            if name in labels and cell is not None
            else cell
            for name, cell in zip(head, row, strict=True)
        ]


def _readme(call: Call, files: dict[str, bytes]) -> str:
    lines = [
        f"Responses of {call.reference}, pseudonymised.",
        "",
        "One CSV an instrument (UTF-8, commas): a row a respondent, numbers as given.",
        "The file with -labels has the words of each answer instead of the numbers.",
        "codebook.csv says what each variable means, and which items are reversed.",
        "An empty cell is a question that was left out.",
        "",
        "Where a row comes from (its origin):",
        *(f"- {origin}: {words}" for origin, words in ORIGINS.items()),
        "",
        *_left_out(call),
        "",
        "SHA-256 of each file:",
    ]
    lines += [f"{hashlib.sha256(files[n]).hexdigest()}  {n}" for n in sorted(files)]
    return "\n".join(lines) + "\n"


def _left_out(call: Call) -> list[str]:
    """Tell how many responses are not in the files, and why."""
    found = mel.left_out_in(call)
    number = sum(count for _why, count in found)
    head = f"Responses left out of every file: {number}"
    if not number:
        return [f"{head}."]
    told = (f"- {REASONS.get(why, why)}: {count}" for why, count in found)
    return [f"{head}, by reason:", *told]
