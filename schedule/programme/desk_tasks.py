import schedule.programme.applications.desk_tasks
import schedule.programme.releases.desk_tasks
import schedule.programme.sessions.finders
import schedule.programme.speaking.desk_tasks
import schedule.programme.speaking.person_page  # noqa: F401
