import schedule.programme.applications.notices
import schedule.programme.releases.notices
import schedule.programme.speaking.notices  # noqa: F401
