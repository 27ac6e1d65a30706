from django.contrib import admin

from conference.accounts.admin_site import TableAdmin
from schedule.programme.models import ApplicationRules


@admin.register(ApplicationRules)
class ApplicationRulesAdmin(TableAdmin):
    list_display = ("__str__", "places", "minutes")
