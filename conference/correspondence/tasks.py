"""Celery tasks of the outbox. A lost task does no harm: the relay hands its rows over again."""

from celery import shared_task
from django.conf import settings

from conference.correspondence.outbox import delivery


# Beat asks every few seconds: an older task has been replaced.
@shared_task(name="correspondence.relay", expires=30)
def relay() -> int:
    return delivery.hand_over(lambda ids: deliver.apply_async((ids,), expires=settings.OUTBOX_HANDED, retry=False))


@shared_task(name="correspondence.deliver")
def deliver(ids: list[int]) -> int:
    return delivery.deliver(ids)
