"""What an evaluator may type for a report: its frame, stories, recommendations."""

from typing import Any

from wtforms import SelectField, SelectMultipleField, ValidationError
from wtforms.validators import Length

from grantsapp import i18n
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.evaluation.models import (
    EvaluationReport,
    Permission,
    ReportRecommendation,
    Story,
)
from grantsapp.forms import (
    ChoiceField,
    DayField,
    Form,
    LineField,
    Needed,
    TranslatedField,
    choices,
)
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.queries import Lesson

PERMISSIONS = {
    Permission.UNNAMED: _("Without any name, of a person, a group or a place"),
    Permission.NAMED: _("With the name of the project"),
}


def some_words(_form: Any, field: Any) -> None:
    """Demand the text in one language at least."""
    if not field.data:
        raise ValidationError(gettext("Write this in one language at least."))


class FrameForm(Form):
    """In which languages a report is written, and which round it follows."""

    languages = SelectMultipleField(
        _("Languages of the report"),
        [Needed(_("Choose at least one language."))],
        description=_(
            "Where a part is not written in one of them, readers see it in another, "
            "marked so."
        ),
    )
    source = SelectField(
        _("The language that you write first"),
        description=_("The others are translations of it."),
    )
    follows = SelectField(
        _("The round before"),
        default="",
        description=_("The report says what became of its recommendations."),
    )

    @classmethod
    def of(
        cls, call: Call, report: EvaluationReport | None, before: list[Call]
    ) -> "FrameForm":
        """Make the form with the languages of the house and the earlier rounds."""
        spoken = report.languages if report else [*_spoken(call)]
        now = {
            "languages": spoken,
            "source": spoken[0],
            "follows": report.follows.reference if report and report.follows else "",
        }
        form = cls(data=now)
        named = choices((code, i18n.language_name(code)) for code in i18n.LANGUAGES)
        form.languages.choices, form.source.choices = named, list(named)
        rounds = ((one.reference, f"{one.reference} · {one.title}") for one in before)
        none = ("", gettext("None, or none was published here"))
        form.follows.choices = choices([none, *rounds])
        return form

    def facts(self, before: list[Call]) -> dict[str, Any]:
        """Give what was chosen, the first language first."""
        first = self.source.data or ""
        chosen = [code for code in self.languages.data or [] if code != first]
        wish = self.follows.data
        return {
            "languages": [first, *chosen],
            "follows": next((one for one in before if one.reference == wish), None),
        }


def _spoken(call: Call) -> list[str]:
    return [code for code in call.languages if code in i18n.LANGUAGES] or ["en"]


class StoryForm(Form):
    """A story, with who permitted it and when: without that there is none."""

    project = SelectField(_("Project"), default="")
    title = TranslatedField(_("Title"))
    words = TranslatedField(_("The story"), [some_words], rows=8)
    permission = ChoiceField(
        _("How it may be told"), choices=choices(PERMISSIONS.items())
    )
    permission_by = LineField(
        _("Who gave the permission"),
        [Needed(_("Say who gave the permission.")), Length(max=200)],
        description=_("Kept with us, not published."),
    )
    permission_on = DayField(_("When"), [Needed(_("Say on which day they gave it."))])

    @classmethod
    def of(
        cls,
        awards: list[Award],
        languages: list[str],
        story: Story | None,
        lesson: Lesson | None = None,
    ) -> "StoryForm":
        """Make the form for a story that is there, or for a new one.

        A new one can begin with what a group told in its report, as it permitted.
        """
        chosen: dict[str, Any] = {}
        if story:
            chosen = {"project": str(story.award_id or "")}
        elif lesson:
            chosen = _told(lesson)
        form = cls(obj=story, data=None, **chosen)
        none = ("", gettext("No project of this call"))
        named = ((str(a.id), f"{a.reference} · {a.title}") for a in awards)
        form.project.choices = choices([none, *named])
        for field in (form.title, form.words):
            field.in_languages(_asked(languages, form.words.data))
        if not form.is_submitted():
            form.version.data = str(story.version if story else 0)
        return form

    def facts(self, awards: list[Award]) -> dict[str, Any]:
        """Give the story as it was typed."""
        wish = self.project.data
        return {
            "award": next((a for a in awards if str(a.id) == wish), None),
            "title": self.title.data,
            "words": self.words.data,
            "permission": Permission(self.permission.data),
            "permission_by": self.permission_by.data,
            "permission_on": self.permission_on.data,
        }


def _told(lesson: Lesson) -> dict[str, Any]:
    """Give what a group told and permitted, as a story begins."""
    return {
        "project": str(lesson.award_id),
        "words": i18n.Text.of(lesson.language, **{lesson.language: lesson.story}),
        "permission": str(lesson.permission),
        "permission_by": gettext("The group, in its report"),
        "permission_on": lesson.told_at.date(),
    }


def _asked(languages: list[str], words: i18n.Text | None) -> list[str]:
    """Ask in the languages of the report, and in those that it is told in already."""
    return [*languages, *(code for code in words or () if code not in languages)]


class RecommendationForm(Form):
    """A recommendation in the languages of the report."""

    words = TranslatedField(
        _("What you recommend"),
        [some_words],
        rows=4,
        description=_(
            "One thing, said so that the next report can say whether it was done."
        ),
    )

    @classmethod
    def of(
        cls, languages: list[str], one: ReportRecommendation | None
    ) -> "RecommendationForm":
        """Make the form for a new recommendation, or for one that is there."""
        form = cls(obj=one)
        form.words.in_languages(languages)
        if not form.is_submitted():
            form.version.data = str(one.version if one else 0)
        return form
