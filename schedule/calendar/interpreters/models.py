from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.fields import EncryptedTextField


class Interpreter(models.Model):
    """Somebody who interprets at meetings, and is engaged for them like a room (calendar/guards.py).

    `languages` are codes of two letters. Without hours on a day, the interpreter is not on duty then.
    """

    name = models.CharField(_("name"), max_length=120)
    languages: Any = models.JSONField(_("languages"), default=list)
    email = EncryptedTextField(_("e-mail address"), max_length=254, blank=True, default="")
    phone = EncryptedTextField(_("telephone"), max_length=40, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("interpreter")
        verbose_name_plural = _("interpreters")
        ordering = ["position", "name", "id"]

    def __str__(self) -> str:
        return self.name

    def speaks(self, languages: frozenset[str]) -> bool:
        return languages <= frozenset(self.languages)


class DutyHours(models.Model):
    """When an interpreter is on duty on a day, in the conference's zone."""

    interpreter = models.ForeignKey(Interpreter, on_delete=models.CASCADE, related_name="hours")
    day = models.DateField(_("day"))
    opens = models.TimeField(_("from"))
    until = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("hours on duty")
        verbose_name_plural = _("hours on duty")
        ordering = ["day", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["interpreter", "day"], name="duty_once_a_day"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("opens")), name="duty_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.opens:%H:%M}–{self.until:%H:%M}"

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        day: date = self.day
        return datetime.combine(day, self.opens, zone), datetime.combine(day, self.until, zone)
