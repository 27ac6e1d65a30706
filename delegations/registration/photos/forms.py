from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from delegations.registration.photos.matching import MOST


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several files; each is checked when it is read."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list) else [data] if data else []
        if not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST:
            message = _("%(count)s files are too many for one time; send at most %(most)s.")
            raise ValidationError(message % {"count": len(files), "most": MOST}, code="many")
        return files


class PhotosForm(characters.Form):
    mark_optional = False

    photos = PhotosField(
        label=gettext_lazy("Photos, JPEG or PNG"), widget=PhotosInput({"accept": "image/jpeg,image/png"})
    )
    replace = forms.BooleanField(
        label=gettext_lazy("Replace the photos of those who have one and are not yet vetted"), required=False
    )
