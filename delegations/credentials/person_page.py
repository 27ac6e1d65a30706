from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.access import Actor
from delegations.credentials.powers import queries, texts
from delegations.credentials.powers.models import PowersState
from delegations.registration.models import Delegate
from delegations.registration.overview.person import (
    NextStep,
    PersonDocument,
    Section,
    register_documents,
    register_section,
    register_steps,
)


def standing(request: HttpRequest, member: Delegate) -> dict[str, Any] | None:
    """Return the status of this person's full powers; None for whoever is not named to sign. Two queries."""
    powers = queries.with_related(member.full_powers.all()).order_by("-pk").first()
    if powers is None:
        return None
    status = queries.get_status(powers, member, powers.treaty)
    return {"row": powers, "status": status, "reasons": texts.reasons_for(status.reasons + status.remarks)}


def next_steps(member: Delegate, actor: Actor) -> Iterator[NextStep]:
    """Yield the check that waits. One query, for officers alone."""
    if not actor.may("powers.decide"):
        return
    if powers := member.full_powers.filter(Q(state=PowersState.RECEIVED) | queries.OFFICE_PROPOSED).first():
        yield NextStep(_("Check the full powers"), reverse("credentials:paper", args=[powers.public_id]))


def scans(member: Delegate, actor: Actor) -> Iterator[PersonDocument]:
    for powers in member.full_powers.exclude(file=""):
        yield PersonDocument(
            _("Full powers"), reverse("credentials:paper_scan", args=[powers.public_id]), powers.handed_in_at
        )


register_section(Section(45, "powers.see", "desk/credentials/powers/_person.html", standing, aside=True))
register_steps(25, next_steps)
register_documents("powers.see", scans)
