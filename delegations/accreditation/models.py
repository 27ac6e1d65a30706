"""Badges: things in the world, with a life of their own. The decision on the person is the Delegate's state (registration)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.lifecycle import Lived
from delegations.registration.models import Delegate

LIVE = ("queued", "printed", "collected")


class BadgeState(models.TextChoices):
    """Where a badge stands (design, section 3). The first three are live."""

    QUEUED = "queued", _("Queued for print")
    PRINTED = "printed", _("Printed")
    COLLECTED = "collected", _("Collected")
    LOST = "lost", _("Lost")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Superseded")


class Badge(Lived):
    """A badge. `serial` is random and never comes back; `number` is what people read out; `live_for` is its bearer while it is live.

    Rule 5, "a live badge exists if and only if its bearer is accredited, at most one a person", is held in both databases: `live_for`
    is unique; triggers (guards.py of this app) let a badge be live only while its bearer is accredited, and keep one `Standing`
    for each accredited delegate; a Standing's key must be some badge's `live_for`, checked at commit.
    """

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "queued": ("printed", "lost", "revoked", "superseded"),
        "printed": ("collected", "lost", "revoked", "superseded"),
        "collected": ("lost", "revoked", "superseded"),
        "lost": (),
        "revoked": (),
        "superseded": (),
    }

    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="badges")
    live_for = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)
    serial = models.CharField(max_length=32, unique=True, editable=False)  # 16 random bytes, hexadecimal
    number = models.CharField(_("number"), max_length=20)
    copy = models.PositiveSmallIntegerField(_("copy"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=BadgeState, default=BadgeState.QUEUED)
    queued_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    collected_at = models.DateTimeField(null=True, blank=True)
    collected_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["delegate", "copy"], name="badge_copy_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=LIVE, live_for=models.F("delegate_id"))
                | ~models.Q(state__in=LIVE) & models.Q(live_for__isnull=True),
                name="badge_live_for_its_bearer",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="badge_state")]

    def __str__(self) -> str:
        return f"{self.number} ({self.copy})"

    @property
    def scope(self) -> str:
        return self.delegate.scope

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class Standing(models.Model):
    """One row for each accredited delegate, written by a trigger alone. Its key is the delegate's and must be a badge's `live_for`."""

    holder = models.OneToOneField(
        Badge, to_field="live_for", primary_key=True, on_delete=models.DO_NOTHING, related_name="+"
    )

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")

    def __str__(self) -> str:
        return str(self.holder_id)
