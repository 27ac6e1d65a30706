"""What forms check of the texts that papers print (conference.core.characters)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conference.printing.documents.text import find_missing_glyph


def check_printable(text: str) -> None:
    """Raise ValidationError for the first character that no print font has."""
    if text.isascii() and text.isprintable():
        return
    sign = find_missing_glyph(" ".join(text.split()))
    if sign is None:
        return
    if sign.isalpha():
        message = _(
            "“%(letter)s” cannot be printed: this site has no print font for its script. Write it in another script; Latin letters can "
            "always be printed."
        )
    else:
        message = _("“%(letter)s” cannot be printed: no print font of this site has this sign. Leave it out.")
    raise ValidationError(message % {"letter": sign}, code="unprintable")
