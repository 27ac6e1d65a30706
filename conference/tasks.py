from celery import shared_task

from conference.retention import purging


@shared_task(name="conference.purge", expires=300)
def purge() -> int:
    return sum(result.deleted or 0 for result in purging.purge())
