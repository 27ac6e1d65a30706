"""What of the depositary's notifications waits for staff: acts to be notified, and drafts for everybody but who drafted them."""

from collections.abc import Sequence
from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.access import Actor, Role
from conference.db.reference_tables import CachedTable
from conference.db.together import Part, Shared
from conference.desk.registry import AUDIT_HEAD, CONFERENCE, TaskList, Urgency, register_tasks
from conference.treaties.models import Treaty
from schedule.signing.models import Instrument, Notification, NotifiedAct, Signature, UnilateralStatement
from schedule.signing.notifications import queries
from schedule.signing.notifications.actions import RIGHT
from schedule.signing.notifications.queries import Group

NAMED = 4
tasks = TaskList("signing.notifications", Role.SECRETARIAT, RIGHT)


# What is to be notified changes by an act alone, or with the day: it is kept until the audit log has a further entry.
_kept: CachedTable[dict[str, Sequence[Group]]] = CachedTable(lambda _treaty, _day, _language: {})
TREATY = Shared(lambda: Treaty.objects.order_by("pk")[:1])  # the one that the conference is about
ACTS = (Signature, Instrument, UnilateralStatement, NotifiedAct)


@register_tasks(RIGHT, *(act.objects.all for act in ACTS))
def acts_to_notify(actor: Actor) -> Part:
    """Yield how many notifications are to be drafted, as one task; the acts are compared after an entry of the audit log alone."""
    heads, treaties, conferences = yield [AUDIT_HEAD, TREATY, CONFERENCE]
    if not (treaties and conferences):  # the desk opens before the conference is entered
        return
    zone = conferences[0].zone
    version = heads[0].hash if heads and heads[0].number else ""
    kept = _kept.get(version, treaties[0].pk, clock.local(clock.now(), zone).date(), get_language())
    if "groups" not in kept:
        kept["groups"] = (yield from queries.compare(treaties[0])).groups
    if groups := kept["groups"]:
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
def drafts_to_check(actor: Actor) -> Part:
    """Yield each draft that this person has not drafted."""
    drafts = Notification.objects.filter(state=Notification.State.DRAFTED).exclude(drafted_by=actor.user_id)
    (rows,) = yield [drafts.select_related("drafted_by").order_by("drafted_at", "pk")]
    for notification in rows:
        word = notification.get_state_display()
        yield tasks.kind(f"check.{notification.pk}", Urgency.TODAY, "wait", "→", word).task(
            title=_("Depositary notification to be checked: %(title)s"),
            why=_("%(who)s has drafted it. It is issued once another person has checked it."),
            remedy=(_("Read and check it"), reverse("signing:notification_draft", args=[notification.public_id])),
            values={"title": notification.title, "who": notification.drafted_by},
            at=notification.drafted_at,
        )
