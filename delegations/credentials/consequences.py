from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from delegations.credentials.powers import queries
from delegations.credentials.powers.models import FullPowers, PowersState
from delegations.registration.members.consequences import Step, Topic, Unsettled, topics
from delegations.registration.models import Delegation

# What a decision on full powers is about (`queries.name_key`, `queries.office_key`).
COMPARED_FIELDS = {"family_name", "given_names", "name_native", "functional_title", "protocol_rank"}


def _before(step: Step) -> Iterator[str]:
    if not step.leaves and COMPARED_FIELDS.isdisjoint(step.changed_fields):
        return
    powers = step.member.full_powers.exclude(state=PowersState.WITHDRAWN).first()
    if powers is None:
        return
    who = {"who": step.member.full_name}
    if step.leaves and powers.state in (PowersState.EXPECTED, PowersState.NOT_NEEDED):
        yield _("%(who)s is named to sign the treaty, and can no longer do so.") % who
    elif step.leaves:
        yield (
            _("The full powers of %(who)s no longer hold: they name a person. Whoever signs instead needs new ones.")
            % who
        )
    elif powers.state in (PowersState.ACCEPTED, PowersState.NOT_NEEDED):
        yield (
            _(
                "%(who)s is named to sign, and cannot sign until an officer has compared the new name or office with the decision."
            )
            % who
        )


def _after(delegation: Delegation) -> Iterator[Unsettled]:
    rows = FullPowers.objects.filter(queries.GONE, delegation=delegation).exclude(state=PowersState.WITHDRAWN)
    for powers in rows.select_related("representative").order_by("pk"):
        yield Unsettled(
            _("%(who)s has left the delegation and was named to sign.") % {"who": powers.representative.full_name},
            _("Name who signs now"),
            reverse("credentials:own_powers", args=[delegation.party.slug]),
            reverse("credentials:paper", args=[powers.public_id]),
            "powers.see",
        )


topics.add("credentials", Topic(25, _before, after=_after))
