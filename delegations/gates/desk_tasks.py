import delegations.gates.alerts.desk_tasks
import delegations.gates.devices.desk_health
import delegations.gates.devices.desk_tasks
import delegations.gates.presence.desk_figures  # noqa: F401
