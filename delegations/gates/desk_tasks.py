import delegations.gates.alerts.desk_tasks
import delegations.gates.devices.desk_tasks  # noqa: F401
