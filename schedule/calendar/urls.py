"""Addresses of this app."""

from django.urls import path

from schedule.calendar import desk, desk_closures, desk_free, desk_rooms, portal_feeds, portal_itinerary, public

app_name = "calendar"
urlpatterns = [
    path("portal/<slug:code>/itinerary/", portal_itinerary.page, name="itinerary"),
    path("portal/<slug:code>/itinerary.pdf", portal_itinerary.paper, name="itinerary_paper"),
    path("desk/calendar/", desk.day, name="day"),
    path("desk/calendar/find/", desk.find, name="find"),
    path("desk/calendar/free/", desk_free.free_time, name="free"),
    path("desk/calendar/too-tight/", desk.tight, name="tight"),
    path("desk/calendar/persons/<uuid:public_id>/", desk.person, name="person"),
    path("desk/calendar/delegations/<slug:code>/", desk.delegation, name="delegation"),
    path("desk/calendar/closures/", desk_closures.closures, name="closures"),
    path("desk/calendar/closures/new/", desk_closures.closure_new, name="closure_new"),
    path("desk/calendar/closures/<int:pk>/reopen/", desk_closures.reopen, name="reopen"),
    path("desk/calendar/venues/", desk_rooms.venues, name="venues"),
    path("desk/calendar/venues/new/", desk_rooms.venue_new, name="venue_new"),
    path("desk/calendar/venues/<slug:code>/", desk_rooms.venue_edit, name="venue_edit"),
    path("desk/calendar/rooms/", desk_rooms.rooms, name="rooms"),
    path("desk/calendar/rooms/new/", desk_rooms.room_new, name="room_new"),
    path("desk/calendar/rooms/<slug:code>/", desk.room, name="room"),
    path("desk/calendar/rooms/<slug:code>/edit/", desk_rooms.room_edit, name="room_edit"),
    path("desk/calendar/rooms/<slug:code>/remove/", desk_rooms.room_remove, name="room_remove"),
    path("portal/<slug:code>/calendars/", portal_feeds.calendars, name="feeds"),
    path("portal/<slug:code>/calendars/<int:pk>/renew/", portal_feeds.renew, name="feed_renew"),
    path("portal/<slug:code>/calendars/<int:pk>/withdraw/", portal_feeds.revoke, name="feed_revoke"),
    path("calendar/<str:secret>/calendar.ics", public.feed, name="feed"),
]
