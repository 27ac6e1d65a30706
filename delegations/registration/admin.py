from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from conference.accounts.admin_site import ReadMostlyAdmin, TableAdmin, in_use
from delegations.registration.models import Deadline, Delegation, Quota, UsualCategory
from delegations.registration.tables import DeadlineForm

in_use.add("delegations", Delegation.objects.exists)


@admin.register(Deadline)
class DeadlineAdmin(TableAdmin):
    table = "deadlines"
    form = DeadlineForm
    list_display = ("__str__", "code", "at")


@admin.register(Quota)
class QuotaAdmin(TableAdmin):
    table = "quotas"
    list_display = ("kind", "category", "places")
    list_filter = ("kind",)
    list_select_related = ("category",)


@admin.register(UsualCategory)
class UsualCategoryAdmin(TableAdmin):
    table = "usual-categories"
    list_display = ("capacity", "category")
    list_select_related = ("category",)


@admin.register(Delegation)
class DelegationAdmin(TableAdmin):
    """The liaison officer of a delegation. Delegations are created by inviting, and never removed."""

    list_display = ("party", "liaison_name", "liaison_phone")
    list_select_related = ("party",)
    search_fields = ("party__code", "party__en_short", "liaison_name")
    fields = ("party", "liaison_name", "liaison_phone")
    readonly_fields = ("party",)

    has_change_permission = ReadMostlyAdmin.has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
