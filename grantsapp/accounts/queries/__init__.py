"""What the pages of this room read, by subject."""

from grantsapp.accounts.queries.people import (
    is_live,
    organisation,
    organisations_of,
    person_with,
    rescue,
    rescues_of,
    sign_in,
    sign_in_with,
    sign_ins_of,
)
from grantsapp.accounts.queries.teams import (
    acts_for,
    ever_helped_by,
    helping,
    helping_of,
    helpings_by,
    helpings_for,
    invitation,
    invitations_for,
    invitations_to,
    members_of,
    membership,
)

__all__ = [
    "acts_for",
    "ever_helped_by",
    "helping",
    "helping_of",
    "helpings_by",
    "helpings_for",
    "invitation",
    "invitations_for",
    "invitations_to",
    "is_live",
    "members_of",
    "membership",
    "organisation",
    "organisations_of",
    "person_with",
    "rescue",
    "rescues_of",
    "sign_in",
    "sign_in_with",
    "sign_ins_of",
]
