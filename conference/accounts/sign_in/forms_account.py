"""allauth's forms with the site's labels, and without placeholders that repeat them."""

from typing import Any

from allauth.account import forms
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD, PRESENT, NEW, AGAIN = _("Password"), _("Present password"), _("New password"), _("New password, again")
ADDRESS = _("E-mail address")
DIFFERENT = _("The two passwords differ. Type the same one twice.")


class Labelled:
    """Give fields the labels of LABELS and the help of HELP."""

    LABELS: dict[str, str | Promise] = {}
    HELP: dict[str, str | Promise] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.LABELS.get(name, field.label)
            field.help_text = self.HELP.get(name, field.help_text)
            field.widget.attrs.pop("placeholder", None)

    def add_error(self, field: str | None, error: Any) -> None:
        """Say in the site's words that two passwords differ, which allauth's forms do themselves; others pass."""
        typed_twice = field == "password2" and not isinstance(error, ValidationError)
        super().add_error(field, DIFFERENT if typed_twice else error)  # type: ignore[misc]


# not checked here: an address, which has to be one, and a password
class LoginForm(Labelled, forms.LoginForm):
    LABELS = {"login": ADDRESS, "password": PASSWORD}


# not checked here: an address, which has to be one
class AddEmailForm(Labelled, forms.AddEmailForm):
    LABELS = {"email": ADDRESS}


# not checked here: passwords, which may have any character
class ChangePasswordForm(Labelled, forms.ChangePasswordForm):
    LABELS = {"oldpassword": PRESENT, "password1": NEW, "password2": AGAIN}


# not checked here: passwords, which may have any character
class SetPasswordForm(Labelled, forms.SetPasswordForm):
    LABELS = {"password1": NEW, "password2": AGAIN}


# not checked here: an address, which has to be one
class ResetPasswordForm(Labelled, forms.ResetPasswordForm):
    LABELS = {"email": ADDRESS}

    def clean_email(self) -> str:
        """Keep accounts that confirmed the address: whoever reads what another mistyped would get the link to the other's account."""
        email: str = super().clean_email()
        confirmed = EmailAddress.objects.filter(email=email.lower(), verified=True).values_list("user_id", flat=True)
        self.users: list[Any] = [user for user in self.users if user.pk in set(confirmed)]
        return email


# not checked here: passwords, which may have any character
class ResetPasswordKeyForm(Labelled, forms.ResetPasswordKeyForm):
    LABELS = {"password1": NEW, "password2": AGAIN}


# not checked here: a password, which may have any character
class ReauthenticateForm(Labelled, forms.ReauthenticateForm):
    LABELS = {"password": PASSWORD}
