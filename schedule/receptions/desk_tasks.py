import schedule.receptions.invitations.desk_tasks  # noqa: F401
