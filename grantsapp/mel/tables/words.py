"""Words by which the heads and cells of a table are recognised. Plain values only.

All of them are folded. They only help a guess that a person looks at.
"""

from collections.abc import Iterable

from grantsapp.mel.instruments import Design
from grantsapp.mel.tables.folding import fold

BEFORE, AFTER, THREE, SIX = "before", "t1", "t2", "t3"
# What each moment is called; before is r0 or t0, as the design has it.
_MOMENTS = {
    BEFORE: "before|pre|pretest|pre test|t0|r0|baseline|entry|intake|looking back|"
    "looking back before|at the start|at the beginning|przed|wcześniej|na początku|"
    "قبل|من قبل|قبل المشروع|في البداية|سابقا",
    AFTER: "after|post|posttest|post test|t1|now|today|endline|exit|at the end|po|"
    "teraz|dziś|na końcu|بعد|الآن|اليوم|بعد المشروع|في النهاية",
    THREE: "t2|3m|3 m|3 months|3 months later|after 3 months|three months|follow up 3|"
    "po 3 miesiącach|3 miesiące|بعد 3 أشهر|بعد ثلاثة أشهر",
    SIX: "t3|6m|6 m|6 months|6 months later|after 6 months|six months|follow up 6|"
    "po 6 miesiącach|6 miesięcy|بعد 6 أشهر|بعد ستة أشهر",
}
_BY_WORD = {fold(w): role for role, ws in _MOMENTS.items() for w in ws.split("|")}
LONGEST_MOMENT = max(word.count(" ") + 1 for word in _BY_WORD)

HEADS = {
    "project": "project|project name|project title|grantee|organisation|organization|"
    "award|award number|group|site|projekt|nazwa projektu|organizacja|المشروع|"
    "اسم المشروع|المنظمة",
    "code": "code|your code|own code|self made code|personal code|participant code|"
    "respondent|respondent id|respondent code|participant|participant id|person|who|"
    "kod|twój kod|kod uczestnika|الرمز|رمزك|رمز المشارك",
    "language": "language|survey language|język|اللغة|لغة الاستبيان",
    "answered": "answered at|answered on|answered|date|date answered|completed at|"
    "submitted at|timestamp|date submitted|data|data wypełnienia|التاريخ|تاريخ الإجابة",
    "moment": "moment|time|timepoint|time point|wave|phase|round|when|stage|etap|"
    "moment pomiaru|المرحلة|الوقت|متى",
}
_PURPOSES = {fold(w): kind for kind, ws in HEADS.items() for w in ws.split("|")}

# What the two servers write of a submission, as they write it.
_IDS = ("_uuid", "KEY", "meta-instanceID", "meta/instanceID", "instanceID", "_id")
_STARTS, _ENDS = ("start",), ("end", "_submission_time", "SubmissionDate", "start")
UTC = ("_submission_time", "SubmissionDate")  # these name no zone
_SERVER_WORDS = """
    _id _uuid _submission_time _validation_status _notes _status _submitted_by _tags
    __version__ _version_ _index _xform_id_string _attachments _geolocation
    _parent_index _parent_table_name _bamboo_dataset_id formhub/uuid start end today
    deviceid username simserial subscriberid phonenumber audit KEY SubmissionDate
    meta-instanceID meta/instanceID instanceID meta-instanceName meta/instanceName
    instanceName meta/rootUuid meta-audit SubmitterID SubmitterName AttachmentsPresent
    AttachmentsExpected Status ReviewState DeviceID Edits FormVersion
"""
SERVER = frozenset(_SERVER_WORDS.split())
_DROPPED = ("generated_table_list_label_", "reserved_name_for_field_list_labels_")

# "Prefer not to say" as choices and labels of forms call it.
_REFUSAL_WORDS = (
    "prefer_not|prefer_not_to_say|prefer not to answer|i prefer not to say|"
    "i would rather not say|i'd rather not say|rather not say|refused|refuse|"
    "no_answer|pnts|wolę nie mówić|wolę nie odpowiadać|odmowa odpowiedzi|"
    "nie chcę odpowiadać|أفضل عدم الإجابة|أفضل عدم القول|أفضل ألا أقول|"
    "أفضل ألا أجيب|لا أرغب في الإجابة"
)
REFUSALS = frozenset(fold(word) for word in _REFUSAL_WORDS.split("|"))


def moment(said: str, design: Design) -> str:
    """Say which moment a folded word names; nothing where it names none."""
    role = _BY_WORD.get(said, "")
    if role == BEFORE:
        return "r0" if design == Design.RETROSPECTIVE else "t0"
    return role


def purpose(name: str) -> str:
    """Say what a column is for by the words of its head."""
    return _PURPOSES.get(fold(name), "")


def last_part(name: str) -> str:
    """Give a column's own name, without the groups that it stands in."""
    return name.rpartition("/")[2]


def is_of_server(name: str) -> bool:
    """Say whether a server wrote a column, not a person."""
    return name in SERVER


def is_dropped(name: str) -> bool:
    """Say whether a column is only there for the layout of a grid of questions."""
    return any(mark in name for mark in _DROPPED)


def identity(names: Iterable[str]) -> str:
    """Find the column that names a submission."""
    return _first(names, _IDS)


def time_of_answer(names: Iterable[str]) -> str:
    """Find the column that says when somebody was done."""
    return _first(names, _ENDS)


def time_of_start(names: Iterable[str]) -> str:
    """Find the column that says when somebody began."""
    return _first(names, _STARTS)


def server(names: Iterable[str]) -> str:
    """Say whose export a table is: kobo, odk, or nothing."""
    found = set(names)
    if "KEY" in found or "SubmissionDate" in found:
        return "odk"
    return "kobo" if found & {"_uuid", "_submission_time", "formhub/uuid"} else ""


def _first(names: Iterable[str], wanted: Iterable[str]) -> str:
    """Find the first of some names."""
    found = set(names)
    return next((name for name in wanted if name in found), "")
