from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.core.access import Actor, Role
from conference.db.together import Part, counted
from conference.desk.registry import TaskList, Urgency, register_tasks
from delegations.credentials.powers import listing, queries, texts
from delegations.credentials.powers.models import FullPowers
from delegations.registration.overview.person import name_and_page

MOST = 10

tasks = TaskList("credentials", Role.SECRETARIAT)


@register_tasks("powers.see", listing.powers_to_check)
def to_check(actor: Actor) -> Part:
    """Yield one task for all papers that wait for an officer."""
    (waiting,) = yield [counted(listing.powers_to_check(), "handed_in_at")]
    for count, first in waiting:
        yield tasks.kind("received", Urgency.TODAY, "wait", "→", pgettext("full powers", "To be checked")).task(
            title=ngettext(
                "%(count)s paper of full powers to be checked", "%(count)s papers of full powers to be checked", count
            ),
            why=_("Whoever is found to lack full powers on the day of the ceremony cannot sign."),
            remedy=(_("Check the full powers"), reverse("credentials:powers")),
            values={"count": count},
            right="powers.decide",
            at=first,
        )


@register_tasks("powers.see", lambda: FullPowers.objects.filter(queries.OFFICE_PROPOSED))
def offices_to_confirm(actor: Actor) -> Part:
    """Yield one task for all who would sign by virtue of an office that no officer has found yet."""
    (waiting,) = yield [counted(FullPowers.objects.filter(queries.OFFICE_PROPOSED))]
    for count, _first in waiting:
        label = pgettext("full powers", "Office to be confirmed")
        yield tasks.kind("office", Urgency.TODAY, "wait", "?", label).task(
            title=ngettext(
                "%(count)s signatory whose office is to be confirmed",
                "%(count)s signatories whose office is to be confirmed",
                count,
            ),
            why=_(
                "The rank that a delegation enters is no evidence. Without a decision nobody signs by virtue of the office."
            ),
            remedy=(_("Confirm the office"), f"{reverse('credentials:powers')}?show={listing.OFFICE}"),
            values={"count": count},
            right="powers.decide",
        )


@register_tasks("powers.see", FullPowers.objects.all)
def changed_since(actor: Actor) -> Part:
    """Yield those whose bearer has left, or whose name or office was changed after the decision."""
    (rows,) = yield [queries.with_related(queries.to_look_at(FullPowers.objects.all())).order_by("pk")[:MOST]]
    for row in rows:
        status = queries.get_status(row, row.representative, row.treaty)
        reasons = texts.reasons_for(status.reasons + status.remarks)
        yield tasks.kind(
            f"changed.{row.pk}", Urgency.TODAY, "wait" if status.holds else "no", "!", status.standing.label
        ).task(
            title=_("%(party)s: the full powers of %(who)s must be checked again"),
            why="%(reason)s",
            remedy=(_("Compare, then confirm or check again"), reverse("credentials:paper", args=[row.public_id])),
            values={
                "party": row.delegation.party.short,
                "who": row.representative.full_name,
                "reason": reasons[0].says if reasons else "",
            },
            at=row.decided_at,
            parties=(row.delegation.party,),
            names=(name_and_page(row.representative),),
        )
