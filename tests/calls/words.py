"""Texts and how many words they have, counted by hand; page, server and PDF agree.

The rule: words of UAX #29 that hold a letter or digit; Han, Kana, Thai and what else is
written without spaces by characters.
"""

WORDS = [
    # Nothing is no word.
    ("", 0),
    # Only punctuation: no word holds a letter or digit.
    ("… !? — ; „”", 0),
    # An apostrophe between two letters does not part them.
    ("don't stop, won't stop", 4),
    # A hyphen parts: A, well, known, e, mail.
    ("A well-known e-mail", 5),
    # A full stop between letters does not part, the @ does.
    ("amina.yusuf@example.org", 2),
    # Colon, slash, ? and & part: https, example.org, fund, year, 2027, q, tea.
    ("https://example.org/fund?year=2027&q=tea", 7),
    # Separators between digits do not part: 8,450.50, and, 1.000,50.
    ("£8,450.50 and 1.000,50", 3),
    # A tatweel is a letter, marks belong to the letter before them.
    ("مَرْحَبًا بِكُـــمْ", 2),
    # Arabic-Indic digits are digits, their thousands sign joins, the Arabic comma not.
    ("١٬٢٠٠ جنيه، ٤٠ شخصًا", 4),
    # A zero-width non-joiner stands inside a word.
    ("می‌خواهیم همسایه‌ها", 2),
    # Quotes and a geresh stand inside Hebrew words, a maqaf parts: three.
    ('צה"ל ו־ג׳ירפה', 3),
    # Vowel signs belong to their letters, the danda is none.
    ("আমরা প্রতি শুক্রবার রান্না করি।", 5),
    # The pulli belongs to its letter.
    ("நாங்கள் ஒன்றாகச் சமைக்கிறோம்", 3),
    # Thai by characters, marks above too: six, then 5, then two.
    ("สวัสดี 5 คน", 9),
    # Lao by characters, as Thai: seven.
    ("ສະບາຍດີ", 7),
    # Two Han characters, one figure, five more; the full stop is none.
    ("我们2027年一起做饭。", 8),
    # NPO, の, three Kana with the long sound, 3, 杯.
    ("NPOのスープ、3杯", 7),
    # Korean has spaces, and a figure joins the letters beside it.
    ("우리는 2027년에 함께 요리한다", 4),
    # The Ethiopic word space parts, the full stop ends.
    ("እኛ፡አብረን፡እናበስላለን።", 3),
    # An emoji is neither letter nor digit.
    ("🍲 soup 🥣", 1),
    # Nor is a family joined of three.
    ("👩‍👩‍👧 family", 1),
    # Nor are the two halves of a flag; the en dash parts.
    ("🇸🇴🇵🇱 Somalia–Poland", 2),
    # A keycap is the digit 1 with marks.
    ("1️⃣ first", 2),
    # A zero-width space parts, though nobody sees it.
    ("one\u200btwo", 2),
    # Combining marks belong to their letters, before an apostrophe too.
    ("cafe\u0301 nai\u0308ve e\u0301's", 3),
    # Direction overrides and isolates are in no word and part none.
    ("ev\u202eil \u2066words\u2069", 2),
    # A soft hyphen stands inside a word.
    ("neigh\u00adbours", 1),
    # Em dashes part without spaces.
    ("tea—cakes—songs", 3),
    # Underscores join, and alone they are no word.
    ("our_plan __init__ ___", 2),
    # Line ends and tabs part.
    ("one\ntwo\tthree\r\nfour", 4),
    # A non-breaking space parts.
    ("ten\u00a0people", 2),
    # A narrow one does not: it stands inside figures. 8 450, zł.
    ("8\u202f450 zł", 2),
    # Zażółć, gęślą, jaźń, w, f, i, 2,5, zł.
    ("Zażółć gęślą jaźń, w-f i 2,5 zł", 8),
    # All three apostrophes of Ukrainian stand inside words.
    ("п’ять м'ячів здоровʼя", 3),
    # A glottal stop is written with an apostrophe.
    ("Waxaan la'nahay go'aan ku saabsan", 5),
    # A Roman numeral is a letter: Ⅳ, and, XII.
    ("Ⅳ and XII.", 3),
    # ½ is a word by itself, also after a digit; a slash parts, a fraction slash joins:
    # ½, cup, 1, ½, cups, 3, 4, 3⁄4.
    ("½ cup, 1½ cups, 3/4, 3⁄4", 8),
    # A colon parts letters and digits: note, this, at, 10, 30.
    ("note:this at 10:30", 5),
]
