"""The form of a session. It checks input; `Content.check` says what a session can be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.lists import with_brackets
from conference.look.widgets import MomentInput
from conference.parties.models import Party
from conference.parties.queries import alphabet
from conference.parties.spellings import Spellings
from conference.translated import FALLBACK, around
from delegations.registration.models import LIVE_STATES, Capacity, Delegate
from schedule.calendar.engagements.forms import SpanForm
from schedule.calendar.models import Room
from schedule.programme.models import PublicDetail, Session, Type
from schedule.programme.sessions.actions.cautions import Caution
from schedule.programme.sessions.content import Content, OnPanel, Paper, content_of
from schedule.programme.sessions.form_languages import OTHERS, OtherLanguages, add_fields, bound_fields
from schedule.programme.sessions.form_rows import document_formset, documents_of, panel_formset, panel_of, person_words
from schedule.programme.sessions.snapshot import LANGUAGES, text_of

CHAIRS = (Capacity.HEAD, Capacity.DEPUTY)
TITLE = OtherLanguages("title", gettext_lazy("Title (%(language)s)"))
DESCRIPTION = OtherLanguages("description", gettext_lazy("Description (%(language)s)"), rows=2)
AGENDA = OtherLanguages("agenda", gettext_lazy("Agenda items (%(language)s)"), rows=3)


class RoomField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        said = str(obj)
        return around(said, with_brackets(said, obj.capacity)) if obj.capacity else said


class ChairField(forms.ModelChoiceField):
    """A head or deputy head, under the party's name."""

    def label_from_instance(self, obj: Any) -> str:
        return person_words(obj)


class SessionForm(SpanForm):
    """A session of the draft, with panel and documents. Times are in the conference's zone, which must be the current one."""

    printed = ("title", "description", "agenda")
    version = VersionField(required=False)
    title = forms.CharField(label=gettext_lazy("Title (English)"), max_length=200)
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=Type.choices)
    number = forms.IntegerField(
        label=gettext_lazy("Number"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=gettext_lazy("Number among sessions of this type, as in “Round table 2”."),
    )
    starts = forms.DateTimeField(label=gettext_lazy("Begins"), widget=MomentInput)
    ends = forms.DateTimeField(label=gettext_lazy("Ends"), widget=MomentInput)
    room = RoomField(label=gettext_lazy("Room"), queryset=Room.objects.all(), empty_label=gettext_lazy("Please choose"))
    chair = ChairField(
        label=gettext_lazy("Chair"), queryset=Delegate.objects.none(), required=False, empty_label=gettext_lazy("none")
    )
    description = forms.CharField(
        label=gettext_lazy("Description (English)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agenda = forms.CharField(
        label=gettext_lazy("Agenda items (English)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One per line, without numbers."),
    )
    organisers = forms.CharField(
        label=gettext_lazy("Organized by"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Codes or short names, separated by semicolons: KEN; UNODC."),
    )
    interpretation = forms.MultipleChoiceField(
        label=gettext_lazy("Interpretation"),
        required=False,
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    is_open = forms.BooleanField(label=gettext_lazy("Open meeting"), required=False, initial=True)
    public_detail = forms.ChoiceField(
        label=gettext_lazy("Shown to the public"),
        choices=PublicDetail.choices,
        required=False,
        help_text=gettext_lazy("Of a closed meeting or a reception; of an open meeting everything is public."),
    )
    webcast = forms.BooleanField(label=gettext_lazy("Webcast"), required=False)
    webcast_url = forms.URLField(
        label=gettext_lazy("Address of the webcast"), required=False, max_length=300, assume_scheme="https"
    )
    expected = forms.IntegerField(
        label=gettext_lazy("Persons expected"), required=False, min_value=1, max_value=100_000
    )
    all_day = forms.BooleanField(
        label=gettext_lazy("All day"),
        required=False,
        help_text=gettext_lazy("Shown above the programme of the day, for example for an exhibition."),
    )
    for_heads = forms.BooleanField(
        label=gettext_lazy("All heads of delegation are there"),
        required=False,
        help_text=gettext_lazy("No bilateral meetings can be requested at that time."),
    )
    all_the_same = forms.BooleanField(label=gettext_lazy("Save nevertheless"), required=False)
    despite = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("It is recorded in the audit log with your name."),
    )

    def __init__(self, *args: Any, session: Session | None = None, **kwargs: Any) -> None:
        if session is not None:
            kwargs["initial"] = {**initial_of(session), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.session = session
        data, files = (self.data, self.files) if self.is_bound else (None, None)
        self.panel = panel_formset(data, files, session)
        self.documents = document_formset(data, files, session)
        self.cautions: list[Caution] = []
        chairs = Delegate.objects.filter(capacity__in=CHAIRS, state__in=LIVE_STATES)
        if session is not None and session.chair_id:
            chairs = chairs | Delegate.objects.filter(pk=session.chair_id)
        field = self.fields["chair"]
        field.queryset = chairs.select_related("delegation__party").order_by(  # type: ignore[attr-defined]
            alphabet("delegation__party"), "position"
        )
        add_fields(self, (TITLE, DESCRIPTION, AGENDA))

    @property
    def other_languages(self) -> list[Any]:
        """Return the bound fields of other languages."""
        return bound_fields(self, (TITLE, DESCRIPTION, AGENDA))

    def clean_organisers(self) -> list[Party]:
        """Return the parties named. Refuses unknown names."""
        return Spellings().find_all(self.cleaned_data["organisers"])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("webcast_url") and not values.get("webcast"):
            self.add_error("webcast_url", _("A session without a webcast cannot have a webcast address."))
        if values.get("all_the_same") and not values.get("despite"):
            self.add_error("despite", _("Give the reason."))
        items = len(_lines(values.get("agenda", "")))
        for code, _name in OTHERS:
            if len(_lines(values.get(f"agenda_{code}", ""), blank=True)) > items:
                self.add_error(f"agenda_{code}", _("There are more lines here than agenda items in English."))
        self._clean_rows()
        return values

    def _clean_rows(self) -> None:
        """Read panel and documents; those not sent stay."""
        sent = [rows for rows in (self.panel, self.documents) if rows.is_bound]
        if not all(rows.is_valid() for rows in sent):
            self.add_error(None, _("The panel or the documents contain an error; see the message there."))
            for rows in sent:
                self.add_error(None, rows.non_form_errors())
            return
        before = content_of(self.session) if self.session else None
        self.on_panel: Sequence[OnPanel] = before.panel if before else ()
        self.papers: Sequence[Paper] = before.documents if before else ()
        if self.panel.is_bound:
            self.on_panel = panel_of(self.panel, self.session)
            if any(row.errors for row in self.panel):
                self.add_error(None, _("The panel or the documents contain an error; see the message there."))
        if self.documents.is_bound:
            self.papers = documents_of(self.documents)

    @property
    def reason_for_all(self) -> str:
        """Return the reason for the override; empty while the box isn't ticked."""
        return str(self.cleaned_data["despite"]) if self.cleaned_data["all_the_same"] else ""

    @property
    def _detail_before(self) -> str:
        return self.session.public_detail if self.session else PublicDetail.TIME.value

    def content(self) -> Content:
        values = self.cleaned_data
        return Content(
            type=values["type"],
            number=values["number"],
            title=TITLE.said(values),
            description=DESCRIPTION.said(values),
            room=values["room"],
            starts=values["starts"],
            ends=values["ends"],
            all_day=values["all_day"],
            for_heads=values["for_heads"],
            is_open=values["is_open"],
            public_detail=values["public_detail"] or self._detail_before,
            webcast=values["webcast"],
            webcast_url=values["webcast_url"],
            expected=values["expected"],
            interpretation=values["interpretation"],
            agenda=self._agenda(values["agenda"]),
            organisers=values["organisers"],
            chair=values["chair"],
            panel=self.on_panel,
            documents=self.papers,
        )

    def _agenda(self, text: str) -> list[dict[str, str]]:
        """Return an item a line. Unchanged lines keep untouched translations; touched ones go line by line."""
        lines = _lines(text)
        before = {item.get(FALLBACK): item for item in _agenda_of(self.session)} if self.session else {}
        items = [{FALLBACK: line} for line in lines]
        for code, _name in OTHERS:
            name = f"agenda_{code}"
            touched = _lines(self.cleaned_data[name], blank=True) if self._touched(name) else None
            for number, item in enumerate(items):
                kept = before.get(lines[number], {}).get(code, "")
                said = kept if touched is None else touched[number] if number < len(touched) else ""
                if said:
                    item[code] = said
        return items

    def _touched(self, name: str) -> bool:
        sent = self.add_prefix(name) in self.data
        return sent and _lines(self.cleaned_data[name], blank=True) != _lines(self.initial.get(name, ""), blank=True)


def _lines(text: str, *, blank: bool = False) -> list[str]:
    """Return the lines; `blank` keeps empty ones between others, for missing translations."""
    lines = [line.strip() for line in text.splitlines()]
    if not blank:
        return [line for line in lines if line]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _agenda_of(session: Session) -> list[dict[str, str]]:
    return [{FALLBACK: item} if isinstance(item, str) else item for item in session.agenda]


def initial_of(session: Session) -> dict[str, Any]:
    texts = TITLE.initial(session.title) | DESCRIPTION.initial(session.description)
    items = _agenda_of(session)
    texts |= {f"agenda_{code}": "\n".join(item.get(code, "") for item in items).rstrip() for code, _name in OTHERS}
    return {
        **texts,
        "version": session.version,
        "title": session.title.get(FALLBACK, ""),
        "description": session.description.get(FALLBACK, ""),
        "type": session.type,
        "number": session.number,
        "starts": session.starts,
        "ends": session.ends,
        "room": session.room_id,
        "chair": session.chair_id,
        "agenda": "\n".join(text_of(item, FALLBACK).words for item in items),
        "organisers": "; ".join(sorted(party.code for party in session.organisers.all())),
        "interpretation": session.interpretation,
        "is_open": session.is_open,
        "public_detail": session.public_detail,
        "webcast": session.webcast,
        "webcast_url": session.webcast_url,
        "expected": session.expected,
        "all_day": session.all_day,
        "for_heads": session.for_heads,
    }


class VersionForm(characters.Form):
    version = VersionField()
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=300)
