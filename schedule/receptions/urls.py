from schedule.receptions.invitations.urls import urlpatterns as invitations

app_name = "receptions"
urlpatterns = [
    *invitations,
]
