"""Letters and what they sound like, script by script. Plain values only.

`spelling` says what the sounds are written with.
"""

import re
from collections.abc import Sequence

# Short vowels are not written between consonants.
UNWRITTEN = {"ARABIC", "HEBREW", "BENGALI", "DEVANAGARI", "TAMIL", "GURMUKHI",
              "GUJARATI", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA",
             "ETHIOPIC"}  # fmt: skip
UNMARKED = {"ARABIC", "HEBREW"}  # their marks may be left out, so we leave them out
ROUGH = {"TAMIL", "HANGUL"}  # one letter for k and g, t and d, p and b
SMOOTH = str.maketrans("ghdbjxzf", "kktpsssv")
SYLLABIC = {"CJK", "HANGUL"}  # a letter is a syllable
# How a letter is read; where there are two ways, both.
_ARABIC = dict(
    zip(
        "بپتٹچحخدڈرڑزژسشصطفقکكگغلمنںهہيیےة",
        "bpttxhhddrrzjsxstfkkkgglmnnhhIIIA",
        strict=True,
    )
)
_ARABIC |= {"ا": "A", "آ": "A", "ى": "IA", "و": "Uv", "ج": "jg", "ث": "ts",
            "ذ": "dz", "ض": "dz", "ظ": "zd", "ع": "*", "أ": "*", "إ": "*", "ؤ": "*",
            "ئ": "*", "ق": "kg"}  # fmt: skip
_HEBREW = dict(zip("גדהזחטילםמןנסעקרת", "gdhzhtIlmmnns*krt", strict=True))
_HEBREW |= {"א": "*", "ב": "bv", "ו": "Uv", "כ": "kh", "ך": "kh", "פ": "pf", "ף": "pf",
            "ש": "xs", "ח": "hx"}  # fmt: skip
READ: dict[str, dict[str, Sequence[str]]] = {
    "ARABIC": {**_ARABIC},
    "HEBREW": {**_HEBREW, "צ": ("ts",), "ץ": ("ts",)},
}
# What to write in Latin for letters that anyascii reads otherwise than names do.
LATIN = {"đ": ("d", "dj"), "г": ("g", "h"), "ґ": ("g",), "ё": ("yo", "e"),
          "ь": ("",), "ъ": ("",), "শ": ("sh",), "ষ": ("sh",), "श": ("sh",),
          "ष": ("sh",), "চ": ("ch",), "च": ("ch",), "ச": ("ch",), "য": ("j", "y"),
          "χ": ("h",), "ீ": ("ii",), "ூ": ("uu",), "ভ": ("bh", "v"), "ं": ("n",),
          "ং": ("ng", "n"), "ੰ": ("n",), "ਂ": ("n",), "j": ("j", "y")}  # fmt: skip
GREEK = (("ου", "u"), ("αυ", "av"), ("ευ", "ev"), ("γγ", "ng"))
GREEK_START = (("μπ", "b"), ("ντ", "d"), ("γκ", "g"))
# In Somali, c is a sound that other spellings leave out, and x is an h.
SOMALI = re.compile(r"c(?=[aeiouy]|$)|x")
# "Servant of": abd al-, abdul, abdel, abdur-r, abdi are one.
SERVANT = re.compile(r"^abd(?:[aeu]l|[aeu]([rsntdz])(?=\1)|[iu])?(?=[a-z]{3})")
RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(?<=[aeiouy])h$", ""),
        (r"(ll|nn|tt|ss)e$", r"\1a"),  # Danielle is said as Daniella, not as Daniel
        (r"([aou])e(?!e)(?=[^aeiouy])", r"\1"),  # the way around an umlaut
        (r"ou|oo", "uu"),
        (r"ee", "ii"),
        (r"x", "ks"),
        (r"tz", "ts"),
        (r"shch|tsch|sch|tch|sh|ch|sz|cz", "x"),
        (r"(?<!d)j(?=[^aeiouyh]|$)", "i"),
        (r"dzh|dj|zh|jh", "j"),
        (r"ph", "f"),
        (r"kh", "h"),
        (r"([gtdb])h", r"\1"),
        (r"ck|q", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"(?<=[aeo])w(?=[^aeiouysv]|$)", "u"),
        (r"w", "v"),
    )
)
CLASSES = str.maketrans("aeiouy", "AEIOUI")
AT_THE_END = str.maketrans("dbg", "tpk")
