from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from conference.core import characters
from conference.core.concurrency import VersionField, VersionForm
from conference.look import lists
from conference.look.formsets import RowsFormMixin
from conference.look.times import day_text, span_text
from conference.look.widgets import MomentInput
from conference.models import Rank, current_conference
from conference.parties.models import Kind
from conference.translated import FALLBACK
from delegations.registration.models import Delegate
from schedule.calendar.engagements.forms import SpanForm
from schedule.programme.models import Session, Type
from schedule.programme.sessions.form_languages import OtherLanguages, add_fields, bound_fields
from schedule.programme.sessions.snapshot import LANGUAGES
from schedule.programme.speaking.actions.inscribing import Statement
from schedule.programme.speaking.actions.lists import COLUMNS, ListPlan
from schedule.programme.speaking.models import (
    LEAST_MINUTES,
    MOST_MINUTES,
    Inscription,
    Pause,
    Sitting,
    SpeakersList,
    kinds_after,
)

# Kinds of session in which statements are made.
DEBATES = (Type.OPENING, Type.PLENARY, Type.HIGH_LEVEL, Type.ROUNDTABLE, Type.CEREMONY)
PAUSES = 3  # lines for breaks in the form


def sitting_label(sitting: Sitting) -> str:
    zone = current_conference().zone
    starts, ends = sitting.starts.astimezone(zone), sitting.ends.astimezone(zone)
    values = {"date": day_text(starts, year=False), "time": span_text(starts, ends)}
    return pgettext("a date and a time", "%(date)s, %(time)s") % values


class StatementForm(characters.Form):
    not_printed = ("note",)  # for who keeps the list
    speaker = forms.ChoiceField(
        label=gettext_lazy("Speaker"),
        help_text=gettext_lazy("The head, an alternate head or a delegate, once submitted."),
    )
    wish = forms.ChoiceField(
        label=gettext_lazy("Preferred time"),
        required=False,
        help_text=gettext_lazy("A preference only: within a day the rank decides, then the order of inscription."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the statement"))
    note = forms.CharField(
        label=gettext_lazy("Note to the organizers"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = VersionField(required=False)

    def __init__(
        self,
        *args: Any,
        speakers: SpeakersList,
        persons: Sequence[Delegate],
        inscription: Inscription | None = None,
        **kwargs: Any,
    ) -> None:
        if inscription is not None:
            kwargs["initial"] = {
                "speaker": str(inscription.speaker.public_id),
                "wish": inscription.wish_id or "",
                **{name: getattr(inscription, name) for name in ("language", "note", "version")},
            }
        super().__init__(*args, **kwargs)
        self.persons = {str(person.public_id): person for person in persons}
        self.sittings = {str(sitting.pk): sitting for sitting in speakers.sittings.all()}
        fields: Any = self.fields
        is_offered = inscription is None or str(inscription.speaker.public_id) in self.persons
        # A speaker who has left is replaced only by choosing another one.
        fields["speaker"].choices = [
            *([] if is_offered else [("", _("Please choose"))]),
            *(
                (key, lists.join_facts([person.called, person.protocol_rank or person.get_capacity_display()]))
                for key, person in self.persons.items()
            ),
        ]
        fields["wish"].choices = [
            ("", _("No preference")),
            *((key, sitting_label(sitting)) for key, sitting in self.sittings.items()),
        ]
        fields["language"].choices = [(code, LANGUAGES[code]) for code in speakers.languages if code in LANGUAGES]
        if not speakers.languages:
            del fields["language"]
        if len(self.sittings) < 2:
            del fields["wish"]

    def statement(self) -> Statement:
        values = self.cleaned_data
        return Statement(
            speaker=self.persons[values["speaker"]],
            language=values.get("language", ""),
            wish=self.sittings.get(values.get("wish", "")),
            note=values["note"],
        )


class WithdrawForm(characters.Form):
    not_printed = ("reason",)  # on pages
    reason = forms.CharField(label=gettext_lazy("Reason, for the organizers"), max_length=300, required=False)
    version = VersionField()


class SwapForm(characters.Form):
    other = forms.ChoiceField(label=gettext_lazy("Exchange with"))
    words = forms.CharField(label=gettext_lazy("Message to the other delegation"), max_length=300, required=False)

    def __init__(self, *args: Any, partners: Sequence[Inscription], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = _offer(self.fields["other"], partners, "starts")


class ReplyForm(characters.Form):
    about = forms.ChoiceField(label=gettext_lazy("Statement that you reply to"))
    words = forms.CharField(
        label=gettext_lazy("Message to the podium"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Who will reply, for example. Only the organizers read it."),
    )

    def __init__(self, *args: Any, heard: Sequence[Inscription], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heard = _offer(self.fields["about"], heard, "began_at")


def _offer(field: Any, inscriptions: Sequence[Inscription], time: str) -> dict[str, Inscription]:
    """Offer the inscriptions that have that `time`, by it and by party. Return all by public id."""
    zone = current_conference().zone
    by_id = {str(inscription.public_id): inscription for inscription in inscriptions}
    field.choices = [
        (key, f"{at.astimezone(zone):%H:%M} {inscription.delegation.party.short}")
        for key, inscription in by_id.items()
        if (at := getattr(inscription, time))
    ]
    return by_id


class DecideForm(VersionForm):
    words = forms.CharField(
        label=gettext_lazy("Message to the delegation"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Required for a refusal."),
    )


class OrderForm(characters.Form):
    not_printed = ("reason",)  # on pages
    id = forms.UUIDField()
    place = forms.IntegerField(min_value=1, max_value=10_000)
    reason = forms.CharField(max_length=300, required=False)
    version = forms.IntegerField(required=False)


class ReasonForm(characters.Form):
    not_printed = ("reason",)  # on pages
    reason = forms.CharField(label=gettext_lazy("Reason for an order by hand"), max_length=300)


TITLE = OtherLanguages("title", gettext_lazy("Title (%(language)s)"), most=200)


class PauseForm(SpanForm):
    """A break; both fields empty is none."""

    starts = forms.DateTimeField(required=False, widget=MomentInput)
    ends = forms.DateTimeField(label=gettext_lazy("to"), required=False, widget=MomentInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if bool(values.get("starts")) != bool(values.get("ends")):
            name = "ends" if values.get("starts") else "starts"
            self.add_error(name, ValidationError(_("A break needs a beginning and an end."), code="half"))
        return values


class NumberedPauses(forms.BaseFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["starts"].label = _("Break %(n)d from") % {"n": (index or 0) + 1}


PauseFormSet = forms.formset_factory(PauseForm, NumberedPauses, extra=PAUSES, max_num=PAUSES)


class ListForm(RowsFormMixin, characters.Form):
    """Times are in the conference's zone, which must be the current one (`timezone.override`)."""

    rows = "pauses"
    version = VersionField(required=False)
    title = forms.CharField(label=gettext_lazy("Title (English)"), max_length=200)
    sessions = forms.MultipleChoiceField(
        label=gettext_lazy("Runs over the sessions"), widget=forms.CheckboxSelectMultiple
    )
    opens_at = forms.DateTimeField(label=gettext_lazy("Inscription opens"), widget=MomentInput)
    closes_at = forms.DateTimeField(label=gettext_lazy("Inscription closes"), widget=MomentInput)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes for a statement"), min_value=LEAST_MINUTES, max_value=MOST_MINUTES, initial=5
    )
    gap_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds between two statements"), min_value=0, max_value=600, initial=60
    )
    told_from_minutes = forms.IntegerField(
        label=gettext_lazy("Inform delegations of changes of at least (minutes)"),
        min_value=1,
        max_value=240,
        initial=15,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of statements"),
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    kinds_after = forms.MultipleChoiceField(
        label=gettext_lazy("Speak after all others"),
        choices=[(kind.value, kind.label) for kind in Kind if kind not in (Kind.MEMBER_STATE, Kind.MEDIA)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, speakers: SpeakersList | None = None, **kwargs: Any) -> None:
        self.speakers = speakers
        self.ranks = _groups()
        if speakers is not None:
            kwargs["initial"] = {**_initial(speakers), **kwargs.get("initial", {})}
        else:
            kwargs.setdefault("initial", {})
            kwargs["initial"].setdefault("kinds_after", kinds_after())
        super().__init__(*args, **kwargs)
        self.debates = {str(session.pk): session for session in _debates(speakers)}
        fields: Any = self.fields
        fields["sessions"].choices = [(key, _session_label(session)) for key, session in self.debates.items()]
        for group, names in self.ranks.items():
            fields[f"limit_{group}"] = forms.IntegerField(
                label=names, required=False, min_value=LEAST_MINUTES, max_value=MOST_MINUTES
            )
        add_fields(self, [TITLE])
        before = Pause.objects.filter(list=speakers) if speakers is not None else ()
        shown = [{"starts": pause.starts, "ends": pause.ends} for pause in before]
        sent = self.data if self.is_bound else None
        # Each row is read, also one that somebody else has filled in alike meanwhile.
        self.pauses = PauseFormSet(sent, prefix="pauses", initial=shown, form_kwargs={"empty_permitted": False})

    @property
    def other_languages(self) -> list[Any]:
        return bound_fields(self, [TITLE])

    @property
    def open_languages(self) -> bool:
        return any(field.errors for field in self.other_languages)

    @property
    def limit_fields(self) -> list[Any]:
        return [self[f"limit_{group}"] for group in self.ranks]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes = values.get("opens_at"), values.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", ValidationError(_("This is before the opening."), code="order"))
        return values

    def plan(self) -> ListPlan:
        values = self.cleaned_data
        breaks = [row.cleaned_data for row in self.pauses]
        return ListPlan(
            **{name: values[name] for name in COLUMNS},
            title=TITLE.by_language(values),
            sessions=[self.debates[key] for key in values["sessions"]],
            limits={group: values[f"limit_{group}"] for group in self.ranks if values[f"limit_{group}"]},
            pauses=[(pause["starts"], pause["ends"]) for pause in breaks if pause["starts"]],
        )


def _groups() -> Mapping[int, str]:
    names_by_group: dict[int, list[str]] = {}
    for rank in Rank.objects.order_by("tie_group", "position"):
        names_by_group.setdefault(rank.tie_group, []).append(str(rank))
    return {group: lists.join_by_semicolons(names) for group, names in names_by_group.items()}


def _debates(speakers: SpeakersList | None) -> list[Session]:
    """Return sessions that can have a list: of the right kind, and on no other list."""
    sessions = Session.objects.filter(type__in=DEBATES).select_related("room", "sitting")
    mine = speakers.pk if speakers else None
    return [
        session for session in sessions if getattr(session, "sitting", None) is None or session.sitting.list_id == mine
    ]


def _session_label(session: Session) -> str:
    zone = current_conference().zone
    starts, ends = session.starts.astimezone(zone), session.ends.astimezone(zone)
    return f"{day_text(starts, year=False)}, {span_text(starts, ends)}: {session.title}"


def _initial(speakers: SpeakersList) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(speakers, name) for name in (*COLUMNS, "version")}
    values |= {"title": speakers.title.get(FALLBACK, ""), **TITLE.initial(speakers.title)}
    values["sessions"] = [
        str(sitting.session_id) for sitting in Sitting.objects.filter(list=speakers) if sitting.session_id
    ]
    values |= {f"limit_{limit.tie_group}": limit.minutes for limit in speakers.limits.all()}
    return values
