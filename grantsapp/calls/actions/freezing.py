"""A call's form as plain values: what every bid is asked, then its own questions."""

from grantsapp import i18n
from grantsapp.calls import queries, questions
from grantsapp.calls.models import Call, Question
from grantsapp.i18n import lazy_gettext


def form_of(call: Call) -> questions.Form:
    """Put a call's form together: what every bid is asked, then its own sections."""
    return questions.Form((_first_section(call), *own_sections(call)))


def own_sections(call: Call) -> tuple[questions.Section, ...]:
    """Give the sections that a call adds to what every bid is asked."""
    return tuple(
        questions.Section(s.code, s.title, tuple(_frozen(q, call) for q in s.questions))
        for s in queries.sections_of(call)
        if s.questions
    )


def _frozen(question: Question, call: Call) -> questions.Question:
    options = tuple(questions.Option(o["code"], o["label"]) for o in question.options)
    return questions.Question(
        code=question.code,
        kind=question.kind,
        label=question.label,
        help=question.help,
        required=question.is_required,
        words=question.words,
        options=options,
        currency=call.fund.currency,
        minimum=0 if question.kind is questions.Kind.NUMBER else None,
        columns=columns_of(question, call),
        condition=questions.condition_of(question.condition),
        sensitive=question.is_sensitive,
    )


def columns_of(question: Question, call: Call) -> tuple[questions.Column, ...]:
    """Give the columns of a table: its own, or ours for a budget and for outputs."""
    if question.kind is questions.Kind.GROUP:
        return tuple(map(questions.column_of, question.columns))
    if question.kind not in _OUR_COLUMNS:
        return ()
    measures = tuple(
        questions.Option(code, _in_each_language(call.languages, label))
        for code, label in MEASURES.items()
    )
    return tuple(
        questions.Column(
            code,
            kind,
            _in_each_language(call.languages, label),
            required,
            measures if kind is questions.Kind.ONE else (),
        )
        for code, kind, label, required in _OUR_COLUMNS[question.kind]
    )


def _first_section(call: Call) -> questions.Section:
    """Ask of every bid its title, tier, amount and theme, in our own words."""
    kind, question, option = questions.Kind, questions.Question, questions.Option
    words = {
        name: _in_each_language(call.languages, label)
        for name, label in _FIRST_QUESTIONS.items()
    }
    tiers = tuple(option(t.code, t.name) for t in call.tiers)
    themes = tuple(option(t.code, t.name) for t in call.fund.themes)
    ranges = {t.code: (t.minimum, t.maximum) for t in call.tiers}
    asked = (
        question("title", kind.SHORT, words["title"], words["title_help"]),
        question("tier", kind.ONE, words["tier"], options=tiers),
        question(
            "amount",
            kind.MONEY,
            words["amount"],
            words["amount_help"],
            currency=call.fund.currency,
            ranges=ranges,
        ),
        question("theme", kind.ONE, words["theme"], options=themes),
    )
    return questions.Section("project", words["project"], asked)


# What projects plan to deliver, in the measures that every report counts.
MEASURES = {
    "people": lazy_gettext("People reached"),
    "sessions": lazy_gettext("Sessions held"),
    "practitioners": lazy_gettext("Practitioners trained"),
    "volunteers": lazy_gettext("Volunteers involved"),
    "events": lazy_gettext("Public events"),
    "materials": lazy_gettext("Materials made"),
}
_OUR_COLUMNS = {
    questions.Kind.BUDGET: (
        ("what", questions.Kind.SHORT, lazy_gettext("What it is for"), True),
        ("amount", questions.Kind.MONEY, lazy_gettext("Asked of us"), True),
        ("other", questions.Kind.MONEY, lazy_gettext("From others"), False),
    ),
    questions.Kind.OUTPUTS: (
        ("measure", questions.Kind.ONE, lazy_gettext("What is counted"), True),
        ("planned", questions.Kind.NUMBER, lazy_gettext("How many"), True),
        ("where", questions.Kind.SHORT, lazy_gettext("In which borough"), False),
    ),
}
_FIRST_QUESTIONS = {
    "project": lazy_gettext("Your project"),
    "title": lazy_gettext("Name of the project"),
    "title_help": lazy_gettext("A short name that your neighbours would understand."),
    "tier": lazy_gettext("Which size of grant do you ask for?"),
    "amount": lazy_gettext("How much do you ask for?"),
    "amount_help": lazy_gettext("Write it in figures, such as 8,500."),
    "theme": lazy_gettext("Which theme fits best?"),
}


def _in_each_language(languages: list[str], words: object) -> i18n.Text:
    """Take our own words in every language that the call offers and we speak."""
    text = i18n.Text()
    for code in ["en", *(c for c in languages if c in i18n.LANGUAGES and c != "en")]:
        with i18n.writing_in(code):
            text = text.with_text(code, str(words), origin="person", by="grantsapp")
    return text


def details_title(call: Call) -> i18n.Text:
    """Name the section that stands ready in a new call."""
    return _in_each_language(call.languages, lazy_gettext("Your project in detail"))
