from django.urls import path

from schedule.calendar.engagements import views_closures as engagements_closures
from schedule.calendar.engagements import views_desk as engagements_desk
from schedule.calendar.engagements import views_free_time as engagements_free_time
from schedule.calendar.feeds import views_portal as feeds_portal
from schedule.calendar.feeds import views_public as feeds_public
from schedule.calendar.interpreters import views_desk as interpreters_desk
from schedule.calendar.itineraries import views_portal as itineraries_portal
from schedule.calendar.rooms import views_desk as rooms_desk

app_name = "calendar"
urlpatterns = [
    path("portal/<slug:code>/itinerary/", itineraries_portal.show_itineraries, name="itinerary"),
    path("portal/<slug:code>/itinerary.pdf", itineraries_portal.print_itinerary, name="itinerary_paper"),
    path("desk/calendar/venues/", rooms_desk.venues, name="venues"),
    path("desk/calendar/venues/new/", rooms_desk.venue_new, name="venue_new"),
    path("desk/calendar/venues/<slug:code>/", rooms_desk.venue_edit, name="venue_edit"),
    path("desk/calendar/rooms/", rooms_desk.list_rooms, name="rooms"),
    path("desk/calendar/rooms/new/", rooms_desk.room_new, name="room_new"),
    path("desk/calendar/rooms/<slug:code>/edit/", rooms_desk.room_edit, name="room_edit"),
    path("desk/calendar/rooms/<slug:code>/remove/", rooms_desk.room_remove, name="room_remove"),
    path("portal/<slug:code>/calendars/", feeds_portal.calendars, name="feeds"),
    path("portal/<slug:code>/calendars/<int:pk>/renew/", feeds_portal.renew, name="feed_renew"),
    path("portal/<slug:code>/calendars/<int:pk>/withdraw/", feeds_portal.revoke, name="feed_revoke"),
    path("calendar/<str:secret>/calendar.ics", feeds_public.feed, name="feed"),
    path("desk/calendar/interpreters/", interpreters_desk.interpreters, name="interpreters"),
    path("desk/calendar/interpreters/new/", interpreters_desk.interpreter_new, name="interpreter_new"),
    path("desk/calendar/interpreters/<int:pk>/", interpreters_desk.interpreter_edit, name="interpreter_edit"),
    path(
        "desk/calendar/interpreters/<int:pk>/remove/", interpreters_desk.interpreter_remove, name="interpreter_remove"
    ),
    # Last, as their addresses with a code match those above.
    path("desk/calendar/", engagements_desk.show_day, name="day"),
    path("desk/calendar/find/", engagements_desk.search_calendar, name="find"),
    path("desk/calendar/free/", engagements_free_time.free_time, name="free"),
    path("desk/calendar/too-tight/", engagements_desk.tight, name="tight"),
    path("desk/calendar/persons/<uuid:public_id>/", engagements_desk.show_person, name="person"),
    path("desk/calendar/delegations/<slug:code>/", engagements_desk.delegation, name="delegation"),
    path("desk/calendar/closures/", engagements_closures.closures, name="closures"),
    path("desk/calendar/closures/new/", engagements_closures.closure_new, name="closure_new"),
    path("desk/calendar/closures/<int:pk>/reopen/", engagements_closures.reopen, name="reopen"),
    path("desk/calendar/rooms/<slug:code>/", engagements_desk.room, name="room"),
]
