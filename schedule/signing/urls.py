from schedule.signing.instruments.urls import urlpatterns as instruments
from schedule.signing.status.urls import urlpatterns as status

app_name = "signing"
urlpatterns = [
    *instruments,
    *status,
]
