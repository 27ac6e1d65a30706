"""What of the depositary's notifications waits for staff: acts to be notified, and drafts for everybody but who drafted them."""

from collections.abc import Iterator
from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from conference.models import NotSetUp, current_conference
from conference.treaties.queries import current_treaty
from schedule.signing.models import Instrument, Notification, NotifiedAct, Signature, UnilateralStatement
from schedule.signing.notifications import queries
from schedule.signing.notifications.actions import RIGHT

NAMED = 4
tasks = TaskList("signing.notifications", Role.SECRETARIAT, RIGHT)


ACTS = (Signature, Instrument, UnilateralStatement, NotifiedAct)


@register_tasks(RIGHT, *(act.objects.all for act in ACTS))
def acts_to_notify(actor: Actor) -> Iterator[Task]:
    """Yield how many notifications are to be drafted, as one task."""
    treaty = current_treaty()
    try:
        groups = queries.overview(treaty).groups if treaty else ()
        zone = current_conference().zone if groups else None
    except NotSetUp:  # the desk opens before the conference is entered
        return
    if groups:
        parties = list(dict.fromkeys(party for group in groups for party in group.parties))
        word = pgettext("acts of the depositary", "Not notified")
        yield tasks.kind("pending", Urgency.TODAY, "wait", "!", word).task(
            title=ngettext(
                "%(n)d depositary notification to be drafted",
                "%(n)d depositary notifications to be drafted",
                len(groups),
            ),
            why=_("Until it is issued, the public status shows these acts as provisional."),
            remedy=(_("Draft it"), reverse("signing:notifications")),
            values={"n": len(groups)},
            at=datetime.combine(groups[0].day, time(), zone),
            parties=tuple(parties[:NAMED]),
        )


@register_tasks(RIGHT, lambda: Notification.objects.filter(state=Notification.State.DRAFTED))
def drafts_to_check(actor: Actor) -> Iterator[Task]:
    """Yield each draft that this person has not drafted. One query."""
    drafts = Notification.objects.filter(state=Notification.State.DRAFTED).exclude(drafted_by=actor.user_id)
    for notification in drafts.select_related("drafted_by").order_by("drafted_at", "pk"):
        word = notification.get_state_display()
        yield tasks.kind(f"check.{notification.pk}", Urgency.TODAY, "wait", "→", word).task(
            title=_("Depositary notification to be checked: %(title)s"),
            why=_("%(who)s has drafted it. It is issued once another person has checked it."),
            remedy=(_("Read and check it"), reverse("signing:notification_draft", args=[notification.public_id])),
            values={"title": notification.title, "who": notification.drafted_by},
            at=notification.drafted_at,
        )
