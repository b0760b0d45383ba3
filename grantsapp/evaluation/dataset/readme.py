"""The words that come first in a package: what it is, and what it is not."""

from collections.abc import Iterator

from grantsapp.evaluation.dataset.hashing import HOW
from grantsapp.evaluation.dataset.shapes import DECLINED, LEFT_OUT, Facts, People
from grantsapp.mel.instruments import Instrument, Status

LICENCE = (
    "Not open. For the evaluation named here, by those who asked for it; not to be "
    "passed on, published, or joined with other data about people."
)
NAMES = {
    "wide.csv": "a row a person over all instruments; the numbers as they were given",
    "wide-labels.csv": "the same with the words of answers and of what is missing",
    "long.csv": "a row a person, instrument, moment and item, with what is missing",
    "wide.parquet": "the table of wide.csv, with its types",
    "wide.sav": "for SPSS, with labels and two kinds of missing",
    "wide.dta": "for Stata, with labels and two kinds of missing",
    "codebook.csv": "what each variable means, in full",
    "codebook.html": "the same as a page",
    "figures.json": "the figures of this evaluation that may be published",
    "datapackage.json": "all of this for programs: fields, sizes, hashes",
}
VALIDITY = {
    Status.STARTER: "a starter, not validated",
    Status.VALIDATED: "validated, as its authors say",
    Status.OTHER: "nothing is known of its validity",
}
SYNTHETIC = (
    "**Synthetic data: made up for demonstration. Nobody gave these answers.**\n\n"
)
NAMING = (
    "`<code>_<moment>_<nn>` is an item as it was answered, `..._r` the same turned "
    "round where the item is reversed, `<code>_<moment>_score` the score. Names have "
    "32 letters at most; where a code was cut for that, the codebook says so."
)
MISSING = (
    "“Prefer not to say” and an answer left out are two things. For SPSS they are "
    f"{DECLINED} and {LEFT_OUT}, for Stata .a and .b, in wide-labels.csv and long.csv "
    "words. In wide.csv and wide.parquet both are empty, as is what nobody asked. Of "
    "an instrument of which somebody answered nothing, nothing stands there either."
)
FOLLOW_UPS = (
    "Who answered a follow-up alone is not in the files either, since nothing before "
    "can be held against it. Follow-ups may have come after the figures."
)
SAFETY = (
    "There are no names. A person's code is keyed (HMAC-SHA-256) by a key that stays "
    "with the fund, and is the same in every package of the call. When somebody "
    "answered is not given; rows are in the order of the codes. At least {k} people "
    "share each combination of project, theme, language, way of answering, what people "
    "told of themselves, and what they were asked. What had to be done for that:"
)
TOGETHER = (
    "Whoever came since an earlier package of this call is looked at apart, and what "
    "that one did not give of somebody, this one does not give either: so all packages "
    "joined together say no more of a person than this."
)
ANSWERS = "The answers themselves could still tell somebody who knows them who it is."
ONE_MIND = (
    "**Groups of one mind.** All of a group that is alike have one score, so that who "
    "knows that somebody is in it knows the score:"
)
PUBLISHED = (
    "Published figures, those in figures.json too, come only from projects with at "
    "least {threshold} people who answered at both times and are not all of one mind. "
    "The rows here have more than that: do not publish figures of small groups."
)


def readme(people: People, facts: Facts, row_hash: str) -> str:
    """Write the whole of it, as Markdown."""
    parts = {
        "Files": _list(f"`{name}`: {words}." for name, words in NAMES.items()),
        "How people were asked": _design(people, facts),
        "Names": NAMING,
        "Missing answers": MISSING,
        "Responses left out of every file and figure": _left_out(facts),
        "How people are kept safe": "\n\n".join(_safety(facts)),
        "What is hidden in the published figures": PUBLISHED.format(
            threshold=facts.threshold
        ),
        "Licence": _licence(people),
        "Row hash": f"`{row_hash}`\n\n{HOW}",
    }
    told = [f"## {title}\n\n{words}" for title, words in parts.items()]
    return "\n\n".join([_head(people, facts), *told]) + "\n"


def _list(lines: Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or "- none."


def _head(people: People, facts: Facts) -> str:
    return (
        f"# {facts.call}: what people answered\n\n{facts.title}\n\n"
        + (SYNTHETIC if facts.is_synthetic else "")
        + f"Rows: {len(people)}. Evaluation: number {facts.evaluation}, worked out on "
        f"{facts.worked_out} (UTC). The figures and these rows are of the same "
        f"answers. Seal of its snapshot: {facts.seal or 'none'}. Worked out by "
        f"grantsapp {facts.code or '(version not noted)'}."
    )


def _design(people: People, facts: Facts) -> str:
    tools = (
        f"`{a.tool.code}`, version {a.tool.version}: {VALIDITY[a.tool.status]}."
        for a in people.tools
    )
    used = {moment for asked in people.tools for moment in asked.moments}
    moments = (
        f"`{moment}`: {words}."
        for moment, words in facts.moments.items()
        if moment in used
    )
    designs = _list(f"{words}." for words in facts.designs)
    return (
        f"{designs}\n\nMoments:\n\n{_list(moments)}\n\nInstruments:\n\n{_list(tools)}"
    )


def _left_out(facts: Facts) -> str:
    number = sum(count for _why, count in facts.left_out)
    reasons = "\n".join(f"- {why}: {count}." for why, count in facts.left_out)
    return "\n\n".join(
        part for part in (f"Responses: {number}.", reasons, FOLLOW_UPS) if part
    )


def _safety(facts: Facts) -> Iterator[str]:
    yield SAFETY.format(k=facts.k)
    yield _list(_done(facts))
    yield TOGETHER
    if facts.changed is not None:
        came, went = facts.changed["added"], facts.changed["removed"]
        yield f"Since the package before, people came: {came}, and went: {went}."
    yield ANSWERS
    if facts.minds:
        yield ONE_MIND
        yield _list(
            f"`{name}`, groups: {groups}." for name, groups in facts.minds.items()
        )


def _done(facts: Facts) -> Iterator[str]:
    for name, number in facts.safe.withheld.items():
        yield f"`{name}` is not given (`withheld`) of {number} people."
    for name in facts.safe.merged:
        yield f"The values of `{name}` are merged into wider ones, for everybody."
    if number := facts.safe.left_out:
        yield f"Rows left out, since too few are like them: {number}."
    if not (facts.safe.withheld or facts.safe.merged or facts.safe.left_out):
        yield "nothing."


def _licence(people: People) -> str:
    return (
        f"{LICENCE}\n\nThe words of the instruments belong to those who wrote them:\n\n"
        + _list(_licence_of(asked.tool) for asked in people.tools)
    )


def _licence_of(tool: Instrument) -> str:
    name = f" ({tool.licence.name})" if tool.licence.name else ""
    cited = f" {tool.citation}" if tool.citation else ""
    return f"`{tool.code}`: {tool.licence.status}{name}.{cited}"
