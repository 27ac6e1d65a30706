from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.accounts.admin_site import TableAdmin
from conference.core import characters
from conference.core.concurrency import FingerprintForm
from conference.desk.office.forms import DaysField, check_days
from conference.look.texts import LANGUAGES
from conference.models import Category, Conference, Rank, Zone
from conference.parties.models import Party, PartyName
from conference.translated import FALLBACK


class DaysField(forms.Field):
    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        found = []
        for text in str(value or "").replace(";", ",").split(","):
            if not text.strip():
                continue
            try:
                found.append(date.fromisoformat(text.strip()).isoformat())
            except ValueError as problem:
                words = _("“%(value)s” is not a date. Write it as 2029-06-30 or 30.06.2029.")
                raise ValidationError(words % {"value": text.strip()[:40]}, code="invalid") from problem
        return sorted(set(found))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(sorted(initial or []) != self.to_python(data))
        except ValidationError:
            return True


class CategoryForm(FingerprintForm):
    days = DaysField(
        label=gettext_lazy("Days"),
        required=False,
        help_text=gettext_lazy("Dates as YYYY-MM-DD. Leave empty for every day."),
    )

    class Meta:
        model = Category
        exclude = ()
        widgets = {
            "band_colour": forms.TextInput({"type": "color"}),
            "text_colour": forms.TextInput({"type": "color"}),
        }

    def clean_days(self) -> list[str]:
        """Require a day of the conference: else nobody of this category could enter."""
        days: list[str] = self.cleaned_data["days"]
        conference = Conference.objects.filter(pk=1).first()
        if days and conference:
            first, last = conference.starts_on, conference.ends_on
            if not any(first.isoformat() <= day <= last.isoformat() for day in days):
                words = _(
                    "None of these dates is a day of the conference (%(days)s), so nobody in this category "
                    "would be let in."
                )
                raise ValidationError(words % {"days": days_text(first, last)}, code="outside")
        return days
        return check_days(self.cleaned_data["days"])


@admin.register(Conference)
class ConferenceAdmin(TableAdmin):
    list_display = ("__str__", "starts_on", "ends_on")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Conference.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Rank)
class RankAdmin(TableAdmin):
    list_display = ("__str__", "code", "position", "tie_group", "photo_exempt")


@admin.register(Zone)
class ZoneAdmin(TableAdmin):
    list_display = ("__str__", "position", "per_delegation", "capacity")


@admin.register(Category)
class CategoryAdmin(TableAdmin):
    form = CategoryForm
    list_display = ("__str__", "letter", "position", "places", "for_heads", "needs_photo", "on_lists")
    filter_horizontal = ("zones",)


class NamesFormSet(BaseInlineFormSet):
    """The names of a party; English is required since every list falls back on it."""

    def clean(self) -> None:
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        if not any(one.get("language") == FALLBACK and one.get("short") for one in kept):
            raise ValidationError(_("The English text is missing."), code="required")


class NameForm(characters.ModelForm):
    """Names in one language."""

    language = forms.ChoiceField(
        label=gettext_lazy("language"), choices=[("", gettext_lazy("Please choose")), *LANGUAGES]
    )

    class Meta:
        model = PartyName
        fields = ("language", "short", "article", "formal", "sorts_as")


class NamesInline(admin.TabularInline):
    model = PartyName
    form = NameForm
    formset = NamesFormSet
    extra = 1
    min_num = 1

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Party)
class PartyAdmin(TableAdmin):
    list_display = ("__str__", "code", "kind", "is_host", "language")
    list_filter = ("kind", "region", "regional_group", "is_host")
    search_fields = ("code", "en_short", "names__short")
    inlines = (NamesInline,)
