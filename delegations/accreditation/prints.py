"""The documents of accreditation: each topic registers its own."""

import delegations.accreditation.badges.prints
import delegations.accreditation.collection.prints  # noqa: F401
