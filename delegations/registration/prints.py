import delegations.registration.seating.prints
import delegations.registration.transfer.prints
import delegations.registration.travel.prints  # noqa: F401
