from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionForm
from conference.look.texts import TextsField
from delegations.registration.members.fields import DayField
from schedule.signing.entries import PartyForm
from schedule.signing.statement_forms import FoldedTexts


class NoticeForm(characters.Form):
    notified_on = DayField(
        label=gettext_lazy("Parties notified on"),
        help_text=gettext_lazy("The date of the depositary notification. It cannot be changed afterwards."),
    )


class StatementWithdrawalForm(characters.Form):
    received_on = DayField(label=gettext_lazy("Received on"))


class RemovalForm(characters.Form):
    not_printed = ("reason",)  # on pages
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("It is kept in the audit log."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ObjectionForm(PartyForm):
    received_on = DayField(label=gettext_lazy("Received on"))
    precludes_entry = forms.TypedChoiceField(
        label=gettext_lazy("Does it preclude the entry into force of the treaty between the two?"),
        choices=[("no", gettext_lazy("No, or it does not say")), ("yes", gettext_lazy("Yes, it says so definitely"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "An objection precludes it only if it expresses that intention definitely (Vienna Convention on the Law of "
            "Treaties, article 20 (4) (b))."
        ),
    )
    text: Any = TextsField(label=gettext_lazy("Text of the objection"), required=False, widget=FoldedTexts)


class ObjectionWithdrawalForm(VersionForm):
    received_on = DayField(label=gettext_lazy("Received on"))
