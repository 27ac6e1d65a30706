import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.parties.models import Party
from conference.translated import Translated
from conference.treaties.models import Treaty

CORRECTION = "correction"  # the kind of a notification that corrects another one


class Notification(AuditedModel):
    """A notification of the depositary (Vienna Convention on the Law of Treaties, articles 77 (1) (e) and 78).

    Drafted by one person and checked by another; its number is given when it is issued. From then on it never changes (guards.py): what
    was corrected or withdrawn since is communicated by a further one.

    Attributes:
        kind: The key of an ActKind, or CORRECTION.
        day: The legal date of its acts.
        content: The text by language, as `wording.write_notification` returns it.
        series: What follows number and year in the reference, as the treaty had it on the day of issue.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted", pgettext_lazy("a notification", "To be checked")
        CHECKED = "checked", pgettext_lazy("a notification", "Checked, about to be issued")
        ISSUED = "issued", pgettext_lazy("a notification", "Issued")
        DISCARDED = "discarded", pgettext_lazy("a notification", "Discarded")

    LABEL_IN_EACH_LANGUAGE: ClassVar[bool] = True
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "drafted": ("checked", "discarded"),
        "checked": ("drafted", "issued"),
        "issued": (),
        "discarded": (),
    }

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    treaty = models.ForeignKey(Treaty, on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=30)
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTED)
    content: Any = models.JSONField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    series = models.CharField(max_length=40, blank=True)
    issued_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("depositary notification")
        verbose_name_plural = _("depositary notifications")
        ordering = ["-year", "-number", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="notification_one_a_number"),
            models.CheckConstraint(
                condition=Q(state__in=("drafted", "discarded"), checked_by=None, checked_at=None)
                | Q(state__in=("checked", "issued"), checked_by__isnull=False, checked_at__isnull=False)
                & ~Q(checked_by=F("drafted_by")),
                name="notification_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", number__gte=1, year__isnull=False, issued_on__isnull=False)
                | ~Q(state="issued") & Q(number=None, year=None, issued_on=None, series=""),
                name="notification_numbered_when_issued",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or self.title

    @property
    def reference(self) -> str:
        """Return `C.N.12.2025.TREATIES-XVIII.16`; empty before it is issued."""
        return ".".join(filter(None, [f"C.N.{self.number}.{self.year}", self.series])) if self.number else ""

    @property
    def title(self) -> str:
        return str(Translated({language: text["title"] for language, text in self.content.items()}))


class NotifiedAct(models.Model):
    """What a notification communicates of one act: the act's key and its facts at that time, or that it is withdrawn.

    An act is communicated once; what corrects that points at it, and is corrected at most once itself.
    """

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="acts")
    position = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    facts: Any = models.JSONField(default=dict)
    is_withdrawn = models.BooleanField(default=False)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )

    class Meta:
        verbose_name = _("notified act")
        verbose_name_plural = _("notified acts")
        ordering = ["notification", "position"]
        constraints = [
            models.UniqueConstraint(fields=["act"], condition=Q(corrects=None), name="notifiedact_once"),
            models.UniqueConstraint(fields=["notification", "position"], name="notifiedact_one_a_position"),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False) | Q(corrects__isnull=False), name="notifiedact_withdrawn_by_correction"
            ),
        ]

    def __str__(self) -> str:
        return self.act
