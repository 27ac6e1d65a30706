from django.contrib import admin

from conference.accounts.admin_site import TableAdmin
from delegations.gates.models import Gate


@admin.register(Gate)
class GateAdmin(TableAdmin):
    table = "gates"
    list_display = ("__str__", "zone", "direction", "position")
