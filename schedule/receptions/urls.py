"""URLs of this app: each topic lists its own."""

from schedule.receptions.invitations.urls import urlpatterns as invitations

app_name = "receptions"
urlpatterns = [
    *invitations,
]
