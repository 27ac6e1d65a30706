from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from delegations.registration.models import Delegate
from schedule.calendar.feeds.models import REMINDERS

WHOLE = ""


class FeedForm(characters.Form):
    """For whom, in which language, and how early it reminds.

    `members`: Those without an address. `whole`: True if the delegation itself has none.
    """

    person = forms.ChoiceField(label=_("For"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    remind = forms.TypedChoiceField(label=_("Reminder"), choices=REMINDERS, coerce=int, initial=15)

    def __init__(self, *args: Any, members: Iterable[Delegate], whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.public_id): member for member in members}
        field: Any = self.fields["person"]
        everybody = [(WHOLE, _("The whole delegation"))] if whole else []
        field.choices = [*everybody, *((key, str(member)) for key, member in self.members.items())]
        # If the delegation has an address already, a member must be chosen.
        field.required = not whole

    def clean_person(self) -> Delegate | None:
        return self.members.get(self.cleaned_data["person"])
