from django.apps import apps
from django.db.models.signals import post_migrate

from conference.db import guards

OURS = apps.get_app_config("conference")

post_migrate.connect(guards.after_migrate, sender=OURS, dispatch_uid="conference.db.guards")
