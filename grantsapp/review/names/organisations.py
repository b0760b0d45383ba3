"""Do two written names of organisations possibly mean the same one? Plain values only.

Legal forms are dropped, in the languages we know them in; then all words of the shorter
name must meet a word of the longer. One of them must be distinctive: what an
organisation does and where it is, it shares with others. Shortened names (an
abbreviation for the words) are not recognised.
"""

from functools import lru_cache

import regex

from grantsapp.places import BOROUGHS

from .persons import Alike, Kind, Meeting, answer, may_meet, meeting
from .written import Name, folded

_SHORTEST_STEM = 4
_PHRASES = regex.compile(
    r"\b(?:sp(?:olka)? z o o|community interest company|charitable incorporated "
    r"organisation|limited liability company|company limited by guarantee|e v|z s|s r o"
    r"|s a|a s b l|o p p|non profit|not for profit|громадська організація|благодійний "
    r"фонд|благотворительный фонд)\b"
)
_FORMS = frozenset(
    str.split(
        """
    ltd limited cic cio plc llp llc inc corp company co trust foundation fund charity
    charitable registered association society organisation organization institute
    stiftung verein gmbh ggmbh ug eg ev fundacja stowarzyszenie spółka zoo towarzystwo
    związek fondation fundacion fundación asociacion asociación associazione onlus
    fundacao fundação associacao associação vereniging stichting förening stiftelse
    derneği dernegi dernek vakfı vakfi vakıf ururka ururku urur
    جمعية مؤسسة منظمة رابطة اتحاد خيرية انجمن بنیاد موسسه سازمان فاؤنڈیشن تنظیم ٹرسٹ
    асоціація асоциация ассоциация фонд спілка товариство общество организация
    організація го бф тов ооо σύλλογος σωματείο ένωση ίδρυμα εταιρεία συλλογος σωματειο
    সমিতি ফাউন্ডেশন সংস্থা ট্রাস্ট संस्था समिति ट्रस्ट फाउंडेशन עמותת עמותה אגודת אגודה קרן
    ማህበር ማኅበር ድርጅት சங்கம் அறக்கட்டளை 协会 基金会
    """.casefold()
    )
)
_STOPS = frozenset(
    str.split(
        "the al of for and in on at to a an de la le les du des el los und der die das"
        " für fur i w na dla z y e et ال و في"
    )
)
_SHARED = frozenset(
    str.split("""
    youth young people person women woman womens men mens child children girl girls boys
    family families elder elders community communities center centre club group project
    network aid support service services welfare help care action home house hub school
    church mosque temple friends learning education training health arts art music sport
    sports culture cultural union council forum international national local united new
    advice development initiative partnership alliance team saint st refugee refugees
    migrant migrants city north south east west central great greater upon
    london england britain british uk scotland wales ireland birmingham manchester leeds
    liverpool bristol sheffield glasgow edinburgh cardiff belfast nottingham leicester
    dom młodzieży kobiet dzieci pomoc jugend frauen kinder haus hilfe zentrum
    الخيرية الشباب المرأة الأطفال مركز молодь жінок дітей центр
    """)
) | frozenset(w for name in BOROUGHS for w in name.casefold().split())


def alike_organisations(one: str | Name, other: str | Name) -> Alike | None:
    """Say why two names may mean one organisation, or none when they do not seem to."""
    here = one if isinstance(one, Name) else organisation(one)
    there = other if isinstance(other, Name) else organisation(other)
    if here.folded == there.folded:
        pairs = tuple((w.written, w.written) for w in here.words)
        enough = sum(c.isalpha() for c in here.folded) > 1
        return Alike(here.text, there.text, (Kind.SAME,), pairs) if enough else None
    if not may_meet(here, there):
        return None
    if here.folded <= there.folded:
        found = _compared(here, there)
        return answer(found) if found else None
    found = _compared(there, here)
    return answer(found.flipped) if found else None


@lru_cache(maxsize=20_000)
def organisation(text: str) -> Name:
    """Read the name of an organisation once, without its legal form."""
    flat = " ".join(folded(text))
    raw = tuple(_PHRASES.sub(" ", flat).split()) or tuple(flat.split())
    content = tuple(w for w in raw if w not in _STOPS) or raw
    kept = tuple(w for w in content if w not in _FORMS) or content
    return Name.from_words(text, [_stem(w) for w in kept], [""] * len(kept))


def _stem(written: str) -> str:
    """Give the one for the many in English: migrant for migrants."""
    is_many = len(written) > _SHORTEST_STEM and written.endswith("s")
    return written[:-1] if is_many and not written.endswith("ss") else written


def _compared(one: Name, other: Name) -> Meeting | None:
    found = meeting(one, other)
    left = found.left(0), found.left(1)
    if all(left):
        return None
    own = sum(
        not (_is_shared(a.word.written) or _is_shared(b.word.written))
        for a, b in found.spans
    )
    extra = [one.words[p] for p in left[0]] + [other.words[p] for p in left[1]]
    if not any(left) and min(len(one.words), len(other.words)) > 1:
        return found  # all words meet, however common they are
    more = sum(not _is_shared(w.written) for w in extra)
    if not own or (more and more >= own):
        return None
    return found


def _is_shared(written: str) -> bool:
    """Say whether many organisations have this word."""
    return written in _SHARED or f"{written}s" in _SHARED
