"""Give each kind of data its period after a migrate; one that the secretariat has set stays."""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from conference.retention.kinds import KINDS
from conference.retention.models import RetentionPeriod


@receiver(post_migrate, sender=apps.get_app_config("retention"), dispatch_uid="conference.retention.periods")
def after_migrate(using: str, **kwargs: Any) -> None:
    if RetentionPeriod._meta.db_table in connections[using].introspection.table_names():
        rows = [RetentionPeriod(kind=code, length=kind.default) for code, kind in KINDS.items()]
        RetentionPeriod.objects.using(using).bulk_create(rows, ignore_conflicts=True)
