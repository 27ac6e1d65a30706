"""Finds what each app registers, and makes the database's guards."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules


class ConferenceConfig(AppConfig):
    name = "conference"
    label = "conference"
    verbose_name = "Conference"

    def ready(self) -> None:
        from conference.db import guards, reference_tables
        from conference.models import Category, Conference, Rank, Zone

        pre_migrate.connect(guards.before_migrate, sender=self, dispatch_uid="conference.db.guards.before")
        post_migrate.connect(guards.after_migrate, sender=self, dispatch_uid="conference.db.guards")
        reference_tables.watch(Conference, Rank, Zone, Category, Category.zones.through)
        # Each app's menu entries, messages, documents, matters for the desk and scopes of machines, as the admin finds admin.py.
        autodiscover_modules("menu", "notices", "prints", "desk_tasks", "scopes")
