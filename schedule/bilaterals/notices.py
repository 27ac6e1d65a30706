"""The messages about bilateral meetings."""

import schedule.bilaterals.meetings.notices  # noqa: F401
