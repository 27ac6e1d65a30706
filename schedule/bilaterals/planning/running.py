"""Runs of the planner at the desk: asked for by protocol, made by a worker, stopped when told."""

import threading
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.access import Actor, require_right
from conference.core.errors import NotAllowed, NotPossible
from conference.models import Conference
from conference.printing.documents import jobs
from schedule.bilaterals.models import OPEN
from schedule.bilaterals.planning.assembling import PlanningContext, assemble_problem
from schedule.bilaterals.planning.models import PlanRun, ProposedRow
from schedule.bilaterals.planning.problem import MeetingPlan, Progress
from schedule.bilaterals.planning.proposal import count_by_hand, rows_of
from schedule.bilaterals.planning.solving.measure import find_standing

SECONDS = 30
MOST_SECONDS = 600
LOOK = 0.5  # seconds between two looks at whether to stop


@transaction.atomic
def start(*, actor: Actor, seconds: int = SECONDS) -> PlanRun:
    """Queue a run. Raises NotAllowed, NotPossible while another one is under way or for a time out of bounds."""
    require_right(actor, "bilaterals.place")
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in to do this."))
    if not 1 <= seconds <= MOST_SECONDS:
        raise NotPossible(_("The planner may take 1 to %(most)d seconds.") % {"most": MOST_SECONDS})
    Conference.objects.select_for_update().get()  # two who ask at once: one is told
    if PlanRun.objects.filter(state__in=("queued", "running")).exists():
        raise NotPossible(_("The planner is at work already."))
    return PlanRun.objects.create(owner_id=actor.user_id, created_at=clock.now(), total=seconds)


def stop(*, actor: Actor, run: PlanRun) -> None:
    """Tell the run to end with the best plan so far. Raises NotAllowed."""
    require_right(actor, "bilaterals.place")
    PlanRun.objects.filter(pk=run.pk).update(stop=True)


def make_plan(run_id: int) -> bool:
    """Make the run, if it waits or its worker has died. Return False when it is taken or done."""
    return jobs.run(PlanRun, run_id, _make)


def _make(run: PlanRun, actor: Actor) -> None:
    require_right(actor, "bilaterals.place")  # which may have been taken from them meanwhile
    context = assemble_problem()
    plan = _search(run, context)
    rows = changes(rows_of(context, plan))
    for row in rows:
        row.run = run
    with transaction.atomic():
        run.rows.all().delete()  # of a worker that died
        ProposedRow.objects.bulk_create(rows)
        jobs.finish(
            run,
            most=plan.most,
            is_best=plan.is_best,
            done=round(plan.seconds),
            considered=len(context.meetings),
            today=_count_today(context),
            placed=len(plan.placed),
            by_hand=count_by_hand(context.problem),
        )


def _count_today(context: PlanningContext) -> int:
    """Return how many meetings have a place now that holds: an agreed one a room that was given, an open one its offer."""
    meetings = [context.meetings[key] for key in find_standing(context.problem)]
    return sum(meeting.state in OPEN or meeting.room_id is not None or meeting.pull_aside for meeting in meetings)


def _search(run: PlanRun, context: PlanningContext) -> MeetingPlan:
    """Search in a thread of its own, which knows no database, while this one writes how far it is and looks whether to stop."""
    from schedule.bilaterals.planning.solver import plan_meetings  # late, as in proposal.py

    stop, plans, news = threading.Event(), list[MeetingPlan](), list[Progress]()

    def search() -> None:
        plans.append(plan_meetings(context.problem, seconds=run.total, stop=stop, progress=news.append))

    thread = threading.Thread(target=search, daemon=True)
    thread.start()
    began = timezone.now()
    while True:
        thread.join(LOOK)
        if not thread.is_alive():
            break
        if news:
            jobs.mine(run).update(placed=news[-1].placed, most=news[-1].most)
        jobs.renew(run, round((timezone.now() - began).total_seconds()))
        if PlanRun.objects.filter(pk=run.pk, stop=True).exists():
            stop.set()
    if not plans:
        raise RuntimeError("The planner's search failed.")
    return plans[0]


def changes(rows: Iterable[ProposedRow]) -> list[ProposedRow]:
    """Return what changes and what has no place in the plan."""
    return [row for row in rows if row.starts is None or row.moves or row.changes_room or row.interpreter]
