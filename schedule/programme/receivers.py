"""Signal receivers of this app: Django's own server goes on running when a template or catalogue changes."""

from django.utils.autoreload import file_changed

# What the programme loses with a member (delegations.registration.members.consequences) joins here: each topic registers its own.
import schedule.programme.sessions.consequences
import schedule.programme.speaking.actions.consequences  # noqa: F401
from schedule.programme.releases import page_cache

file_changed.connect(page_cache.forget, dispatch_uid="programme.page_cache")
