"""The tasks of the desk about the programme: each topic registers its own."""

import schedule.programme.applications.desk_tasks
import schedule.programme.releases.desk_tasks
import schedule.programme.speaking.desk_tasks  # noqa: F401
