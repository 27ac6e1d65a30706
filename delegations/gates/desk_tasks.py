"""The tasks of the desk about gates: each topic registers its own."""

import delegations.gates.alerts.desk_tasks
import delegations.gates.devices.desk_tasks  # noqa: F401
