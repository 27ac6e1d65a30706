import schedule.receptions.invitations.notices  # noqa: F401
