from django.contrib import admin

from conference.accounts.admin_site import ReadMostlyAdmin
from conference.desk.models import PolicyViolation


@admin.register(PolicyViolation)
class PolicyViolationAdmin(ReadMostlyAdmin):
    """What the pages' Content-Security-Policy blocked in readers' browsers, for the operators."""

    list_display = ("directive", "blocked", "page", "count", "first_at", "last_at")
    list_filter = ("directive",)
