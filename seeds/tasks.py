"""Celery tasks of the demo."""

from celery import shared_task

from seeds.load import devices


@shared_task(name="seeds.devices_report", expires=30)
def devices_report() -> int:
    return devices.report()
