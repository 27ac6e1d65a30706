from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from conference.look import times
from delegations.accreditation.models import PassKind, PassType
from delegations.accreditation.passes import queries
from delegations.registration.models import Delegate, Delegation

NOT_CHOSEN = _("Please choose")


class KindSelect(forms.Select):
    """A list of sorts of passes; the stylesheet shows the fields that the kind of a sort needs."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:  # the first choice is none yet
            option["attrs"]["data-kind"] = value.instance.kind
        return option


class PassForm(characters.Form):
    """A sort of pass and what it needs: a vehicle's has a plate and a driver, every other a member.

    Fields of the other kind are not shown, so they are not read either.
    """

    mark_optional = False
    FOR_VEHICLE: ClassVar[tuple[str, ...]] = ("plate", "driver", "days")

    type = forms.ModelChoiceField(
        PassType.objects.order_by("position"), label=_("Kind"), empty_label=NOT_CHOSEN, widget=KindSelect
    )
    member: Any = forms.ModelChoiceField(queryset=None, label=_("Member"), required=False, empty_label=NOT_CHOSEN)
    plate = forms.CharField(label=_("Plate"), required=False, max_length=20)
    driver = forms.CharField(label=_("Driver"), required=False, max_length=150)
    days = forms.TypedMultipleChoiceField(
        label=_("Days"), required=False, coerce=date.fromisoformat, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, members: QuerySet[Delegate], days: Sequence[date], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member: Any = self.fields["member"]
        member.queryset = members
        member.label_from_instance = lambda delegate: delegate.full_name
        choices: Any = self.fields["days"]
        choices.choices = [(day.isoformat(), times.day_text(day, year=False)) for day in days]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sort = cleaned.get("type")
        if sort is None:
            return cleaned
        for name in ("member",) if sort.kind == PassKind.VEHICLE else self.FOR_VEHICLE:
            self.errors.pop(name, None)
            cleaned[name] = self.fields[name].clean(None)
        return cleaned


class LendForm(PassForm):
    FOR_VEHICLE = (*PassForm.FOR_VEHICLE, "gate")
    field_order = ("type", "number", "request", "member", "to", "plate", "driver", "gate", "days")

    number = forms.CharField(label=_("Number on the pass"), max_length=20)
    request: Any = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)
    to = forms.CharField(
        label=_("Signed for by"), required=False, max_length=150, help_text=_("Leave empty if it is the member.")
    )
    gate = forms.CharField(label=_("Gate"), required=False, max_length=60)

    def __init__(self, delegation: Delegation, *args: Any, **kwargs: Any) -> None:
        super().__init__(queries.members_who_may_borrow(delegation), *args, **kwargs)
        if self.initial.get("request"):  # all but the number is filled in
            self.fields["number"].widget.attrs["data-focus"] = True
        request: Any = self.fields["request"]
        request.queryset = queries.all_requests().filter(allowance__delegation=delegation, state="granted")


class AskForm(PassForm):
    words = forms.CharField(label=_("What it is for (optional)"), required=False, max_length=200)

    def __init__(self, delegation: Delegation, *args: Any, **kwargs: Any) -> None:
        super().__init__(queries.members_who_may_request(delegation), *args, **kwargs)
        self.fields["member"].label = _("For whom")
        self.fields["member"].help_text = _("Not for a vehicle.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        sort = cleaned.get("type")
        if sort is None:
            return cleaned
        for name in self.FOR_VEHICLE if sort.kind == PassKind.VEHICLE else ("member",):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("A pass of this sort needs this."))
        return cleaned


class DeclineForm(characters.Form):
    not_printed = ("reason",)  # on pages and in e-mails
    version = forms.IntegerField(required=False)
    reason = forms.CharField(label=_("Reason, which the focal points read"), max_length=300)


class EndForm(characters.Form):
    version = forms.IntegerField(required=False)
    by = forms.CharField(required=False, max_length=150)


class AllowForm(characters.Form):
    type = forms.ModelChoiceField(PassType.objects.all())
    most = forms.IntegerField()
