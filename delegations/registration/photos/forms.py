from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from delegations.registration.photos.actions import MOST


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; what is wrong with one is said of that one when it is read."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list) else [data] if data else []
        if not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST:
            words = _("%(count)s files are too many for one time; send at most %(most)s.")
            raise ValidationError(words % {"count": len(files), "most": MOST}, code="many")
        return files


class PhotosForm(characters.Form):
    mark_optional = False

    photos = FilesField(label=gettext_lazy("Photos, JPEG or PNG"))
    replace = forms.BooleanField(
        label=gettext_lazy("Replace the photos of those who have one and are not yet vetted"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].widget.attrs["accept"] = "image/jpeg,image/png"
