"""Delegations and quotas, cached like reference tables, are loaded again when they change."""

from conference.db import reference_tables
from delegations.registration.models import Deadline, Delegation, Quota, UsualCategory

reference_tables.watch(Quota, Deadline, UsualCategory)
# Which parties have a delegation; its own row is written with every order of its members, and none of that is cached.
reference_tables.watch(Delegation, verbs=("INSERT", "DELETE"))
