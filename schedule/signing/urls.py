from schedule.signing.appointments.urls import urlpatterns as appointments
from schedule.signing.board.urls import urlpatterns as board
from schedule.signing.ceremony.urls import urlpatterns as ceremony
from schedule.signing.commitments.urls import urlpatterns as commitments
from schedule.signing.instruments.urls import urlpatterns as instruments
from schedule.signing.record.urls import urlpatterns as record
from schedule.signing.running_order.urls import urlpatterns as running_order
from schedule.signing.status.urls import urlpatterns as status

app_name = "signing"
urlpatterns = [
    *appointments,
    *running_order,
    *record,
    *ceremony,
    *board,
    *instruments,
    *status,
    *commitments,
]
