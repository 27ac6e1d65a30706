"""The rules for side events in the admin; what is applied for and decided is at the portal and the desk."""

from __future__ import annotations

from django.contrib import admin

from conference.accounts.admin_site import TableAdmin
from schedule.programme.models import ApplicationRules


@admin.register(ApplicationRules)
class ApplicationRulesAdmin(TableAdmin):
    """One row: how many applications a delegation may have, and how long a side event is."""

    list_display = ("__str__", "places", "minutes")
