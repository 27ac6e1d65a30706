from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.access import Actor
from conference.desk.registry import Task, Urgency, register_tasks
from conference.printing.documents import registry
from conference.printing.models import PaperJob

SOON = timedelta(hours=24)


def failed(actor: Actor) -> Iterable[Task]:
    """Return one's own documents that failed within a day, unless asked for again since. One query."""
    latest = PaperJob.objects.filter(owner_id=actor.user_id, created_at__gt=clock.now() - 2 * SOON)
    seen: set[tuple[str, str]] = set()
    for job in latest:
        wanted = (job.document, str(sorted(job.options.items())))
        if wanted in seen:
            continue
        seen.add(wanted)
        if job.state == "failed" and job.ended_at and job.ended_at > clock.now() - SOON:
            yield Task(
                key=f"papers.failed.{job.pk}",
                urgency=Urgency.NOW,
                tone="no",
                mark="✕",
                word=_("Failed"),
                title=_("Your document could not be produced: %(paper)s") % {"paper": registry.get(job.document).title},
                why=job.problem,
                remedy=_("See the cause"),
                url=reverse("desk:paper_job", args=[job.public_id]),
                owner=_("The person who requested it"),
                at=job.ended_at,
            )


register_tasks("prints.see", failed)
