"""The documents about delegations and their members: each topic registers its own."""

import delegations.registration.seating.prints
import delegations.registration.transfer.prints
import delegations.registration.travel.prints  # noqa: F401
