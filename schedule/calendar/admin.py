from typing import Any

from django.contrib import admin
from django.urls import reverse

from conference.accounts.admin_site import TableAdmin
from schedule.calendar.models import Room


@admin.register(Room)
class RoomAdmin(TableAdmin):
    list_display = ("__str__", "code", "purpose", "capacity", "booths", "position")
    list_filter = ("purpose",)
    search_fields = ("code", "name")

    def desk_url(self, row: Any) -> str:
        return reverse("calendar:room_edit", args=[row.code])
