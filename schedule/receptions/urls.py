from schedule.receptions.events.urls import urlpatterns as events
from schedule.receptions.invitations.urls import urlpatterns as invitations
from schedule.receptions.papers.urls import urlpatterns as papers
from schedule.receptions.seating.urls import urlpatterns as seating

app_name = "receptions"
urlpatterns = [
    *events,
    *invitations,
    *seating,
    *papers,
]
