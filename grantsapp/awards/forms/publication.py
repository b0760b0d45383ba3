"""What managers may say about the publication of an award."""

from typing import Any

from wtforms import TextAreaField, ValidationError
from wtforms.validators import Length

from grantsapp import unseen
from grantsapp.awards.models import PUBLICATIONS, Publication
from grantsapp.forms import ChoiceField, Form, choices
from grantsapp.i18n import gettext
from grantsapp.i18n import lazy_gettext as _


class PublicationForm(Form):
    """What the public learns of an award, and why not everything."""

    publication = ChoiceField(
        _("What does the public learn?"), choices=choices(PUBLICATIONS.items())
    )
    publication_reason = TextAreaField(
        _("Why not everything?"),
        [Length(max=1000)],
        description=_(
            "Needed where a name stays with us. It is read by managers only."
        ),
    )

    def validate_publication_reason(self, field: Any) -> None:
        """Somebody will ask why public money went to somebody unnamed."""
        if self.publication.data != Publication.FULL and unseen.is_blank(field.data):
            raise ValidationError(
                gettext("Write why it is not published. Managers alone read it.")
            )

    @property
    def chosen(self) -> tuple[Publication, str]:
        """The setting with its reason; everything needs none."""
        publication = Publication(self.publication.data)
        reason = unseen.kept(self.publication_reason.data or "").strip()
        return publication, "" if publication is Publication.FULL else reason
