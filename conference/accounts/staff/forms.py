from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from conference.accounts.models import User
from conference.accounts.providers import get_providers_of
from conference.core import characters
from conference.core.access import Role


class _RolesForm(characters.Form):
    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("As the audit log names the person."))
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple)

    field_order = ("email", "name", "language", "roles", "is_active")

    def chosen_roles(self) -> list[Role]:
        return [Role(value) for value in self.cleaned_data["roles"]]


class NewAccountForm(_RolesForm):
    email = forms.EmailField(label=_("E-mail address"), help_text=_("A link to choose a password goes there."))


class AccountForm(_RolesForm):
    """An account's name, language, roles, and whether it is open. The page's roles go along, and are compared."""

    is_active = forms.BooleanField(
        label=_("The account is open"),
        required=False,
        help_text=_(
            "A closed one cannot sign in, and is signed out at its next click. Its acts stay in the audit log."
        ),
    )
    expected_roles = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        roles = [grant.role for grant in user.held]  # type: ignore[attr-defined]
        shown = {"name": user.name, "language": user.language, "roles": roles, "is_active": user.is_active}
        kwargs["initial"] = {**shown, "expected_roles": ",".join(sorted(roles))}
        super().__init__(*args, **kwargs)
        self.fields["roles"].required = False
        self.fields["roles"].disabled = bool(get_providers_of(user))
