"""What of the gates waits for staff, the number of persons inside, and the scanners at the foot of the desk."""

from datetime import timedelta

from django.db.models import Count, Min, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.core.access import Actor, Role
from conference.db.together import Part, counted
from conference.desk.registry import (
    CONFERENCE,
    Figure,
    HealthStatus,
    TaskList,
    Urgency,
    register_figures,
    register_health,
    register_tasks,
)
from conference.look import lists
from delegations.gates.devices import queries
from delegations.gates.models import SITE, AlertKind, Device, Finding, Gate, Policy, Tally

# Between the days of the conference a device out of contact for so long was put away.
PUT_AWAY = timedelta(hours=8)

tasks = TaskList("gates", Role.SECURITY)


@register_tasks("gates.see", lambda: Finding.objects.filter(state="open"))
def open_alerts(actor: Actor) -> Part:
    """Yield unsettled alerts, one task a kind."""
    alerts = Finding.objects.filter(state="open").values_list("kind").annotate(n=Count("pk"), first=Min("found_at"))
    (rows,) = yield [alerts.order_by("first")]
    for kind, count, first in rows:
        yield tasks.kind(f"finding.{kind}", Urgency.NOW, "no", "!", str(count)).task(
            title=str(AlertKind(kind).label),
            why=_("Scans at the gates contradict the audit log or each other and need to be checked."),
            remedy=(ngettext("Review %(n)d gate alert", "Review %(n)d gate alerts", count), reverse("gates:findings")),
            values={"n": count},
            right="gates.settle",
            at=first,
        )


@register_tasks("gates.manage", Device.objects.all)
def silent(actor: Actor) -> Part:
    """Yield devices in use that lost contact for as long as the settings say."""
    conferences, policies = yield [CONFERENCE, Policy.objects.all()[:1]]
    conference = next(iter(conferences), None)
    if conference is None:
        return  # the desk opens before there is a conference
    today = clock.now().astimezone(conference.zone).date()
    minutes = next(iter(policies), Policy()).silent_after
    is_open = conference.starts_on <= today <= conference.ends_on
    (devices,) = yield [queries.find_silent(timedelta(minutes=minutes), None if is_open else PUT_AWAY)]
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
            today=is_open,
        )


def scanners() -> Part:
    """Yield how many scanners in use are in touch; nothing while there is none."""
    in_use, since = Device.objects.filter(state="enrolled"), clock.now() - queries.IN_TOUCH
    counts = yield [counted(in_use), counted(in_use.filter(last_seen__gt=since))]
    total, in_touch = (sum(n for n, _first in rows) for rows in counts)
    if not total:
        return
    text = _("%(touch)d of %(all)d scanners connected") % {"touch": in_touch, "all": total}
    tone, mark = ("ok", "✓") if in_touch == total else ("wait", "!")
    yield HealthStatus(tone, mark, _("Gates"), text, reverse("gates:devices"), "gates.see")


register_health(30, scanners)


def inside(actor: Actor) -> Part:
    """Yield how many are on the site, where a gate leads to it."""
    site_gates = Gate.objects.filter(zone__isnull=True).values_list("pk")[:1]
    tallies = Tally.objects.filter(place=SITE, inside__gt=0).order_by().values_list("place")
    gates, rows = yield [site_gates, tallies.annotate(people=Sum("inside"), delegations=Count("pk"))]
    if not gates:
        return
    people, count = next(((people, count) for _place, people, count in rows), (0, 0))
    note = ngettext("of %(n)d delegation", "of %(n)d delegations", count) % {"n": count}
    yield Figure(people, _("persons inside"), None, note if count else "", reverse("gates:home"))


register_figures(30, "gates.see", inside)
