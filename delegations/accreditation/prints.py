import delegations.accreditation.badges.prints
import delegations.accreditation.collection.prints  # noqa: F401
