from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.core.access import Actor, Role
from conference.desk.registry import Figure, Task, TaskList, Urgency, figures, register_tasks
from conference.models import Conference
from delegations.registration.delegations.deadlines import DEADLINE
from delegations.registration.models import PLACED_STATES, Deadline, Delegate, Delegation
from delegations.registration.overview import listing

SOON = timedelta(days=7)
FLAGS = 6

tasks = TaskList("registration", Role.SECRETARIAT)


@register_tasks("registration.invite")
def not_begun(actor: Actor) -> Iterator[Task]:
    """Yield how many delegations have submitted nobody, once the deadline is near and until the last day of the conference."""
    deadline = Deadline.objects.filter(code=DEADLINE).first()
    now = clock.now()
    if deadline is None or deadline.at - now > SOON or _is_last_day(now):
        return
    members = Delegate.objects.filter(delegation=OuterRef("pk"), state__in=PLACED_STATES)
    count = Delegation.objects.filter(~Exists(members)).count()
    if count:
        passed = (Urgency.TODAY, "no", "✕", _("Passed"))
        soon = (Urgency.BEFORE, "wait", "!", _("Soon"))
        yield tasks.kind("nobody", *(passed if deadline.at <= now else soon)).task(
            title=ngettext(
                "%(count)s delegation has submitted nobody", "%(count)s delegations have submitted nobody", count
            ),
            why=_("%(deadline)s: later nominations require a note verbale and a decision."),
            remedy=(_("See the delegations to call"), _list_of_silent()),
            values={"count": count, "deadline": deadline.name},
            due=deadline.at,
        )


def _is_last_day(now: datetime) -> bool:
    """Return True from the last day on: whom nobody has named by then does not come."""
    conference = Conference.objects.filter(pk=1).first()
    return conference is not None and now.astimezone(conference.zone).date() >= conference.ends_on


def entered(actor: Actor) -> Iterable[Figure]:
    numbers = Delegate.objects.aggregate(
        all=Count("pk", filter=~Q(state="withdrawn")), drafts=Count("pk", filter=Q(state="draft"))
    )
    drafts = ngettext("%(count)s still a draft", "%(count)s still drafts", numbers["drafts"])
    yield Figure(
        n=numbers["all"],
        label=_("members entered"),
        note=drafts % {"count": numbers["drafts"]} if numbers["drafts"] else "",
        url=reverse("registration:desk_list"),
    )


def submitted(actor: Actor) -> Iterable[Figure]:
    """Yield how many delegations have submitted anybody, of all. One query."""
    members = Delegate.objects.filter(delegation=OuterRef("pk"), state__in=PLACED_STATES)
    numbers = Delegation.objects.aggregate(all=Count("pk"), sent=Count("pk", filter=Exists(members)))
    rest = numbers["all"] - numbers["sent"]
    yield Figure(
        n=numbers["sent"],
        label=_("delegations have submitted"),
        of=numbers["all"],
        note=ngettext("%(count)s has not", "%(count)s have not", rest) % {"count": rest} if rest else "",
        url=_list_of_silent(),
    )


def _list_of_silent() -> str:
    return reverse("registration:desk_list") + listing.Filter(show="nobody").query()


figures(5, "registration.see", submitted)
figures(10, "registration.see", entered)
