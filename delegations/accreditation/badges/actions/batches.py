"""Batches of badges that a worker prints, since a request must not wait for thousands of pages."""

from collections.abc import Mapping
from dataclasses import asdict, astuple, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotAllowed, NotPossible, UserError
from conference.look.lists import join_sentences
from conference.printing.documents import jobs
from delegations.accreditation.badges import contents
from delegations.accreditation.badges.actions.issuing import AGAIN_REASONS, PLAIN, mark_printed
from delegations.accreditation.badges.actions.printing import BatchCheck, check_batch, retry_while_changing, write_batch
from delegations.accreditation.badges.checks import FaultyBadges
from delegations.accreditation.models import Badge, PrintJob

DIGITS = 5  # of a badge's number; fewer are a place in the batch


def ask_for_batch(
    *, actor: Actor, choice: contents.BadgeChoice, way: contents.PrintMode = PLAIN, **fields: Any
) -> PrintJob:
    """Queue a batch, which a worker takes within seconds. Raises NotPossible for an empty one."""
    require_right(actor, "badges.print")
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in to do this."))
    total = contents.printable_badges(choice).count()
    if not total:
        raise NotPossible(_nothing_to_print(choice))
    return PrintJob.objects.create(
        owner_id=actor.user_id,
        wanted=asdict(choice),
        way=asdict(way),
        layout=way.layout,
        total=total,
        created_at=clock.now(),
        **fields,
    )


def print_at_once(*, actor: Actor, choice: contents.BadgeChoice, way: contents.PrintMode = PLAIN) -> PrintJob:
    """Print a small batch while the request waits. If the server dies, a worker takes it up; on an error no batch is left."""
    job = ask_for_batch(actor=actor, choice=choice, way=way, state="running", **jobs.new_lease())
    try:
        retry_while_changing(lambda: make_job(job, actor))
    except UserError:
        jobs.mine(job).delete()
        raise
    job.refresh_from_db()
    return job


def print_again(*, actor: Actor, job: PrintJob, last_good: str | None, why: str, explanation: str = "") -> PrintJob:
    """Queue the rest of a batch again, after a jam: the same copies, without those handed out or replaced meanwhile.

    Args:
        last_good: The number on the last good badge, its end, or its place in the batch; None for the whole batch.
        why: One of AGAIN_REASONS.
    """
    if why not in AGAIN_REASONS:
        raise NotPossible(_("Give the reason for reprinting badges that were already printed. Nothing was printed."))
    keys = list(contents.BadgeChoice.from_json(job.wanted).badges) if job.state == "ready" else []
    rest = tuple(keys if last_good is None else keys[_place_of(keys, last_good) :])
    if not rest:
        raise NotPossible(_("That is the last badge of this batch. Nothing was printed."))
    way = replace(print_mode_of(job), why=why, words=explanation)
    return ask_for_batch(actor=actor, choice=contents.BadgeChoice(again=True, badges=rest), way=way)


def _place_of(keys: list[int], last_good: str) -> int:
    text = last_good.strip().upper()
    if not text:
        raise NotPossible(_("Enter the number of the last badge printed correctly, or its position."))
    place = int(text) if text.isdecimal() and len(text) < DIGITS else None
    if place is not None and place <= len(keys):
        return place
    ends = Badge.objects.filter(pk__in=keys, number__iendswith=text) if place is None else Badge.objects.none()
    keys_by_number = dict(ends.values_list("number", "pk"))
    pk = keys_by_number.get(text) or (next(iter(keys_by_number.values())) if len(keys_by_number) == 1 else None)
    if pk is None:
        raise NotPossible(
            _("“%(number)s” does not identify one badge of this batch. Nothing was printed.") % {"number": text[:40]}
        )
    return keys.index(pk) + 1


def _nothing_to_print(choice: contents.BadgeChoice) -> str:
    message = _("There is no badge to print here.")
    printed_before = 0 if choice.again else contents.printable_badges(replace(choice, again=True)).count()
    if not printed_before:
        return message
    how = _("Those printed before and not collected (%(count)d) are printed again only when you choose that.")
    return join_sentences([message, how % {"count": printed_before}])


def run_batch(job_id: int) -> bool:
    """Print a batch that waits or whose worker has died; write to the job what prevents it. Return False when there is nothing to do."""
    return jobs.run(PrintJob, job_id, lambda job, actor: retry_while_changing(lambda: make_job(job, actor)), _faults)


def _faults(problem: UserError) -> Mapping[str, Any]:
    return {"faults": [list(astuple(badge)) for badge in problem.found]} if isinstance(problem, FaultyBadges) else {}


def make_job(job: PrintJob, actor: Actor) -> None:
    progress, way = partial(jobs.renew, job), print_mode_of(job)
    batch = check_batch(contents.BadgeChoice.from_json(job.wanted), way)
    progress(0)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "badges.pdf"
        printed = write_batch(batch, path, way=way, progress=progress)
        name = jobs.keep_file(path)
    try:
        _finish(actor, job, batch, name, printed.badges)
    except UserError:
        default_storage.delete(name)
        raise


def print_mode_of(job: PrintJob) -> contents.PrintMode:
    return contents.PrintMode(**{**job.way, "layout": job.layout})


@lifecycle.use_case
# statement: the badges of a batch are printed by `issuing`
def _finish(actor: Actor, job: PrintJob, batch: BatchCheck, name: str, count: int) -> None:
    mark_printed(actor=actor, badges=batch.pairs, way=print_mode_of(job))
    left_out = [list(astuple(badge)) for badge in batch.faults]
    # From now on the batch is those that were printed, in their order: after a jam the rest of it is printed again.
    wanted = {**job.wanted, "badges": [row.pk for row in batch.rows]}
    jobs.finish(job, file=name, total=count, done=count, faults=left_out, wanted=wanted)
