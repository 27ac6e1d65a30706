"""The append-only audit log, each entry linked to the one before by its hash."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.fields import EncryptedTextField
from conference.translated import Translated

GENESIS = "0" * 64


class Head(models.Model):
    """One row: the number of entries and the last hash, so that a cut tail is seen."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class PersonKey(models.Model):
    """The key of one person (person_keys.py). Its row outlives it: a guard refuses that a destroyed key comes back.

    The operator leaves this table out of copies of the database and copies it apart (docs/operating.md).
    """

    person = models.CharField(max_length=60, primary_key=True)  # kind:key, such as delegate:12
    secret = EncryptedTextField(blank=True)  # base64; empty once destroyed
    destroyed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.person


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Entries whose sealed texts are read as they are fetched: one query for all, none for keys just read.

    `values`, `values_list` and `iterator` give them as stored.
    """

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        super()._fetch_all()
        entries: Any = self._result_cache
        if is_new and entries and isinstance(entries[0], AuditEntry):
            from conference.audit import person_keys  # it reads this model

            person_keys.read_entries(entries)


class AuditEntry(models.Model):
    """One act. Triggers refuse changing and deleting it. What it says about a person is sealed under a key of the person.

    `hash` is SHA-256 over the hash before, the number and `digest`; `digest` is SHA-256 over the entry's values as canonical JSON.
    """

    number = models.BigIntegerField(primary_key=True)
    ref = models.UUIDField(unique=True, default=uuid.uuid4)
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.TextField()
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.TextField()
    subject_version = models.PositiveIntegerField()
    scope = models.CharField(max_length=20, blank=True)
    came_from = models.CharField(max_length=20, blank=True)
    went_to = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    shown_label = ""
    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        db_table = "audit_entry"  # as first named
        verbose_name = _("audit log entry")
        verbose_name_plural = _("audit log")
        ordering = ["number"]
        constraints = [
            # Version 0 stands for a subject without versions of its own, such as a print run.
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "subject_version"],
                condition=models.Q(subject_version__gt=0),
                name="audit_one_entry_a_version",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-number"], name="audit_scope"),
            models.Index(fields=["verb", "-number"], name="audit_verb"),
            models.Index(fields=["-at", "-number"], name="audit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject_label}"

    @property
    def label(self) -> str:
        """Return what the act was about, in the active language where the entry has it or `labels.in_readers_language` read it."""
        if self.shown_label:
            return self.shown_label
        labels = self.details.get("labels")
        return str(Translated(labels)) if labels else self.subject_label


class AccessLogHead(models.Model):
    """One row a reader: number of reads, last hash, number of sealed reads (access_chain.py).

    `reader` is the account's key, 0 for none.
    """

    reader = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    sealed = models.BigIntegerField(db_default=0)

    def __str__(self) -> str:
        return f"{self.reader}/{self.number} {self.hash[:12]}"


class AccessLogEntry(models.Model):
    """One page on which staff saw a person or a list of persons. Triggers refuse changing and deleting it.

    `number` counts the reads of one reader; `after`, the last audit entry's number then, sorts reads among acts.
    `hash` is SHA-256 over the hash of the reader's read before, `number`, `after` and `digest`.
    """

    reader = models.BigIntegerField()
    number = models.BigIntegerField()
    after = models.BigIntegerField()
    at = models.DateTimeField()
    # The unique constraint begins with the same account: no index of its own.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor_label = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=200)  # empty for a person, whose row says the name
    scope = models.CharField(max_length=20, blank=True)
    details = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["after", "id"]
        constraints = [models.UniqueConstraint(fields=["reader", "number"], name="access_log_number")]
        indexes = [
            models.Index(fields=["after", "id"], name="access_log_order"),
            models.Index(fields=["scope", "-after", "-id"], name="access_log_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.reader}/{self.number} {self.verb} {self.subject_label}"
