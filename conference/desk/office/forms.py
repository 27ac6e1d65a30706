"""The forms of the office's tables that ask for more than their model's fields: categories with their days, parties with their names.

And for less: what the program knows by a code is chosen by what it does.
"""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import days as core_days
from conference.core.concurrency import FingerprintForm
from conference.desk.office.registry import TableForm
from conference.look.texts import TextsField
from conference.look.times import day_text, days_text
from conference.models import Category, Conference
from conference.parties.models import Party, PartyName
from conference.translated import FALLBACK, Translated

BUILDING = timedelta(
    days=30
)  # before the first day and after the last, when a category may be let in to build up or clear


class DaysField(forms.Field):
    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        days = []
        for text in str(value or "").replace(";", ",").split(","):
            if text.strip():
                days.append(core_days.read(text.strip()).isoformat())
        return sorted(set(days))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(sorted(initial or []) != self.to_python(data))
        except ValidationError:
            return True


class CategoryDaysForm(FingerprintForm):
    """A category as the office and the administration edit it."""

    days = DaysField(
        label=gettext_lazy("Days"),
        required=False,
        help_text=gettext_lazy(
            "Dates such as 2025-10-25 or 25.10.2025, with commas between them. Leave empty for every day."
        ),
    )

    class Meta:
        model = Category
        exclude = ()
        widgets = {
            "band_colour": forms.TextInput({"type": "color"}),
            "text_colour": forms.TextInput({"type": "color"}),
            "zones": forms.CheckboxSelectMultiple,
        }

    def clean_days(self) -> list[str]:
        """Require a day of the conference among a category's days: else nobody of it could enter."""
        days: list[str] = self.cleaned_data["days"]
        conference = Conference.objects.filter(pk=1).first()
        if days and conference:
            first, last = conference.starts_on, conference.ends_on
            if not any(first.isoformat() <= day <= last.isoformat() for day in days):
                message = _(
                    "None of these dates is a day of the conference (%(days)s), so nobody in this category would be let in."
                )
                raise ValidationError(message % {"days": days_text(first, last)}, code="outside")
            for day in map(date.fromisoformat, days):
                if not first - BUILDING <= day <= last + BUILDING:
                    message = _("%(date)s is outside the days of the conference (%(days)s). Check the date.")
                    values = {"date": day_text(day, weekday=False, long=True), "days": days_text(first, last)}
                    raise ValidationError(message % values, code="outside")
        return days


class CategoryForm(CategoryDaysForm, TableForm):
    fixed = ("code",)

    class Meta(CategoryDaysForm.Meta):
        fields = (
            *("name", "letter", "code", "position", "band_colour", "text_colour", "zones", "days", "places"),
            *("for_heads", "needs_photo", "on_lists"),
        )

    def clean_band_colour(self) -> str:
        """Refuse a new colour that another category has: a guard tells them apart by it."""
        colour: str = self.cleaned_data["band_colour"]
        if "band_colour" not in self.changed_data:
            return colour
        other = Category.objects.filter(band_colour=colour).exclude(pk=self.instance.pk).first()
        if other:
            message = _("%(category)s has this colour already; choose another.")
            raise ValidationError(message % {"category": other}, code="taken")
        return colour


class KnownCodeForm(TableForm):
    """A row whose code the program acts on: one chooses what it is, and any other gets a code from its English name."""

    fixed = ("code",)
    code_label: Any = ""
    code_help: Any = ""
    no_code: Any = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = type(self.instance)._base_manager.exclude(pk=self.instance.pk)
        self._taken = {*others.values_list("code", flat=True), *self.known_codes()}
        own = self.instance.code
        free = {own, *self.known_codes()} - set(others.values_list("code", flat=True))
        choices = [(code, label) for code, label in self.known_codes().items() if code in free]
        unknown = own if own not in self.known_codes() else ""
        self.fields["code"] = forms.ChoiceField(
            label=self.code_label,
            help_text=self.code_help,
            choices=[(unknown, self.no_code), *choices],
            required=False,
            disabled=bool(self.instance.pk),
        )

    def known_codes(self) -> dict[str, Any]:
        """Return codes and what each means."""
        return {}

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        stem = slugify(self.cleaned_data.get("name", {}).get(FALLBACK, ""))[:25]
        candidates = (f"{stem}-{number}" if number > 1 else stem for number in count(1))
        return code or (next(name for name in candidates if name not in self._taken) if stem else "")


class PartyForm(TableForm):
    """A party with its names in every language; a language left empty shows the English name."""

    fixed = ("code",)
    short = TextsField(label=capfirst(gettext_lazy("short name")), help_text=gettext_lazy("Without article: Gambia."))
    formal = TextsField(
        label=capfirst(gettext_lazy("formal name")),
        help_text=gettext_lazy("As in a sentence: the Republic of the Gambia."),
    )
    article = TextsField(
        label=capfirst(gettext_lazy("article")),
        required=False,
        help_text=gettext_lazy("As lists print it in brackets: the, la, l'."),
    )
    sorts_as = TextsField(
        label=capfirst(gettext_lazy("sorts as")),
        required=False,
        help_text=gettext_lazy("Only where lists place the name by another spelling. Empty: the short name."),
    )
    TEXTS = ("short", "formal", "article", "sorts_as")

    class Meta:
        model = Party
        fields = ("code", "kind", "is_host", "regional_group", "region", "flag", "zone_name", "language")

    field_order = ("code", "kind", "short", "formal", "article", "sorts_as")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = list(self.instance.names.all()) if self.instance.pk else []
        for text in self.TEXTS:
            self.initial[text] = Translated(
                {name.language: getattr(name, text) for name in names if getattr(name, text)}
            )

    def clean(self) -> dict[str, Any]:
        """Require the formal name where the short one is given and the other way round, within what the columns hold."""
        values = super().clean()
        short, formal = values.get("short") or {}, values.get("formal") or {}
        if set(short) != set(formal) and "short" in values and "formal" in values:
            self.add_error("formal", _("Give both names in a language, the short and the formal one, or neither."))
        for text in self.TEXTS:
            try:
                for value in (values.get(text) or {}).values():
                    PartyName._meta.get_field(text).run_validators(value)  # type: ignore[union-attr]
            except ValidationError as problem:
                self.add_error(text, problem)
        return values

    def save(self, commit: bool = True) -> Party:
        values = self.cleaned_data
        self.instance.en_short = values["short"]["en"]
        party: Party = super().save(commit)
        party.names.exclude(language__in=values["short"]).delete()
        for language in values["short"]:
            texts = {text: (values[text] or {}).get(language, "") for text in self.TEXTS}
            name = party.names.filter(language=language).first() or PartyName(party=party, language=language)
            for text, value in texts.items():
                setattr(name, text, value)
            name.save()
        return party
