from schedule.receptions.events.urls import urlpatterns as events
from schedule.receptions.invitations.urls import urlpatterns as invitations

app_name = "receptions"
urlpatterns = [
    *events,
    *invitations,
]
