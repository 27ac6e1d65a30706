import schedule.programme.papers.prints  # noqa: F401
