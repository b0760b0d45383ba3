"""What the pages of this room read, limited to what the person may see."""

from grantsapp.awards.queries.awards import (
    Publisher,
    award,
    award_for,
    award_stage,
    awards_in,
    awards_of,
    edit_of,
    grants,
    is_grantee,
    is_yes,
    letter_mark,
    next_number,
    plain_summary,
    public_awards,
    untold_decisions,
)

__all__ = [
    "Publisher",
    "award",
    "award_for",
    "award_stage",
    "awards_in",
    "awards_of",
    "edit_of",
    "grants",
    "is_grantee",
    "is_yes",
    "letter_mark",
    "next_number",
    "plain_summary",
    "public_awards",
    "untold_decisions",
]
