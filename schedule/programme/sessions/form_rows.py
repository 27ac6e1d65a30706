"""The rows of a session's form for panel and documents, with empty ones below; emptying a row removes it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conference.core import characters
from conference.files import stored_files
from conference.files.documents import read_document
from conference.parties.models import Party
from conference.translated import FALLBACK
from delegations.registration.models import LIVE_STATES, Delegate
from schedule.programme.sessions.content import MOST_DOCUMENTS, MOST_PANELLISTS, DocumentContent, PanelSeat
from schedule.programme.sessions.models import PanelRole, Session
from schedule.programme.sessions.snapshot import LANGUAGES

EXTRA = 2  # empty rows below the others
SALT = "schedule.programme.documents"


def person_words(person: Delegate) -> str:
    """Return `Kenya: H.E. Ms. Amina Mohamed`."""
    return f"{person.delegation.party.en_short}: {person.honorific} {person.full_name}".replace("  ", " ")


class SessionFormRow(characters.Form):
    mark_optional = False
    typed: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.typed)


class PanelRow(SessionFormRow):
    typed = ("who",)
    who = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"list": "people", "autocomplete": "off", "data-seat-who": True}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=PanelRole.choices, required=False, initial=PanelRole.PANELLIST
    )
    function = forms.CharField(label=gettext_lazy("Function, of a guest"), required=False, max_length=200)
    # Typed where there are no scripts; else seats.js fills it in from the order of the rows.
    place = forms.IntegerField(
        label=pgettext_lazy("a number in the order", "Place"),
        required=False,
        min_value=1,
        max_value=MOST_PANELLISTS,
        widget=forms.NumberInput({"data-seat-place": True}),
    )

    def clean_who(self) -> str:
        return " ".join(self.cleaned_data["who"].split())


class DocumentRow(SessionFormRow):
    """A document in one language: an address, or a PDF. `kept` is the signed name of a stored file."""

    typed = ("title", "symbol", "link", "kept")
    not_printed = ("link",)  # on pages
    symbol = forms.CharField(label=gettext_lazy("Symbol"), required=False, max_length=60)
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=300)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=list(LANGUAGES.items()), required=False, initial=FALLBACK
    )
    link = forms.URLField(label=gettext_lazy("Address"), required=False, max_length=300, assume_scheme="https")
    file = forms.FileField(
        label=gettext_lazy("PDF"), required=False, widget=forms.FileInput({"accept": "application/pdf"})
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    gone = forms.BooleanField(label=gettext_lazy("Remove this document"), required=False)

    @property
    def is_empty(self) -> bool:
        return super().is_empty and self.add_prefix("file") not in self.files

    @property
    def file_name(self) -> str:
        """Return the stored file's name; empty if the form was open so long that the file was removed."""
        signed = self.data.get(self.add_prefix("kept"), "") if self.is_bound else self.initial.get("kept", "")
        try:
            name = str(signing.loads(signed, salt=SALT)) if signed else ""
        except signing.BadSignature:
            return ""
        return name if name and (not self.is_bound or stored_files.claim_file(name)) else ""

    def clean_file(self) -> str:
        """Store a PDF at once, so that it is not lost when another field is wrong."""
        sent = self.cleaned_data["file"]
        if sent:
            document = read_document(sent)
            if document.extension != "pdf":
                raise ValidationError(_("This file is not a PDF."), code="kind")
            data = cast("Any", self.data)
            data[self.add_prefix("kept")] = signing.dumps(store_document(document.body), salt=SALT)
        return self.file_name

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_empty or values.get("gone"):
            return values
        if not values.get("title"):
            self.add_error("title", _("Give the document a title."))
        if "link" in values and "file" in values and bool(values["link"]) == bool(self.file_name):
            self.add_error("link", _("Give either an address or a file."))
        return values


def store_document(body: bytes) -> str:
    """Store a document under its digest and return its name."""
    digest = hashlib.sha256(body).hexdigest()
    return stored_files.store_file(f"documents/{digest[:2]}/{digest}.pdf", body)


class RowFormSet(forms.BaseFormSet):
    """The rows sent, else those saved. Bound only if any were sent; an untouched row is checked like the others."""

    def __init__(self, data: Any, files: Any, *, prefix: str, initial: Sequence[Mapping[str, Any]]) -> None:
        is_sent = any(key.startswith(f"{prefix}-") for key in [*(data or ()), *(files or ())])
        sent = {"data": data, "files": files} if is_sent else {}
        super().__init__(**sent, prefix=prefix, initial=list(initial), form_kwargs={"empty_permitted": False})


def _formset_of(row: type[SessionFormRow], most: int) -> type[RowFormSet]:
    made = forms.formset_factory(row, RowFormSet, extra=EXTRA, max_num=most, absolute_max=most + EXTRA)
    return cast("type[RowFormSet]", made)


PanelFormSet = _formset_of(PanelRow, MOST_PANELLISTS)
DocumentFormSet = _formset_of(DocumentRow, MOST_DOCUMENTS)


def as_sent(prefix: str, session: Session) -> dict[str, str]:
    """Return the session's rows as its form would send them, with an empty row below."""
    rows = panel_initial(session) if prefix == "panel" else documents_initial(session)
    counts = {TOTAL_FORM_COUNT: len(rows) + 1, INITIAL_FORM_COUNT: len(rows)}
    data = {f"{prefix}-{name}": str(count) for name, count in counts.items()}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": str(value) for name, value in row.items()}
    return data


def panel_initial(session: Session | None) -> list[dict[str, Any]]:
    return [
        {
            "who": person_words(panellist.person) if panellist.person else panellist.name,
            "role": panellist.role,
            "function": panellist.function,
            "place": place,
        }
        for place, panellist in enumerate(session.panel.all() if session else (), 1)
    ]


def documents_initial(session: Session | None) -> list[dict[str, Any]]:
    return [
        {
            "symbol": document.symbol,
            "title": document.title,
            "language": document.language,
            "link": document.link,
            "kept": signing.dumps(str(document.file), salt=SALT) if document.file else "",
        }
        for document in (session.documents.all() if session else ())
    ]


def panel_of(rows: Iterable[PanelRow], session: Session | None) -> list[PanelSeat]:
    """Return the panel by place. Adds an error to a row that names nobody of its party."""
    filled = [row for row in rows if not row.is_empty]
    delegates_by_text = _persons([row.cleaned_data["who"] for row in filled], session)
    panel = []
    for row in sorted(filled, key=lambda row: row.cleaned_data["place"] or MOST_PANELLISTS):
        who, role = row.cleaned_data["who"], row.cleaned_data["role"] or PanelRole.PANELLIST
        named = delegates_by_text.get(who.casefold(), [])
        if len(named) == 1:
            panel.append(PanelSeat(named[0], role=role))
        elif named:
            row.add_error("who", _("Two delegates have this name; enter one of them as a guest with a function."))
        elif _party_in(who) in delegates_by_text:
            row.add_error("who", _("That delegation has no member of this name."))
        else:
            panel.append(PanelSeat(None, who[:120], row.cleaned_data["function"], role))
    return panel


def _party_in(who: str) -> str:
    return who.partition(":")[0].strip().casefold() if ":" in who else "\0"


def _persons(names: Sequence[str], session: Session | None) -> dict[str, list[Delegate]]:
    """Return the delegates by what may be typed; none for a party's own name. Two queries at most."""
    prefixes = {_party_in(who) for who in names} - {"\0"}
    if not prefixes:
        return {}
    parties = [
        party
        for party in Party.objects.all()
        if party.en_short.casefold() in prefixes or party.code.casefold() in prefixes
    ]
    delegates_by_text: dict[str, list[Delegate]] = {}
    for party in parties:
        delegates_by_text[party.en_short.casefold()] = delegates_by_text[party.code.casefold()] = []
    seated = {panellist.person_id for panellist in session.panel.all()} if session else set()
    present = Q(state__in=LIVE_STATES) | Q(pk__in=seated)
    people = Delegate.objects.filter(present, delegation__party__in=parties)
    for person in people.select_related("delegation__party"):
        party = person.delegation.party
        for spelling in {
            f"{name}: {text}".casefold()
            for name in (party.en_short, party.code)
            for who in {person.full_name, person.latin_name, person.badge_name}
            for text in (who, f"{person.honorific} {who}".strip())
        }:
            delegates_by_text.setdefault(spelling, []).append(person)
    return delegates_by_text


def documents_of(rows: Iterable[DocumentRow]) -> list[DocumentContent]:
    return [
        DocumentContent(
            values["title"], values["language"] or FALLBACK, values["symbol"], values["link"], row.file_name
        )
        for row in rows
        if not row.is_empty and not (values := row.cleaned_data)["gone"]
    ]
