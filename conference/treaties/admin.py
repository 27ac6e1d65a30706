from django import forms
from django.contrib import admin

from conference.accounts.admin_site import TableAdmin
from conference.core.concurrency import FingerprintForm
from conference.treaties.models import ForeseenStatement, Office, SigningPlace, Treaty


class OfficesField(forms.MultipleChoiceField):
    """Some of the three offices, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        label = Treaty._meta.get_field("offices").verbose_name  # type: ignore[union-attr]
        super().__init__(label=label, choices=Office.choices, required=False)


class TreatyAdminForm(FingerprintForm):
    offices = OfficesField()

    class Meta:
        model = Treaty
        exclude = ()


@admin.register(Treaty)
class TreatyAdmin(TableAdmin):
    form = TreatyAdminForm
    list_display = ("__str__", "code", "adopted_on", "threshold")


@admin.register(SigningPlace)
class SigningPlaceAdmin(TableAdmin):
    list_display = ("__str__", "treaty", "first_day", "last_day", "zone_name")


@admin.register(ForeseenStatement)
class ForeseenStatementAdmin(TableAdmin):
    list_display = ("__str__", "treaty", "kind", "is_required")
