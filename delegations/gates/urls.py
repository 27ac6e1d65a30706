from delegations.gates.alerts.urls import urlpatterns as alerts
from delegations.gates.devices.urls import urlpatterns as devices
from delegations.gates.presence.urls import urlpatterns as presence
from delegations.gates.scanner.urls import urlpatterns as scanner
from delegations.gates.sync.urls import urlpatterns as sync

app_name = "gates"
urlpatterns = [
    *presence,
    *alerts,
    *devices,
    *sync,
    *scanner,
]
