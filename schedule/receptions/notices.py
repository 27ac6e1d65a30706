"""The messages about receptions."""

import schedule.receptions.invitations.notices  # noqa: F401
