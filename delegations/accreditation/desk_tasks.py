import delegations.accreditation.badges.desk_health
import delegations.accreditation.badges.desk_tasks
import delegations.accreditation.passes.consequences
import delegations.accreditation.passes.desk_tasks
import delegations.accreditation.review.desk_tasks
import delegations.accreditation.review.person_page  # noqa: F401
