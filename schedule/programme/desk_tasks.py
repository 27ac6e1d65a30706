import schedule.programme.applications.desk_tasks
import schedule.programme.releases.desk_tasks
import schedule.programme.speaking.desk_tasks  # noqa: F401
