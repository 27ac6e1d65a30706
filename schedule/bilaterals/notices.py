import schedule.bilaterals.meetings.notices  # noqa: F401
