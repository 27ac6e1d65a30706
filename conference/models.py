"""The one conference, and the tables that organisers fill for it."""

import secrets
from calendar import monthrange
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.core import clock
from conference.core.errors import UserError
from conference.look import times
from conference.translated import TranslatedField


def check_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("%(value)s is not in the IANA list of time zones."), params={"value": value})


class Conference(models.Model):
    """One row: a deployment serves one conference."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    code = models.SlugField(
        _("code"), max_length=30, help_text=_("Names the conference in badge codes and calendar files.")
    )
    name = TranslatedField(_("name"))
    short_name = TranslatedField(_("short name"))
    treaty_name = TranslatedField(_("name of the treaty"))
    place = TranslatedField(_("city"))
    venue = TranslatedField(_("venue"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    zone_name = models.CharField(_("time zone"), max_length=50, validators=[check_zone])
    contact_email = models.EmailField(_("address of the secretariat"))
    contact_phone = models.CharField(_("telephone of the secretariat"), max_length=40, blank=True)
    # What the host asks of travel documents.
    document_months = models.PositiveSmallIntegerField(
        _("months that a travel document is valid beyond the last day"),
        default=0,
        validators=[MaxValueValidator(24)],
        help_text=_("0: valid on the last day. The forms, the import and the officers read it here."),
    )
    asks_sex = models.BooleanField(_("asks for the sex as in the travel document"), default=False)
    asks_issue_date = models.BooleanField(_("asks for the date of issue"), default=False)
    asks_issue_place = models.BooleanField(_("asks for the place of issue"), default=False)
    asks_scan = models.BooleanField(_("asks for a scan of the page with the photo"), default=False)

    class Meta:
        verbose_name = _("conference")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="conference_one_row"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="conference_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return str(self.short_name)

    @classmethod
    def retold(cls, label: str) -> str:
        """Return a label of the audit log, which names the conference in English, in the active language."""
        name = current_conference().short_name
        return str(name) if label in name.values() else label

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def documents_valid_to(self) -> date:
        """Return the day on which a travel document must still be valid."""
        years, month = divmod(self.ends_on.month - 1 + self.document_months, 12)
        year = self.ends_on.year + years
        return date(year, month + 1, min(self.ends_on.day, monthrange(year, month + 1)[1]))

    @property
    def unasked_fields(self) -> set[str]:
        """Return the fields of a travel document that the host does not ask for."""
        switches = {
            "sex": self.asks_sex,
            "document_issue_date": self.asks_issue_date,
            "document_issue_place": self.asks_issue_place,
        }
        return {name for name, is_asked in switches.items() if not is_asked}

    def zone_label(self, moment: datetime) -> str:
        """Return `Hanoi time, UTC+7`, as it stands in brackets beside a time."""
        return times.zone_in_brackets(moment, self.zone, str(self.place))


def new_stamp() -> str:
    return secrets.token_hex(16)


class Reference(models.Model):
    """One row, whose stamp changes with the tables of db/reference_tables.py."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    stamp = models.CharField(max_length=32, default=new_stamp, editable=False)

    class Meta:
        verbose_name = "stamp of the tables"
        verbose_name_plural = "stamps of the tables"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="reference_one_row")]

    def __str__(self) -> str:
        return self.stamp


class BackupKind(models.TextChoices):
    MADE = "made", "made"
    RESTORED = "restored", "restored on trial"
    HEAD = "head", "head of the audit log kept outside"


class Backup(models.Model):
    """When a backup was last made, and last restored on trial, as the operator's own job reports it (`./run report_backup`).

    And when the head of the audit log was last kept outside (conference/audit/kept_heads.py).
    """

    kind = models.CharField(max_length=10, choices=BackupKind, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "report of a backup"
        verbose_name_plural = "reports of backups"

    def __str__(self) -> str:
        return self.kind


class InstallationState(models.TextChoices):
    LIVE = "live", "live"
    RESTORED = "restored", "restored, not decided yet"
    TRIAL = "trial", "restored on trial"


class Installation(models.Model):
    """One row: where this database was last confirmed to be the one on which the conference runs (ops/installation.py)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    # Names what the broker keeps outside the database; another one after each restore.
    key = models.CharField(max_length=32, default=new_stamp, editable=False)
    identity = models.CharField(max_length=80, editable=False)
    timeline = models.PositiveIntegerField(editable=False)
    state = models.CharField(max_length=8, choices=InstallationState, default=InstallationState.LIVE, editable=False)
    seen_at = models.DateTimeField(editable=False)
    found_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "installation"
        verbose_name_plural = "installations"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_one_row")]

    def __str__(self) -> str:
        return "installation"


class NotSetUp(UserError):
    status = 503
    title = _("Not set up yet")


def current_conference() -> Conference:
    """Return the conference; raise NotSetUp before it is entered."""
    conference = Conference.objects.filter(pk=1).first()
    if conference is None:
        raise NotSetUp(
            _("There is no conference yet. Load the sample data, or create the conference in the administration.")
        )
    return conference


def today() -> date:
    """Return the day at the conference. Raises NotSetUp as `current_conference`."""
    return clock.local(clock.now(), current_conference().zone).date()


class Rank(models.Model):
    """A protocol rank. Those with the same `tie_group` are equal; within it the order of inscription decides."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = TranslatedField(_("name"))
    position = models.PositiveSmallIntegerField(_("order"), help_text=_("1 is the highest."))
    tie_group = models.PositiveSmallIntegerField(_("tie group"))
    photo_exempt = models.BooleanField(_("gives no photo"), default=False)

    class Meta:
        verbose_name = _("rank")
        verbose_name_plural = _("ranks")
        ordering = ["position"]

    def __str__(self) -> str:
        return str(self.name)


class Zone(models.Model):
    letter = models.CharField(_("letter"), max_length=2, unique=True)
    name = TranslatedField(_("name"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    per_delegation = models.PositiveSmallIntegerField(
        _("at once for each delegation"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    capacity = models.PositiveIntegerField(_("at once in all"), null=True, blank=True, help_text=_("Empty: no limit."))

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"


class Category(models.Model):
    letter = models.CharField(_("letter"), max_length=2, unique=True)
    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = TranslatedField(_("name"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    band_colour = models.CharField(_("colour of the band"), max_length=7)
    text_colour = models.CharField(_("colour of its words"), max_length=7, default="#ffffff")
    zones = models.ManyToManyField(Zone, verbose_name=_("zones"), related_name="categories", blank=True)
    days: Any = models.JSONField(
        _("days"), default=list, help_text=_("Dates as YYYY-MM-DD. Leave empty for every day."), blank=True
    )
    places = models.PositiveSmallIntegerField(_("places for each delegation"), null=True, blank=True)
    for_heads = models.BooleanField(_("for heads of delegation"), default=False)
    needs_photo = models.BooleanField(_("needs a photo"), default=True)
    on_lists = models.BooleanField(_("stands in the list of participants"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(band_colour__regex=r"^#[0-9a-f]{6}$"), name="category_band_colour"
            ),
            models.CheckConstraint(
                condition=models.Q(text_colour__regex=r"^#[0-9a-f]{6}$"), name="category_text_colour"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)
