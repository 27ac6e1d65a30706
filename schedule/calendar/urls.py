from schedule.calendar.engagements.urls import urlpatterns as engagements
from schedule.calendar.feeds.urls import urlpatterns as feeds
from schedule.calendar.interpreters.urls import urlpatterns as interpreters
from schedule.calendar.itineraries.urls import urlpatterns as itineraries
from schedule.calendar.rooms.urls import urlpatterns as rooms

app_name = "calendar"
urlpatterns = [
    *itineraries,
    *rooms,
    *feeds,
    *interpreters,
    # Last: its addresses with a code would else take those above for a code.
    *engagements,
]
