import delegations.registration.circulars.notices
import delegations.registration.delegations.notices
import delegations.registration.duplicates.notices
import delegations.registration.equipment.notices
import delegations.registration.focal_points.notices
import delegations.registration.focal_points.notices_access
import delegations.registration.late.notices
import delegations.registration.members.notices
import delegations.registration.notes.notices
import delegations.registration.overview.history
import delegations.registration.own_page.notices
import delegations.registration.visas.notices  # noqa: F401
