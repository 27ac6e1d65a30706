import schedule.calendar.engagements.desk_tasks  # noqa: F401
