from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from conference.core import characters
from delegations.registration.members.choices import Choices
from delegations.registration.members.forms import MemberForm
from delegations.registration.models import Delegate
from delegations.registration.own_page.actions import OWN_FIELDS


class OwnForm(MemberForm):  # not checked here: its fields check themselves, as those of MemberForm
    """The member's form with the person's own fields only. Arguments as for MemberForm."""

    def __init__(self, data: Any = None, *, choices: Choices, member: Delegate) -> None:
        super().__init__(data, choices=choices, member=member)
        for name in set(self.fields) - OWN_FIELDS:
            del self.fields[name]


class LanguageForm(characters.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class AskMemberForm(LanguageForm):
    mark_optional = False

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=forms.EmailInput({"dir": "ltr", "spellcheck": "false"})
    )
    field_order = ("email", "language")
