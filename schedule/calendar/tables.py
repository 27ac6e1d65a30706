"""The names of rooms and venues, among the texts that are wanted in every language."""

from django.urls import reverse

from conference.desk.office import missing
from schedule.calendar.models import Room, Venue

missing.register_texts(
    missing.TextSource(Venue, "calendar.edit", lambda row: reverse("calendar:venue_edit", args=[row.code]))
)
missing.register_texts(
    missing.TextSource(Room, "calendar.edit", lambda row: reverse("calendar:room_edit", args=[row.code]))
)
