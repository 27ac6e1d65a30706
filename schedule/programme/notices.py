"""The messages of the programme: each topic registers its own."""

import schedule.programme.applications.notices
import schedule.programme.releases.notices
import schedule.programme.speaking.notices  # noqa: F401
