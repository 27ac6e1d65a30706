import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

FOLDER = "prints"  # in the store, of every file that a worker made


class Revision(models.Model):
    """How often a document's printed content on a subject has changed. One row a document and subject.

    Derived, hence without audit entries. `content` is what was last printed, line by line, `before` the revision before, so that a reprint
    still marks what changed.
    """

    document = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    content: Any = models.JSONField(default=dict)
    before: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = "revision of a document"
        verbose_name_plural = "revisions of documents"
        constraints = [models.UniqueConstraint(fields=["document", "subject"], name="revision_one_a_subject")]

    def __str__(self) -> str:
        return f"{self.document} {self.subject}: {self.number}"


class PrintState(models.TextChoices):
    """A job's state. `running` is a lease until `lease_until`."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """A file that a worker makes for the person who asked alone (documents/jobs.py).

    Its moves are a machine's, without audit entries. The file is kept until `expires_at`.
    """

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "queued": ("running",),
        "running": ("ready", "failed"),
        "ready": (),
        "failed": (),
    }
    AUDITED = False

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=PrintState, default=PrintState.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to=FOLDER, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["owner", "-id"], name="%(class)s_owner"),
            models.Index(fields=["state", "id"], name="%(class)s_state"),
        ]

    @property
    def spoken(self) -> str:
        """Return its owner's language, used for making it."""
        owner: Any = self.owner
        return str(owner.language)


class PaperJob(Job):
    document = models.CharField(max_length=40)
    options: Any = models.JSONField(default=dict)  # of registry.PrintOptions, those that were chosen
    language = models.CharField(max_length=10)

    class Meta(Job.Meta):
        verbose_name = _("paper that a worker makes")
        verbose_name_plural = _("papers that a worker makes")

    def __str__(self) -> str:
        return f"{self.document} ({self.get_state_display()})"

    @property
    def spoken(self) -> str:
        return self.language
