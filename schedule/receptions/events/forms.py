from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.formsets import KeyedFormSet, RowsFormMixin
from conference.look.language_names import language_name
from conference.look.texts import LANGUAGES, TextsField
from conference.models import Conference
from delegations.registration.members.fields import MomentField
from schedule.calendar.models import Room
from schedule.calendar.rooms.forms import CodeField
from schedule.receptions.models import Reception

MENUS = 3
PLUS_ONE = (
    ("none", gettext_lazy("Nobody")),
    ("named", gettext_lazy("A companion, by name")),
    ("spouse", gettext_lazy("The spouse, by name")),
)
MOMENTS = ("starts", "ends", "arrive_from", "arrive_until", "answer_by", "release_at")
PLAIN = (
    *(
        "name",
        "host",
        "occasion",
        "in_honour",
        "room",
        *MOMENTS,
        "entrance",
        "motorcade",
        "dress",
        "languages",
        "programme",
    ),
    *("capacity", "reserved", "personal"),
)


class MenuForm(characters.Form):
    name = TextsField(required=False)

    def __init__(self, *args: Any, key: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name: Any = self.fields["name"]
        name.label = _("Menu choice %(number)d") % {"number": key}
        name.widget.is_folded = True


class MenuFormSet(KeyedFormSet[int]):
    form = MenuForm


class ReceptionForm(RowsFormMixin, characters.Form):
    """All that protocol sets of a reception. Times are the conference's."""

    rows = "menus"
    not_printed = ("code",)  # in addresses of pages
    version = VersionField(required=False)
    code = CodeField()
    name = TextsField(label=gettext_lazy("Name"))
    host = TextsField(
        label=gettext_lazy("Host"), help_text=gettext_lazy("As the invitation begins: The President of …")
    )
    occasion = TextsField(
        label=gettext_lazy("Occasion on the invitation"),
        required=False,
        help_text=gettext_lazy("Without the host, whom the invitation names first: Banquet. Empty: the name above."),
    )
    in_honour = TextsField(
        label=gettext_lazy("In honour of"),
        required=False,
        help_text=gettext_lazy("As on the invitation: in honour of …"),
    )
    programme = TextsField(label=gettext_lazy("Programme of the evening"), required=False)
    room = forms.ModelChoiceField(
        label=gettext_lazy("Room"),
        queryset=Room.objects.select_related("site"),
        empty_label=gettext_lazy("Please choose"),
        help_text=gettext_lazy("A venue other than the conference’s is entered under Rooms and venues first."),
    )
    starts = MomentField(label=gettext_lazy("From"))
    ends = MomentField(label=gettext_lazy("Until"))
    arrive_from = MomentField(label=gettext_lazy("Guests arrive from"), required=False)
    arrive_until = MomentField(label=gettext_lazy("Guests arrive until"), required=False)
    answer_by = MomentField(label=gettext_lazy("Answer by"))
    release_at = MomentField(
        label=gettext_lazy("Places of the absent may be released from"),
        required=False,
        help_text=gettext_lazy(
            "Nothing is released by itself: protocol does it at the entrance. Empty: when it begins."
        ),
    )
    entrance = TextsField(label=gettext_lazy("Entrance"), required=False)
    motorcade = TextsField(label=gettext_lazy("Order of the motorcades"), required=False)
    dress = TextsField(label=gettext_lazy("Dress"), required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy(
            "Persons, companions included. When places are added, guests on the waiting list are admitted at once."
        ),
    )
    reserved = forms.IntegerField(
        label=gettext_lazy("Of these, held back"),
        min_value=0,
        max_value=100_000,
        initial=0,
        help_text=gettext_lazy("For principals announced late; answers do not use these places."),
    )
    plus_one = forms.ChoiceField(
        label=gettext_lazy("Who may come with the guest"), choices=PLUS_ONE, widget=forms.RadioSelect, initial="none"
    )
    personal = forms.BooleanField(
        label=gettext_lazy("Invites the person"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise it invites the office: when the head of delegation is replaced, the new head is invited instead."
        ),
    )

    def __init__(
        self, data: Any = None, *, reception: Reception | None = None, conference: Conference, **kwargs: Any
    ) -> None:
        if reception is not None:
            kwargs["initial"] = _initial(reception)
        super().__init__(data, **kwargs)
        fields: dict[str, Any] = self.fields
        if reception is not None:
            del fields["code"]
        fields["languages"].choices = [(code, language_name(code)) for code, _name in LANGUAGES]
        for name in MOMENTS:
            fields[name].zone = conference.zone
        for field in fields.values():
            if isinstance(field, TextsField):
                field.widget.is_folded = True
        menus = {number: {"name": menu} for number, menu in enumerate(reception.menus if reception else (), 1)}
        self.menus = MenuFormSet(data, keys=range(1, MENUS + 1), initial_by_key=menus, prefix="menu")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts, ends = values.get("starts"), values.get("ends")
        first, last = values.get("arrive_from"), values.get("arrive_until")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("It must end after it begins."))
        if last and not first:
            self.add_error("arrive_from", _("Say from when guests arrive, or leave both times empty."))
        if first and last and last <= first:
            self.add_error("arrive_until", _("This must be after the beginning of the arrivals."))
        if first and starts and first > starts:
            self.add_error("arrive_from", _("Guests arrive before the reception begins."))
        if starts and (answer_by := values.get("answer_by")) and answer_by > (first or starts):
            self.add_error("answer_by", _("The deadline must be before the guests arrive."))
        if (release_at := values.get("release_at")) and starts and ends and not (first or starts) < release_at < ends:
            self.add_error("release_at", _("This must be between the arrivals and the end."))
        if values.get("reserved", 0) > values.get("capacity", 0) and "capacity" in values:
            self.add_error("reserved", _("No more can be held back than there are places."))
        return values

    def facts(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            **{name: values[name] for name in PLAIN},
            "companions": values["plus_one"] != "none",
            "spouses_only": values["plus_one"] == "spouse",
            "menus": [dict(row["name"]) for _number, row in self.menus.rows() if row["name"]],
        }


def _initial(reception: Reception) -> dict[str, Any]:
    plus_one = "spouse" if reception.spouses_only else "named"
    return {
        "version": reception.version,
        **{name: getattr(reception, name) for name in PLAIN},
        "plus_one": plus_one if reception.companions else "none",
    }
