"""What a person may type in this room, by subject."""

from grantsapp.accounts.forms.people import (
    CodeForm,
    EmailForm,
    OnePersonForm,
    OrganisationForm,
    PersonForm,
    an_address,
)
from grantsapp.accounts.forms.teams import HelperForm, MemberForm

__all__ = [
    "CodeForm",
    "EmailForm",
    "HelperForm",
    "MemberForm",
    "OnePersonForm",
    "OrganisationForm",
    "PersonForm",
    "an_address",
]
