from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.credentials.powers import listing, queries, texts
from delegations.credentials.powers.models import FullPowers
from delegations.registration.overview.person import name_and_page

MOST = 10


def to_check(actor: Actor) -> Iterator[Task]:
    """Yield one task for all papers that wait for an officer. One query."""
    waiting = list(listing.powers_to_check().order_by("handed_in_at").values_list("handed_in_at", flat=True))
    if not waiting:
        return
    words = ngettext(
        "%(count)s paper of full powers to be checked", "%(count)s papers of full powers to be checked", len(waiting)
    )
    yield Task(
        key="credentials.received",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="→",
        word=pgettext("full powers", "To be checked"),
        title=words % {"count": len(waiting)},
        why=_("Whoever is found to lack full powers on the day of the ceremony cannot sign."),
        remedy=_("Check the full powers"),
        url=reverse("credentials:powers"),
        owner=Role.SECRETARIAT.label,
        right="powers.decide",
        look=reverse("credentials:powers"),
        at=waiting[0],
    )


def changed_since(actor: Actor) -> Iterator[Task]:
    """Yield those whose bearer has left, or whose name or office was changed after the decision. Two queries."""
    for row in queries.with_related(queries.to_look_at(FullPowers.objects.all())).order_by("pk")[:MOST]:
        status = queries.get_status(row, row.representative, row.treaty)
        party, told = row.delegation.party, texts.reasons_for(status.reasons + status.remarks)
        yield Task(
            key=f"credentials.changed.{row.pk}",
            urgency=Urgency.TODAY,
            tone="wait" if status.holds else "no",
            mark="!",
            word=status.standing.label,
            title=_("%(party)s: the full powers of %(who)s must be checked again")
            % {"party": party.short, "who": row.representative.full_name},
            why=told[0].says if told else "",
            remedy=_("Compare, then confirm or check again"),
            url=reverse("credentials:paper", args=[row.public_id]),
            owner=Role.SECRETARIAT.label,
            at=row.decided_at,
            parties=(party,),
            names=(name_and_page(row.representative),),
        )


register_tasks("powers.see", to_check)
register_tasks("powers.see", changed_since)
