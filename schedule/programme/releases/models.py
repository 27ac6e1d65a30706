from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# The lists of speakers, and the applications for side events, belong to this app.
from schedule.programme.sessions.models import Type


class Release(models.Model):
    """A published programme: number, time, changes, and an outline for page layout. Never changed."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    draft_version = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # how many rows it has; a trigger lets nobody add one
    digest = models.CharField(max_length=64)  # SHA-256 over its rows: names it in caches
    changes: Any = models.JSONField(default=list)  # as changes.py makes them
    # Keys of sessions whose changes in the draft were held back: they stand here as in the release before.
    held_back: Any = models.JSONField(default=list)
    outline: Any = models.JSONField(default=dict)  # as outline.py makes it: days, rooms, edges of time

    class Meta:
        verbose_name = _("release of the programme")
        verbose_name_plural = _("releases of the programme")
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class ReleasedSession(models.Model):
    """A session's data in a release. Pages are drawn from it when read (rows.py)."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()  # from 1, in the order of the programme
    key = models.SlugField(max_length=60)
    day = models.DateField()  # on which it starts, in the conference's zone
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    room_code = models.SlugField(max_length=30)
    type = models.CharField(max_length=12, choices=Type)
    is_open = models.BooleanField()
    all_day = models.BooleanField()
    languages = models.CharField(max_length=60)  # of interpretation, separated by spaces
    data: Any = models.JSONField()  # as snapshot.py makes it

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "key"], name="releasedsession_once"),
            models.UniqueConstraint(fields=["release", "position"], name="releasedsession_place"),
        ]
        indexes = [models.Index(fields=["release", "day", "position"], name="releasedsession_day")]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.key}"
