"""Celery tasks of the audit log."""

from __future__ import annotations

from celery import shared_task

from conference.audit import access_chain


@shared_task(name="audit.seal_access_log", expires=300)
def seal_access_log() -> int:
    """Seal the reads since the last seal. Return how many."""
    return access_chain.seal()
