from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.look.texts import TextsField


class ThanksForm(characters.Form):
    """What the host adds to the thanks."""

    words = TextsField(
        label=gettext_lazy("Words of the host"),
        required=False,
        help_text=gettext_lazy("They stand below the thanks, in the reader’s language. They may be left out."),
    )
