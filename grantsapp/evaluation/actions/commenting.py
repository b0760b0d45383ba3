"""Comments on a report: a manager speaks once, the evaluator answers once.

Both are kept with the report and stand in its editions; nothing here changes them.
"""

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.evaluation.models import Comment, EvaluationReport, Part


def add_comment(
    report: EvaluationReport, part: Part, words: str, *, language: str, by: Person
) -> Comment:
    """Keep what a manager says about a part."""
    made = Comment(part=part, words=words, language=language, by_name=by.called)
    report.comments.append(made)
    audit.record("commented on the report", made, by=by, part=str(part))
    return made


def answer(comment: Comment, words: str, *, language: str, by: Person) -> None:
    """Keep what the evaluator answers."""
    comment.answer, comment.answer_language = words, language
    comment.answered_by_name, comment.answered_at = by.called, clock.now()
    audit.record("answered a comment", comment, by=by)
