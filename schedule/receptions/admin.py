from __future__ import annotations

from django.contrib import admin

from conference.accounts.admin_site import TableAdmin
from schedule.receptions.models import Reception


@admin.register(Reception)
class ReceptionAdmin(TableAdmin):
    list_display = ("__str__", "code", "room", "starts", "capacity", "taken")
    list_select_related = ("room",)
