import delegations.accreditation.badges.desk_tasks
import delegations.accreditation.passes.desk_tasks
import delegations.accreditation.review.desk_tasks  # noqa: F401
