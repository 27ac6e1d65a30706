from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.fields import EncryptedTextField
from delegations.registration.models import Delegate, Delegation

# How long before something begins a calendar program reminds.
REMINDERS = (
    (0, _("No reminder")),
    (15, _("15 minutes before")),
    (30, _("30 minutes before")),
    (60, _("One hour before")),
)


class FeedState(models.TextChoices):
    LIVE = "live", _("In use")
    REVOKED = "revoked", pgettext_lazy("an address", "Withdrawn")


class Feed(AuditedModel):
    """The calendar of a delegation or a member, readable by whoever has its address.

    It is found by the hash of the address's secret. The secret is kept encrypted, so that the focal point can see it again for a second
    device; the database without FIELD_KEYS does not reveal it.
    """

    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    SECRET = frozenset({"secret", "secret_hash"})
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"live": ("revoked",), "revoked": ("live",)}

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="feeds")
    person = models.ForeignKey(
        Delegate, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds", verbose_name=_("for whom")
    )
    secret = EncryptedTextField(blank=True, default="")
    secret_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    remind = models.PositiveSmallIntegerField(_("reminder"), choices=REMINDERS, default=15)
    state = models.CharField(_("state"), max_length=10, choices=FeedState, default=FeedState.LIVE)
    window = models.DateTimeField(null=True, editable=False)  # the minute in which requests are counted
    counted = models.PositiveIntegerField(default=0, editable=False)
    last_read = models.DateTimeField(_("last read"), null=True, editable=False)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["delegation", "person__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["delegation"], condition=models.Q(person__isnull=True), name="feed_one_a_delegation"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(person__isnull=False), name="feed_one_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state="live", secret_hash__isnull=False)
                | models.Q(state="revoked", secret_hash__isnull=True),
                name="feed_live_has_secret",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.delegation)

    @property
    def scope(self) -> str:
        return self.delegation.scope


class PublishedEvent(models.Model):
    """An event as a feed last published it. It stays when its subject is gone: programs remove only what is marked cancelled.

    Kept by feed, not derived from releases or the audit log: only what this address published must be taken back, its SEQUENCE must never
    go down, and a meeting or invitation leaves no row that says what it was.
    """

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="told")
    key = models.CharField(max_length=120)  # the entry's, of itinerary.py: names the event for ever
    sequence = models.PositiveIntegerField(default=0)
    gone = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    starts = models.DateTimeField()
    content: Any = models.JSONField()  # as events.py makes it

    class Meta:
        db_table = "calendar_told"  # as first named
        ordering = ["starts", "key"]
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="told_once_a_feed")]

    def __str__(self) -> str:
        return f"{self.key}, {self.sequence}"
