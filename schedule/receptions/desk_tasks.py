"""The tasks of the desk about receptions."""

import schedule.receptions.invitations.desk_tasks  # noqa: F401
