"""The gates on a person's page: where the person is, the scans on request, and reporting a lost badge."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import access_log
from conference.core.access import Actor, actor_of
from delegations.accreditation.models import Badge
from delegations.gates.alerts import presentation
from delegations.gates.models import Presence
from delegations.gates.presence import queries
from delegations.registration.models import Delegate
from delegations.registration.overview.person import NextStep, Section, register_section, register_steps

FOLLOW = "gates.follow"
# Badges that can be lost: one that was never printed nobody has.
HELD = ("printed", "collected")


def scans(request: HttpRequest, member: Delegate) -> dict[str, Any] | None:
    """Return where the person is, and with `?open=scans`, which is logged, the scans. Two queries at most."""
    where = Presence.objects.filter(delegate=member, since__isnull=False)
    member.whereabouts = list(where.select_related("scan__zone", "scan__device__gate"))  # type: ignore[attr-defined]
    opened = request.GET.get("open") == "scans"
    steps = []
    if opened:
        access_log.log_read(actor=actor_of(request), of=member, verb="delegate.followed", right=FOLLOW)
        steps = [(scan, presentation.reason(scan)) for scan in queries.steps(member)]
    return {"person": member, "opened": opened, "steps": steps, "most": queries.STEPS}


def next_steps(member: Delegate, actor: Actor) -> Iterator[NextStep]:
    """Yield the step to report a lost badge. One query."""
    if actor.may("badges.report_lost") and Badge.objects.filter(live_for=member.pk, state__in=HELD).exists():
        yield NextStep(_("Badge is lost"), reverse("gates:lost", args=[member.public_id]), danger=True)


register_section(Section(40, FOLLOW, "desk/gates/presence/person_scans.html", scans))
register_steps(90, next_steps)
