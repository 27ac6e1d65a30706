from celery import shared_task

from conference.db import purging


@shared_task(name="conference.purge", expires=300)
def purge() -> int:
    return sum(count for _name, count in purging.purge())
