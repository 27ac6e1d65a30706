from celery import shared_task

from conference.audit import access_chain


@shared_task(name="audit.seal_access_log", expires=300)
def seal_access_log() -> int:
    return access_chain.seal()
