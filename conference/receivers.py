from django.apps import apps
from django.db.models.signals import post_migrate, pre_migrate

from conference.db import guards

OURS = apps.get_app_config("conference")

pre_migrate.connect(guards.before_migrate, sender=OURS, dispatch_uid="conference.db.guards.before")
post_migrate.connect(guards.after_migrate, sender=OURS, dispatch_uid="conference.db.guards")
