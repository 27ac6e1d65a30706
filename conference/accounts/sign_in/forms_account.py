"""allauth's forms with the site's labels, and without placeholders that repeat them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD, PRESENT, NEW, AGAIN = _("Password"), _("Present password"), _("New password"), _("New password, again")
ADDRESS = _("E-mail address")


class _Labelled:
    """Give fields the labels of LABELS."""

    LABELS: dict[str, str | Promise] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(_Labelled, forms.LoginForm):
    LABELS = {"login": ADDRESS, "password": PASSWORD}


class AddEmailForm(_Labelled, forms.AddEmailForm):
    LABELS = {"email": ADDRESS}


class ChangePasswordForm(_Labelled, forms.ChangePasswordForm):
    LABELS = {"oldpassword": PRESENT, "password1": NEW, "password2": AGAIN}


class SetPasswordForm(_Labelled, forms.SetPasswordForm):
    LABELS = {"password1": NEW, "password2": AGAIN}


class ResetPasswordForm(_Labelled, forms.ResetPasswordForm):
    LABELS = {"email": ADDRESS}


class ResetPasswordKeyForm(_Labelled, forms.ResetPasswordKeyForm):
    LABELS = {"password1": NEW, "password2": AGAIN}


class ReauthenticateForm(_Labelled, forms.ReauthenticateForm):
    LABELS = {"password": PASSWORD}
