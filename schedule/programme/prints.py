"""The documents of the programme: each topic registers its own."""

import schedule.programme.papers.prints  # noqa: F401
