from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.accounts.admin_site import TableAdmin, may_set_up
from conference.core import characters
from conference.desk.office.forms import CategoryDaysForm
from conference.look.texts import LANGUAGES
from conference.models import Category, Conference, Rank, Zone
from conference.parties.models import Party, PartyName
from conference.translated import FALLBACK
from conference.treaties.tables import RankForm


@admin.register(Conference)
class ConferenceAdmin(TableAdmin):
    table = "conference"
    list_display = ("__str__", "starts_on", "ends_on")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Conference.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Rank)
class RankAdmin(TableAdmin):
    table = "ranks"
    form = RankForm
    list_display = ("__str__", "code", "position", "tie_group", "photo_exempt")


@admin.register(Zone)
class ZoneAdmin(TableAdmin):
    table = "zones"
    list_display = ("__str__", "position", "per_delegation", "capacity")


@admin.register(Category)
class CategoryAdmin(TableAdmin):
    table = "categories"
    form = CategoryDaysForm
    list_display = ("__str__", "letter", "position", "places", "for_heads", "needs_photo", "on_lists")


class NamesFormSet(BaseInlineFormSet):
    """The names of a party; English is required since every list falls back on it."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name each field, which stands in a column without a label of its own."""
        super().add_fields(form, index)
        for bound in form.visible_fields():
            bound.field.widget.attrs["aria-label"] = bound.label

    def clean(self) -> None:
        super().clean()
        names = [form.cleaned_data for form in self.forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        if not any(name.get("language") == FALLBACK and name.get("short") for name in names):
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

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_set_up(request)

    has_change_permission = has_delete_permission = has_add_permission


class ValuesFilter(admin.AllValuesFieldListFilter):
    """Filter by the values in use; the empty one has a sign, since a link needs a name."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or self.empty_value_display}


@admin.register(Party)
class PartyAdmin(TableAdmin):
    table = "parties"
    list_display = ("__str__", "code", "kind", "is_host", "language")
    list_filter = ("kind", ("region", ValuesFilter), "regional_group", "is_host")
    search_fields = ("code", "en_short", "names__short")
    inlines = (NamesInline,)
