"""What of the gates waits for staff, the number of persons inside, and the scanners at the foot of the desk."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Min, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.core.access import Actor, Role
from conference.desk.registry import (
    Figure,
    HealthStatus,
    Task,
    TaskList,
    Urgency,
    register_figures,
    register_health,
    register_tasks,
)
from conference.look import lists
from conference.models import Conference
from delegations.gates.devices import queries
from delegations.gates.models import SITE, AlertKind, Device, Finding, Gate, Policy, Tally

# Between the days of the conference a device out of contact for so long was put away.
PUT_AWAY = timedelta(hours=8)

tasks = TaskList("gates", Role.SECURITY)


@register_tasks("gates.see", lambda: Finding.objects.filter(state="open"))
def open_alerts(actor: Actor) -> Iterable[Task]:
    """Yield unsettled alerts, one task a kind."""
    rows = Finding.objects.filter(state="open").values_list("kind").annotate(n=Count("pk"), first=Min("found_at"))
    for kind, count, first in rows.order_by("first"):
        yield tasks.kind(f"finding.{kind}", Urgency.NOW, "no", "!", str(count)).task(
            title=str(AlertKind(kind).label),
            why=_("Scans at the gates contradict the audit log or each other and need to be checked."),
            remedy=(ngettext("Review %(n)d gate alert", "Review %(n)d gate alerts", count), reverse("gates:findings")),
            values={"n": count},
            right="gates.settle",
            at=first,
        )


@register_tasks("gates.manage", Device.objects.all)
def silent(actor: Actor) -> Iterable[Task]:
    """Yield devices in use that lost contact for as long as the settings say."""
    conference = Conference.objects.filter(pk=1).first()
    if conference is None:
        return  # the desk opens before there is a conference
    today = clock.now().astimezone(conference.zone).date()
    minutes = (Policy.objects.first() or Policy()).silent_after
    is_open = conference.starts_on <= today <= conference.ends_on
    devices = queries.find_silent(timedelta(minutes=minutes), None if is_open else PUT_AWAY)
    if count := len(devices):
        names = lists.in_words(f"{device} ({device.gate})" for device in devices[:3])
        yield tasks.kind("silent", Urgency.TODAY, "wait", "!", str(count)).task(
            title=ngettext("%(n)d device is not connected", "%(n)d devices are not connected", count),
            why=_(
                "%(names)s. They are using an outdated list and, after an hour, require every badge to be checked manually."
            ),
            remedy=(_("Open the devices"), reverse("gates:devices")),
            values={"n": count, "names": names + ("…" if count > 3 else "")},
            at=min(device.last_seen for device in devices if device.last_seen),
        )


def scanners() -> HealthStatus | None:
    """Return how many scanners in use are in touch; None while there is none. One query."""
    since = clock.now() - queries.IN_TOUCH
    counts = Device.objects.filter(state="enrolled").aggregate(
        all=Count("pk"), touch=Count("pk", filter=Q(last_seen__gt=since))
    )
    if not counts["all"]:
        return None
    text = _("%(touch)d of %(all)d scanners connected") % counts
    tone, mark = ("ok", "✓") if counts["touch"] == counts["all"] else ("wait", "!")
    return HealthStatus(tone, mark, _("Gates"), text, reverse("gates:devices"), "gates.see")


register_health(30, scanners)


def inside(actor: Actor) -> Iterable[Figure]:
    """Yield how many are on the site, where a gate leads to it. Two queries."""
    if not Gate.objects.filter(zone__isnull=True).exists():
        return
    rows = Tally.objects.filter(place=SITE, inside__gt=0)
    counts = rows.aggregate(people=Sum("inside"), delegations=Count("pk"))
    count = counts["delegations"]
    note = ngettext("of %(n)d delegation", "of %(n)d delegations", count) % {"n": count}
    yield Figure(counts["people"] or 0, _("persons inside"), None, note if count else "", reverse("gates:home"))


register_figures(30, "gates.see", inside)
