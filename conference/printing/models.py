"""What the print room remembers of a paper: how often what it says has changed."""

from __future__ import annotations

from typing import Any

from django.db import models


class Revision(models.Model):
    """How often what a document says of a subject has changed, as far as it was printed. One row a document and subject.

    Derived and not a decision: nobody sets it, so that the record has no entry of it. `content` is what the paper said last, line by
    line, and `before` what it said in the revision before, so that a paper printed again still marks what changed.
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
