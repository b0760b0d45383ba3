"""Files as programs write them, made by hand, and the instruments that they are of."""

import csv
import io

import pytest
import xlsxwriter

from grantsapp.mel import instruments
from grantsapp.mel.instruments import Design
from grantsapp.mel.tables import Facts, Faults, Question, Reading, check, guess, opened

_LABELS = {
    "1": {"en": "Not at all", "ar": "لا، إطلاقًا", "pl": "Wcale nie"},
    "2": {"en": "A little", "ar": "قليلًا", "pl": "Trochę"},
    "3": {"en": "Partly", "ar": "إلى حد ما", "pl": "Częściowo"},
    "4": {"en": "Mostly", "ar": "في الغالب", "pl": "W większości"},
    "5": {"en": "Completely", "ar": "تمامًا", "pl": "Całkowicie"},
}
CALM_WORDS = {
    "rest": {"en": "I can rest.", "ar": "أستطيع أن أرتاح.", "pl": "Umiem odpocząć."},
    "ask": {"en": "I ask for help.", "ar": "أطلب المساعدة.", "pl": "Proszę o pomoc."},
    "wait": {"en": "I wait, then speak.", "ar": "أنتظر ثم أتكلم.", "pl": "Czekam."},
}
NEAR_WORDS = {
    "greet": {"en": "I greet them.", "ar": "أسلم عليهم.", "pl": "Witam się."},
    "ask": {"en": "I ask them in.", "ar": "أدعوهم إلى بيتي.", "pl": "Zapraszam ich."},
}


def a_tool(code, words, labels=None, ends=(1, 5)):
    return instruments.read(
        {
            "code": code,
            "title": {"en": code.title(), "ar": f"{code} ع", "pl": f"{code} pl"},
            "licence": {"status": "own"},
            "scale": {
                "minimum": ends[0],
                "maximum": ends[1],
                "labels": _LABELS if labels is None else labels,
            },
            "items": [{"code": c, "text": text} for c, text in words.items()],
        }
    )


CALM = a_tool("calm", CALM_WORDS)
NEAR = a_tool("near", NEAR_WORDS)
AGE = Question(
    "age",
    {"en": "How old are you?", "ar": "كم عمرك؟"},
    {
        "16_24": {"en": "16-24", "ar": "من 16 إلى 24"},
        "25_64": {"en": "25–64", "ar": "من 25 إلى 64"},
    },
)


def facts(design=Design.AFTER_ONLY, **more):
    told = {"languages": ("en", "ar", "pl"), "projects": ("Hall",), "about": (AGE,)}
    return Facts(design, **(told | more))


MATCHED, BACK = facts(Design.MATCHED), facts(Design.RETROSPECTIVE)


def text(*lines):
    return ("\n".join(lines) + "\n").encode()


def kobo(head, *rows, encoding="utf-8"):
    """Write as KoboToolbox does: semicolons, and every cell in quotes."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows([head, *rows])
    return file.getvalue().encode(encoding)


def odk(head, *rows):
    """Write as ODK Central does: commas, and quotes where they are needed."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([head, *rows])
    return file.getvalue().encode()


def workbook(*sheets, change=None):
    """Write sheets of rows; `change` may write more with the sheet in hand."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for number, rows in enumerate(sheets, 1):
            sheet = book.add_worksheet(f"Sheet {number}")
            for line, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if hasattr(cell, "year"):
                        sheet.write_datetime(line, place, cell, day)
                    elif cell is not None and cell != "":
                        sheet.write(line, place, cell)
            if change:
                change(sheet)
    return file.getvalue()


def matched(content, tools=(CALM,), about=None, **changes):
    """Open a file and guess its columns, with what a person would correct."""
    from dataclasses import replace

    about = about or facts()
    table = opened(content, languages=about.languages)
    return table, replace(guess(table, tools, about), **changes)


def read(content, tools=(CALM,), about=None, **changes):
    table, matching = matched(content, tools, about, **changes)
    return list(Reading(table, matching, tools, about or facts()))


def raws(content, tools=(CALM,), about=None, **changes):
    found = read(content, tools, about, **changes)
    return [row.sitting.raw for row in found]


def faults_of(content, tools=(CALM,), about=None, **changes):
    """Give what is wrong as (reason, line, column, what stands there)."""
    with pytest.raises(Faults) as refused:
        read(content, tools, about, **changes)
    return [(str(f.wrong), f.line, f.column, f.said) for f in refused.value.faults]


def checked(content, tools=(CALM,), about=None, **changes):
    table, matching = matched(content, tools, about, **changes)
    found = check(matching, table.names, tools, about or facts())
    return [(str(f.wrong), f.column, f.said) for f in found]
