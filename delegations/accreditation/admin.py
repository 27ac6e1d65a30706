from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from conference.accounts.admin_site import TableAdmin
from delegations.accreditation.models import BadgeSetup, EmergencyNumber, PassType


@admin.register(BadgeSetup)
class BadgeSetupAdmin(TableAdmin):
    table = "badge-paper"
    list_display = ("__str__", "office")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not BadgeSetup.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(EmergencyNumber)
class EmergencyNumberAdmin(TableAdmin):
    table = "emergency-numbers"
    list_display = ("__str__", "gate_number", "position")


@admin.register(PassType)
class PassTypeAdmin(TableAdmin):
    table = "passes"
    list_display = ("__str__", "code", "kind", "prefix", "zone", "places")
    list_select_related = ("zone",)
