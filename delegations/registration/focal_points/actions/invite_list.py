from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible, UserError
from delegations.registration.delegations import places
from delegations.registration.focal_points.actions.invitations import (
    MOST_OPEN,
    InvitedAlready,
    create_invitation,
    too_many_open,
)
from delegations.registration.focal_points.invitation_lists import InvitationLine, ListRefused
from delegations.registration.models import Delegation, FocalPoint, FocalPointInvitation


@lifecycle.use_case
def invite_many(*, actor: Actor, lines: list[InvitationLine], dry_run: bool = False) -> list[InvitationLine]:
    """Invite everybody in the list, or nobody, and return the lines with `will`; with `dry_run` only check them.

    Delegations are created as needed. Raises ListRefused when a line has a problem.
    """
    require_right(actor, "registration.invite")
    _preview(lines)
    if not lines or any(line.problems for line in lines):
        raise ListRefused(lines)
    if dry_run:
        return lines
    refused: UserError | None = None
    for line in in_one_order(lines):
        delegation = places.lock_places(Delegation.objects.get_or_create(party=line.party)[0])
        try:
            create_invitation(
                delegation,
                actor=actor,
                email=line.email,
                name=line.name,
                language=line.language,
                replaces=line.replaces,
            )
        except (NotPossible, InvitedAlready) as refusal:
            # Somebody else invited meanwhile: the list stays on the page, and the next check of it shows the new state.
            line.will = ""
            line.problems.append(str(refusal))
            refused = refusal
    if refused:
        raise ListRefused(lines) from refused
    return lines


def in_one_order(lines: list[InvitationLine]) -> list[InvitationLine]:
    """Return the lines by party, so that two lists at once cannot deadlock."""
    return sorted(lines, key=lambda line: (line.party.pk if line.party else 0, line.number))


def _preview(lines: list[InvitationLine]) -> None:
    """Set on each line without problems its result, or a problem that prevents it. Three queries."""
    parties = {line.party.pk for line in lines if line.party}
    points = FocalPoint.objects.filter(delegation__party__in=parties, until__isnull=True)
    acting = set(points.values_list("delegation__party", "user__email"))
    unused = FocalPointInvitation.objects.filter(
        delegation__party__in=parties, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now()
    )
    waiting = {(party, email): pk for pk, party, email in unused.values_list("pk", "delegation__party", "email")}
    opened = Counter(party for party, _email in waiting)
    present = set(Delegation.objects.filter(party__in=parties).values_list("party", flat=True))
    for line in lines:
        if line.party is None or line.problems:
            continue
        key = (line.party.pk, line.email)
        line.replaces = waiting.get(key)
        if key in acting:
            message = _("%(email)s is already a focal point of %(party)s.")
            line.problems.append(message % {"email": line.email, "party": line.party.short})
        elif line.replaces:
            line.will = _("Invited again; the earlier link no longer works")
        elif line.party.pk not in present:
            line.will = _("Invited; a new delegation is created")
        else:
            line.will = pgettext("an import", "Invited")
        opened[line.party.pk] += key not in waiting
        if opened[line.party.pk] > MOST_OPEN:
            line.problems.append(too_many_open())
