from django.apps import apps
from django.core import checks
from django.db.models.signals import post_migrate

from conference.db import guards, roles

OURS = apps.get_app_config("conference")

post_migrate.connect(roles.after_migrate, sender=OURS, dispatch_uid="conference.db.roles")
post_migrate.connect(guards.after_migrate, sender=OURS, dispatch_uid="conference.db.guards")
checks.register(roles.check_role, checks.Tags.security, deploy=True)
