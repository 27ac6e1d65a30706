"""Texts that were taken back, and those of delegations off the list, are deleted; their files are named by no row then."""

from conference.retention import purging
from schedule.programme.statements import queries

purging.tasks.add("texts of statements taken back", purging.delete_rows("", queries.due_texts, since="handed_in_at"))
