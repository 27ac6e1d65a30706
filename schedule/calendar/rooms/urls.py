from django.urls import path

from schedule.calendar.rooms import views_desk

urlpatterns = [
    path("desk/calendar/venues/", views_desk.venues, name="venues"),
    path("desk/calendar/venues/new/", views_desk.venue_new, name="venue_new"),
    path("desk/calendar/venues/<slug:code>/", views_desk.venue_edit, name="venue_edit"),
    path("desk/calendar/rooms/", views_desk.rooms, name="rooms"),
    path("desk/calendar/rooms/new/", views_desk.room_new, name="room_new"),
    path("desk/calendar/rooms/<slug:code>/edit/", views_desk.room_edit, name="room_edit"),
    path("desk/calendar/rooms/<slug:code>/remove/", views_desk.room_remove, name="room_remove"),
]
