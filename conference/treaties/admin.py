from django import forms
from django.contrib import admin

from conference.accounts.admin_site import TableAdmin
from conference.core.concurrency import FingerprintForm
from conference.look.texts import LANGUAGES
from conference.treaties.groups import GroupForm
from conference.treaties.models import ForeseenStatement, Office, SigningPlace, Treaty, TreatyGroup


class OfficesField(forms.MultipleChoiceField):
    """Some of the three offices, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        label = Treaty._meta.get_field("offices").verbose_name  # type: ignore[union-attr]
        super().__init__(label=label, choices=Office.choices, required=False)


class LanguagesField(forms.MultipleChoiceField):
    """Some of the program's languages, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        label = Treaty._meta.get_field("authentic_languages").verbose_name  # type: ignore[union-attr]
        super().__init__(label=label, choices=LANGUAGES)


class TreatyAdminForm(FingerprintForm):
    offices = OfficesField()
    authentic_languages = LanguagesField()

    class Meta:
        model = Treaty
        exclude = ()


@admin.register(Treaty)
class TreatyAdmin(TableAdmin):
    table = "treaties"
    form = TreatyAdminForm
    list_display = ("__str__", "code", "adopted_on", "threshold")


@admin.register(TreatyGroup)
class TreatyGroupAdmin(TableAdmin):
    table = "treaty-groups"
    form = GroupForm
    list_display = ("__str__", "treaty", "takes_part", "needed_number", "needed_share")


@admin.register(SigningPlace)
class SigningPlaceAdmin(TableAdmin):
    table = "signing-places"
    list_display = ("__str__", "treaty", "first_day", "last_day", "zone_name")


@admin.register(ForeseenStatement)
class ForeseenStatementAdmin(TableAdmin):
    table = "foreseen-statements"
    list_display = ("__str__", "treaty", "kind", "is_required")
