"""The texts of a call as XLIFF 2.1, the standard file of translators (OASIS, 2018).

One file for each source and target language. Written as text and read with an XML
reader that takes no document types and no entities. A unit's `name` is the path; its
id is the same with points, since an id may hold no slash. Characters that XML cannot
hold travel as `<cp hex="..."/>`, as the standard says.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from grantsapp.calls.texts import (
    LONGEST,
    Brought,
    Fault,
    Line,
    Malformed,
    State,
    Why,
)

KIND = "application/xliff+xml"
CORE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
OURS = "grantsapp"
_MACHINE = f"{OURS}:machine"
_C, _M = f"{{{CORE}}}", f"{{{METADATA}}}"
_UNTOLD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STATES = {"machine": "translated", "person": "reviewed", "official": "final"}
_ORIGINS = {"initial": "", "translated": "person", "reviewed": "person"}
_ORIGINS |= {"final": "official"}
# Marks that stand around words, and those that stand alone.
_AROUND, _ALONE = {f"{_C}pc", f"{_C}mrk"}, {f"{_C}sm", f"{_C}em"}


def write(
    lines: Iterable[Line],
    *,
    reference: str,
    source: str,
    target: str,
    places: dict[str, str],
) -> str:
    """Write the texts that stand in one language, for another one."""
    units = "".join(
        _unit(line, target, places.get(line.path, line.path))
        for line in lines
        if line.source_language == source and line.source
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff xmlns="{CORE}" xmlns:mda="{METADATA}" version="2.1"'
        f" srcLang={quoteattr(source)} trgLang={quoteattr(target)}>\n"
        f' <file id={quoteattr(reference)} canResegment="no">\n{units} </file>\n'
        "</xliff>\n"
    )


def _unit(line: Line, target: str, place: str) -> str:
    name, version = quoteattr(line.path), line.versions.get(target)
    id_ = quoteattr(line.path.replace("/", "."))
    words = (
        f"    <target>{_told(version.text)}</target>\n"
        if version and version.text
        else ""
    )
    return (
        f'  <unit id={id_} name={name} xml:space="preserve">\n'
        f'   <mda:metadata><mda:metaGroup category="{OURS}">'
        f'<mda:meta type="source-hash">{line.digest}</mda:meta>'
        "</mda:metaGroup></mda:metadata>\n"
        f'   <notes><note category="place">{_told(place)}</note></notes>\n'
        f"   <segment {_stated(line, target)}>\n"
        f"    <source>{_told(line.source)}</source>\n{words}"
        "   </segment>\n  </unit>\n"
    )


def _stated(line: Line, target: str) -> str:
    state, origin = line.state(target), line.origin(target)
    if state is State.MISSING:
        return 'state="initial"'
    if state is State.STALE:
        return f'state="initial" subState="{OURS}:stale"'
    more = f' subState="{_MACHINE}"' if origin == "machine" else ""
    return f'state="{_STATES.get(origin, "translated")}"{more}'


def _told(text: str) -> str:
    marked = escape(text, {"\r": "&#13;"})
    return _UNTOLD.sub(lambda found: f'<cp hex="{ord(found[0]):04X}"/>', marked)


def read(
    content: bytes, *, reference: str, sources: Iterable[str], targets: Iterable[str]
) -> list[Brought]:
    """Read what a translator brings; raises Malformed with every fault."""
    root = _root(content)
    faults = _head_faults(root, reference, set(sources), set(targets))
    found: dict[str, Brought] = {}
    for number, unit in enumerate(root.iter(f"{_C}unit"), 1):
        one, wrong = _read_unit(unit, root.get("trgLang", ""), f"{number}")
        faults += wrong
        if one and one.path in found:
            faults.append(Fault(Why.TWICE, one.path))
        elif one:
            found[one.path] = one
    if faults:
        raise Malformed(*faults)
    return list(found.values())


def _head_faults(
    root: Element, reference: str, sources: set[str], targets: set[str]
) -> list[Fault]:
    faults: list[Fault] = []
    source, target = root.get("srcLang", ""), root.get("trgLang", "")
    if source not in sources:
        faults.append(Fault(Why.LANGUAGE, "srcLang", source))
    if target not in targets or target == source:
        faults.append(Fault(Why.LANGUAGE, "trgLang", target))
    for file in root.findall(f"{_C}file"):
        if file.get("id") != reference:
            faults.append(Fault(Why.OTHER_CALL, "file", file.get("id") or ""))
    return faults


def _root(content: bytes) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Malformed(Fault(Why.FORBIDDEN, "", type(error).__name__)) from None
    except ParseError as error:
        line, column = error.position
        raise Malformed(Fault(Why.NOT_XML, f"{line}:{column}")) from None
    except (ValueError, LookupError):
        raise Malformed(Fault(Why.NOT_XML)) from None
    if root.tag != f"{_C}xliff" or not root.get("version", "").startswith("2."):
        found = f"{root.tag} {root.get('version', '')}"
        raise Malformed(Fault(Why.NOT_XLIFF, "", found[:80]))
    return root


def _read_unit(
    unit: Element, target: str, number: str
) -> tuple[Brought | None, list[Fault]]:
    path = unit.get("name") or unit.get("id", "").replace(".", "/")
    if not path:
        return None, [Fault(Why.NO_NAME, number)]
    try:
        text, states = _words_of(unit)
    except _Strange as strange:
        return None, [Fault(Why.INLINE, path, str(strange))]
    if len(text) > LONGEST:
        return None, [Fault(Why.TOO_LONG, path, str(LONGEST))]
    told = unit.find(f".//{_M}meta[@type='source-hash']")
    digest = (told.text or "").strip() if told is not None else ""
    if not digest:
        return None, [Fault(Why.NO_SOURCE, path)]
    unknown = states - _ORIGINS.keys()
    if unknown:
        return None, [Fault(Why.STATE, path, min(unknown))]
    order = list(_ORIGINS)
    origin = _ORIGINS[min(states, key=order.index)] if states else ""
    if origin and any(s.get("subState") == _MACHINE for s in unit if _is_raw(s)):
        origin = "machine"
    return Brought(path, target, text, digest, origin), []


def _is_raw(segment: Element) -> bool:
    """Say that nobody has reviewed it: a mark of ours may outlast what it said."""
    return segment.get("state") == "translated"


class _Strange(Exception):
    """Something stands in a text that we cannot keep."""


def _words_of(unit: Element) -> tuple[str, set[str]]:
    """Join what a tool may have cut; half a translation is none."""
    texts: list[str] = []
    states: set[str] = set()
    for part in unit:
        if part.tag not in {f"{_C}segment", f"{_C}ignorable"}:
            continue
        words = part.find(f"{_C}target")
        if part.tag == f"{_C}segment":
            states.add(part.get("state", "initial"))
            if words is None:
                return "", {"initial"}
        elif words is None:
            words = part.find(f"{_C}source")
        texts += [] if words is None else list(_inside(words))
    return "".join(texts), states


def _inside(element: Element, depth: int = 0) -> Iterator[str]:
    if depth > 9:  # noqa: PLR2004
        raise _Strange("...")
    yield element.text or ""
    for child in element:
        if child.tag == f"{_C}cp":
            yield _character(child)
        elif child.tag in _AROUND:
            yield from _inside(child, depth + 1)
        elif child.tag not in _ALONE:
            raise _Strange(str(child.tag).rpartition("}")[2])
        yield child.tail or ""


def _character(element: Any) -> str:
    try:
        return chr(int(element.get("hex", ""), 16))
    except (ValueError, OverflowError):
        raise _Strange("cp") from None
