from celery import shared_task

from conference.audit import access_chain, kept_heads
from conference.ops import installation


@shared_task(name="audit.seal_access_log", expires=300)
def seal_access_log() -> int:
    return access_chain.seal()


@shared_task(name="audit.keep_head", expires=3600, autoretry_for=(Exception,), retry_backoff=60, max_retries=5)
def keep_head() -> None:
    if not installation.is_muted():
        kept_heads.keep()
