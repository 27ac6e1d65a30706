import schedule.programme.applications.history
import schedule.programme.speaking.history  # noqa: F401
