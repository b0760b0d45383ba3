"""What can go wrong, in words a person can act on."""


class Refused(Exception):
    """The person may do this, but not now; the message says why."""


class Late(Refused):
    """The moment has passed; what was typed is kept for its author."""


class Invalid(Exception):
    """The command line was given something it cannot use; the message says what."""


# A named constraint that breaks at the flush becomes a sentence. Rooms add theirs.
SENTENCES: dict[str, object] = {}


def sentence_for(error: Exception) -> object | None:
    """Find the sentence of the constraint that broke, by its name in the message.

    SQLite names columns instead of a unique constraint, so rooms register both.
    """
    message = str(getattr(error, "orig", error))
    return next((words for name, words in SENTENCES.items() if name in message), None)
