from django.contrib import admin

from conference.accounts.admin_site import TableAdmin, in_use
from schedule.programme.models import ApplicationRules, Session

in_use.add("sessions", Session.objects.exists)


@admin.register(ApplicationRules)
class ApplicationRulesAdmin(TableAdmin):
    table = "side-event-rules"
    list_display = ("__str__", "places", "minutes")
