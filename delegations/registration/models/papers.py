"""What comes and goes on paper: notes verbales, requests after a deadline, letters for visas, circulars to focal points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.fields import EncryptedTextField
from conference.lifecycle import Lived
from conference.translated import TranslatedField
from delegations.registration.models.delegations import Delegation
from delegations.registration.models.members import Delegate


class NoteVerbale(models.Model):
    """A note by which a party names its delegation, as a file (PDF or picture). Organisations send a signed letter."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="notes")
    number = models.CharField(_("number of the note"), max_length=60, blank=True)
    dated = models.DateField(_("date of the note"), null=True, blank=True)
    file = models.FileField(upload_to="notes")
    file_name = models.CharField(max_length=150)
    received_at = models.DateTimeField()
    received_from = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("note verbale")
        verbose_name_plural = _("notes verbales")
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return self.number or self.file_name

    @property
    def scope(self) -> str:
        return self.delegation.party.code


class LateRequest(Lived):
    """Members named after the deadline, with a note verbale of their own: the organisers let them in, or not."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        GRANTED = "granted", _("Granted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "asked": ("granted", "declined", "withdrawn"),
        "granted": (),
        "declined": (),
        "withdrawn": (),
    }

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="late_requests")
    note = models.OneToOneField(NoteVerbale, on_delete=models.PROTECT, related_name="late_request")
    members = models.ManyToManyField(Delegate, related_name="late_requests")
    words = models.CharField(_("why they come late"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("late request")
        verbose_name_plural = _("late requests")
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["state", "asked_at"], name="laterequest_open")]

    def __str__(self) -> str:
        return f"{self.delegation}, {self.note}"

    @property
    def scope(self) -> str:
        return self.delegation.scope


class VisaLetter(models.Model):
    """A letter to an embassy in support of a visa. What it said is kept encrypted, so that the same letter can be made again."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    member = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="visa_letters")
    # By the number and this code an embassy finds out whether the letter is ours and still holds.
    check_code = models.CharField(max_length=12)
    holds = EncryptedTextField()  # JSON: what stands in the letter
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("visa support letter")
        verbose_name_plural = _("visa support letters")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ended_at__isnull=True), name="visaletter_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def scope(self) -> str:
        return self.member.scope


class Circular(models.Model):
    """One letter of the organisers to the focal points of many delegations, each of whom gets a mail of their own."""

    subject = TranslatedField(_("subject"))
    body = TranslatedField(_("text"))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    delegations = models.ManyToManyField(Delegation, related_name="+")
    recipients = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("circular")
        verbose_name_plural = _("circulars")
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return str(self.subject)
