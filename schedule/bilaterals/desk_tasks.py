import schedule.bilaterals.meetings.desk_tasks  # noqa: F401
