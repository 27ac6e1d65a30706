from delegations.credentials.powers.urls import urlpatterns as powers

app_name = "credentials"
urlpatterns = [*powers]
