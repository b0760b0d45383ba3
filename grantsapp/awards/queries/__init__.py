"""What the pages of this room read, limited to what the person may see."""

from grantsapp.awards.queries.awards import (
    award,
    award_for,
    award_stage,
    awards_in,
    awards_of,
    edit_of,
    is_grantee,
    is_yes,
    letter_mark,
    next_number,
    untold_decisions,
)
from grantsapp.awards.queries.feeds import Publisher, grants
from grantsapp.awards.queries.funded import Funded, funded_before, funded_in
from grantsapp.awards.queries.publication import (
    Published,
    Told,
    group_name,
    nameless,
    project_name,
    public_awards,
    told,
    told_in,
    told_project,
)

__all__ = [
    "Funded",
    "Published",
    "Publisher",
    "Told",
    "award",
    "award_for",
    "award_stage",
    "awards_in",
    "awards_of",
    "edit_of",
    "funded_before",
    "funded_in",
    "grants",
    "group_name",
    "is_grantee",
    "is_yes",
    "letter_mark",
    "nameless",
    "next_number",
    "project_name",
    "public_awards",
    "told",
    "told_in",
    "told_project",
    "untold_decisions",
]
