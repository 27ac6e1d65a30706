"""What a delegation's history tells of the programme: each topic registers its own."""

import schedule.programme.applications.history
import schedule.programme.speaking.history  # noqa: F401
