import delegations.registration.duplicates.desk_tasks
import delegations.registration.equipment.bearers
import delegations.registration.equipment.desk_tasks
import delegations.registration.focal_points.desk_tasks
import delegations.registration.late.desk_tasks
import delegations.registration.notes.desk_tasks
import delegations.registration.overview.desk_tasks
import delegations.registration.visas.consequences
import delegations.registration.visas.desk_tasks
import delegations.registration.visas.person_page  # noqa: F401
