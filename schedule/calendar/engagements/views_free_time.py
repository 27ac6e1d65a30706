from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from conference.core.access import Actor, actor_of, staff
from conference.look.times import day_text
from conference.look.widgets import ClockInput
from conference.models import Conference, current_conference
from conference.parties.spellings import Spellings
from delegations.registration.delegations import access_log
from delegations.registration.models import LIVE_STATES, Capacity, Delegate
from schedule.calendar.engagements import free_time as search
from schedule.calendar.engagements import hooks
from schedule.calendar.engagements.free_time import Moment
from schedule.calendar.models import Purpose, Room
from schedule.calendar.rooms.hours import conference_days

MOST = 20  # persons at once
SHOWN = 12  # moments
ROOMS_SHOWN = 4  # rooms named at each moment


class FreeForm(forms.Form):  # not checked here: a search
    """Whom, how long, when, and what room. `person` comes from persons' own pages, each as a box to untick."""

    mark_optional = False

    heads = forms.CharField(
        label=gettext_lazy("Heads of delegation of"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Codes or short names, separated by semicolons: KEN; France."),
    )
    person = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Persons"),
        queryset=Delegate.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    length = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=600, initial=30)
    days = forms.MultipleChoiceField(label=gettext_lazy("Days"), widget=forms.CheckboxSelectMultiple)
    since = forms.TimeField(label=gettext_lazy("Not before"), widget=ClockInput, initial="09:00")
    until = forms.TimeField(label=gettext_lazy("Not after"), widget=ClockInput, initial="18:00")
    purpose = forms.ChoiceField(label=gettext_lazy("A room for"), required=False)
    capacity = forms.IntegerField(label=gettext_lazy("Seats at least"), required=False, min_value=0, max_value=100_000)
    booths = forms.IntegerField(label=gettext_lazy("Booths at least"), required=False, min_value=0, max_value=50)
    rooms = forms.ModelMultipleChoiceField(
        label=gettext_lazy("One of these rooms"),
        queryset=Room.objects.all(),
        to_field_name="code",
        required=False,
        help_text=gettext_lazy("None chosen: any suitable room."),
    )

    def __init__(self, data: Any, conference: Conference) -> None:
        self.all_days = conference_days(conference, with_eve=True)
        super().__init__(data, initial={"days": [str(day) for day in self.all_days[1:]]})
        fields: dict[str, Any] = self.fields
        fields["days"].choices = [(str(day), day_text(day, year=False)) for day in self.all_days]
        fields["purpose"].choices = [("", _("No room is needed")), ("any", _("Any purpose")), *Purpose.choices]
        wanted = data.getlist("person") if data is not None else []
        fields["person"].queryset = _living().filter(public_id__in=_uuids(wanted))

    def clean_heads(self) -> list[Delegate]:
        """Return the heads of the parties named. Refuses a party without a head and an unknown name."""
        parties = Spellings().find_all(self.cleaned_data["heads"])
        if not parties:
            return []
        members = _living().filter(capacity=Capacity.HEAD, delegation__party__in=parties)
        heads = {member.delegation.party_id: member for member in members.order_by("-pk")}
        for party in parties:
            if party.pk not in heads:
                message = _("“%(name)s” is not a delegation that has named its head.")
                raise forms.ValidationError(message, params={"name": party.short}, code="unknown")
        return [heads[party.pk] for party in parties]

    def clean(self) -> dict[str, Any]:
        """Require somebody or a room, and the hours in order."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and until <= since:
            self.add_error("until", _("This is before the beginning."))
        persons = {*values.get("heads", []), *values.get("person", [])}
        if len(persons) > MOST:
            self.add_error("heads", _("At most %(n)d persons at once.") % {"n": MOST})
        return values

    def persons(self) -> list[Delegate]:
        persons = [*self.cleaned_data["heads"], *self.cleaned_data["person"]]
        return list({person.pk: person for person in persons}.values())

    def find(self, conference: Conference, actor: Actor) -> list[Moment]:
        values = self.cleaned_data
        rooms: list[Room] = []
        if values["rooms"]:
            rooms = list(values["rooms"])
        elif values["purpose"] or values["capacity"] or values["booths"]:
            purpose = "" if values["purpose"] == "any" else values["purpose"]
            capacity, booths = values["capacity"] or 0, values["booths"] or 0
            rooms = search.rooms_that_suit(capacity=capacity, booths=booths, purpose=purpose)
            if not rooms:
                return []
        zone = conference.zone
        days = [date.fromisoformat(day) for day in values["days"]]
        return search.find_free_times(
            persons=self.persons(),
            rooms=rooms,
            windows=[
                (datetime.combine(day, values["since"], zone), datetime.combine(day, values["until"], zone))
                for day in days
            ],
            length=timedelta(minutes=values["length"]),
            limit=SHOWN,
            actor=actor,
        )


def _living() -> Any:
    members = Delegate.objects.filter(state__in=LIVE_STATES).select_related("delegation__party")
    return members.prefetch_related("delegation__party__names")


def _uuids(texts: list[str]) -> list[str]:
    field = Delegate._meta.get_field("public_id")
    uuids = []
    for text in texts[: MOST + 1]:
        with suppress(forms.ValidationError):
            uuids.append(str(field.to_python(text)))
    return uuids


@staff("calendar.see")
@require_safe
def free_time(request: HttpRequest) -> HttpResponse:
    conference, actor = current_conference(), actor_of(request)
    is_search = "length" in request.GET
    form = FreeForm(request.GET if is_search or "person" in request.GET else None, conference)
    rows: list[dict[str, Any]] | None = None
    status = 200
    if is_search:
        status = 422
        if form.is_valid():
            free_time_links = hooks.free_time_links(actor)
            status, rows = 200, [_row(moment, free_time_links) for moment in form.find(conference, actor)]
    elif form.is_bound:
        # A link from a person's page names the person alone: use the defaults for the rest.
        data = request.GET.copy()
        for name in ("length", "since", "until"):
            data[name] = form.fields[name].initial
        data.setlist("days", [str(day) for day in form.all_days[1:]])
        form = FreeForm(data, conference)
    persons = form.persons() if rows is not None else []
    access_log.log_persons(request, None, len(persons), "calendar:day")
    context = {"form": form, "rows": rows, "persons": persons}
    return render(request, "desk/calendar/engagements/free.html", context, status=status)


def _row(moment: Moment, free_time_links: list[hooks.FreeTimeLink]) -> dict[str, Any]:
    first = moment.rooms[0] if moment.rooms else None
    return {
        "moment": moment,
        "day": moment.starts.date(),  # the windows are made in the conference's zone
        "rooms": moment.rooms[:ROOMS_SHOWN],
        "more": max(0, len(moment.rooms) - ROOMS_SHOWN),
        "free_time_links": [(link.label, link.url(first, moment.starts, moment.ends)) for link in free_time_links],
    }
