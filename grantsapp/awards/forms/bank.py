"""What people type about an account, and the sentence when it is wrong."""

from collections.abc import Callable
from typing import Any

from wtforms import TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp.awards import accounts
from grantsapp.forms import Form, LineField, Needed
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _

LONGEST_HOLDER = 70  # what a payment order takes


def sentence(wrong: accounts.Misread) -> str:
    """Say what is wrong with a number, and what a right one looks like."""
    words = {
        accounts.Fault.SORT_CODE: gettext(
            "A sort code has six digits, such as 20-00-00."
        ),
        accounts.Fault.NUMBER: gettext(
            "An account number has six to eight digits, such as 31926819."
        ),
        accounts.Fault.LETTERS: gettext(
            "An IBAN begins with two letters and two digits, such as GB29. Letters A "
            "to Z and digits follow."
        ),
        accounts.Fault.COUNTRY: gettext("No country has an IBAN that begins so."),
        accounts.Fault.CHECK: gettext(
            "The check digits do not fit, so at least one letter or digit is wrong. "
            "Compare it with your bank's letter."
        ),
        accounts.Fault.BIC: gettext(
            "A BIC has eight or eleven letters and digits, such as NWBKGB2L."
        ),
    }
    if wrong.fault is accounts.Fault.LENGTH:
        return gettext(
            "An IBAN that begins with %(country)s has %(wanted)s letters and digits; "
            "this one has %(has)s.",
            **wrong.figures,
        )
    return words[wrong.fault]


def _read(read: Callable[[str], str], field: Any) -> None:
    try:
        read(str(field.data or ""))
    except accounts.Misread as wrong:
        raise ValidationError(sentence(wrong)) from None


class BankForm(Form):
    """An account: by sort code and number, or by IBAN."""

    holder = LineField(
        _("Name on the account"),
        [
            Needed(_("Write the name as your bank has it.")),
            Length(
                max=LONGEST_HOLDER,
                message=_("A bank takes at most 70 letters. Shorten the name."),
            ),
        ],
        description=_("As it stands on a bank statement."),
    )
    sort_code = LineField(_("Sort code"), description=_("Six digits."))
    number = LineField(_("Account number"), description=_("Six to eight digits."))
    iban = LineField(
        _("IBAN"),
        description=_("Only if you have no sort code. It stands on a statement."),
    )
    bic = LineField(_("BIC, if you know it"))

    def validate_sort_code(self, field: Any) -> None:
        """Six digits, where a UK account is given."""
        if self.iban.data:
            return
        if not field.data and not self.number.data:
            raise ValidationError(
                gettext("Write the sort code and the account number, or an IBAN.")
            )
        _read(accounts.read_sort_code, field)

    def validate_number(self, field: Any) -> None:
        """Six to eight digits, beside a sort code."""
        if not self.iban.data and (field.data or self.sort_code.data):
            _read(accounts.read_number, field)

    def validate_iban(self, field: Any) -> None:
        """Right for its country, and not beside a sort code."""
        if not field.data:
            return
        if self.sort_code.data or self.number.data:
            raise ValidationError(
                gettext("Give one of the two: sort code and number, or an IBAN.")
            )
        _read(accounts.iban, field)

    def validate_bic(self, field: Any) -> None:
        """Of the form that a BIC has."""
        _read(accounts.bic, field)

    @property
    def account(self) -> accounts.Account:
        """The account that was typed, once it is valid."""
        bic = accounts.bic(str(self.bic.data or ""))
        if self.iban.data:
            return accounts.Account("iban", accounts.iban(str(self.iban.data)), bic)
        typed = accounts.uk(str(self.sort_code.data), str(self.number.data))
        return typed._replace(bic=bic)


def without_figures(_form: Any, field: Any) -> None:
    """Keep accounts out of what stands in the history and in letters."""
    if accounts.holds_figures(str(field.data or "")):
        raise ValidationError(
            gettext("Leave figures of the account out: this text is kept as it is.")
        )


class RefuseBankForm(Form):
    """Why an account is not used."""

    because = TextAreaField(
        _("Why is nothing paid there? The people who are paid read it."),
        [Needed(_("Write the reason.")), Length(max=1000), without_figures],
    )


class RevealForm(Form):
    """Why somebody looks at a whole account."""

    reason = LineField(
        _("What do you need it for?"),
        [
            Needed(_("Write what you need it for: it stands in the history.")),
            Length(max=200),
            without_figures,
        ],
        description=_("Such as: compared with the bank statement that was sent."),
    )
