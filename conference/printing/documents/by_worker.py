from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.access import Actor, require_right
from conference.core.errors import NotAllowed, UserError
from conference.printing.documents import jobs, registry
from conference.printing.documents.registry import OPTIONS, Document, PrintOptions
from conference.printing.models import PaperJob
from conference.translated import FALLBACK

SHOWN = 6  # of one's own, the latest


def ask(*, actor: Actor, document: Document, options: PrintOptions) -> PaperJob:
    """Queue a document for a worker, unless it waits already.

    Raises NotAllowed, PrintError for options that the document doesn't take.
    """
    require_right(actor, document.right)
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in to do this."))
    document.check(options)
    wanted = {"document": document.name, "options": _plain(options), "language": get_language() or FALLBACK}
    same = PaperJob.objects.filter(owner_id=actor.user_id, state__in=("queued", "running"), **wanted)
    return same.first() or PaperJob.objects.create(owner_id=actor.user_id, created_at=clock.now(), **wanted)


def run(job_id: int) -> bool:
    return jobs.run(PaperJob, job_id, make_job)


def jobs_of(user_id: int | None) -> list[PaperJob]:
    return list(PaperJob.objects.filter(owner_id=user_id)[:SHOWN])


def options_of(job: PaperJob) -> PrintOptions:
    day = job.options.get("day")
    return PrintOptions(**{**job.options, "day": date.fromisoformat(day) if day else None})


def _plain(options: PrintOptions) -> dict[str, Any]:
    chosen = {name: getattr(options, name) for name in sorted(OPTIONS) if getattr(options, name)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in chosen.items()}


def make_job(job: PaperJob, actor: Actor) -> None:
    document = registry.get_document(job.document)
    require_right(actor, document.right)  # which may have been taken from them meanwhile
    with TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        made = document.produce(options_of(job), path)
        name = jobs.keep_file(path)
    try:
        jobs.finish(job, file=name, total=made.items, done=made.items)
    except UserError:
        default_storage.delete(name)
        raise
