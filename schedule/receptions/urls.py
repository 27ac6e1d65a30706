from schedule.receptions.arrivals.urls import urlpatterns as arrivals
from schedule.receptions.events.urls import urlpatterns as events
from schedule.receptions.guest_list.urls import urlpatterns as guest_list
from schedule.receptions.invitations.urls import urlpatterns as invitations
from schedule.receptions.outside_guests.urls import urlpatterns as outside_guests
from schedule.receptions.papers.urls import urlpatterns as papers
from schedule.receptions.receiving.urls import urlpatterns as receiving
from schedule.receptions.seating.urls import urlpatterns as seating

app_name = "receptions"
urlpatterns = [
    *outside_guests,
    *events,
    *guest_list,
    *arrivals,
    *invitations,
    *receiving,
    *seating,
    *papers,
]
