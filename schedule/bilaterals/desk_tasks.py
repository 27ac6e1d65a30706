"""The tasks of the desk about bilateral meetings."""

import schedule.bilaterals.meetings.desk_tasks  # noqa: F401
