"""The list of outside guests: entering, changing, removing and importing them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, concurrency, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from schedule.receptions.outside_guests.import_lines import GuestLine, ImportRefused
from schedule.receptions.outside_guests.models import OutsideGuest

RIGHT = "receptions.invite"
# An invitation in these states asks nothing of the guest any more.
SETTLED = ("ended", "regretted", "rejected")


class ListedAlready(NotPossible):
    """A guest of this name and party is on the list."""


class PartyFixed(NotPossible):
    """A guest who was invited stays with the party."""


@lifecycle.use_case
def create_guest(*, actor: Actor, values: Mapping[str, Any]) -> OutsideGuest:
    """Enter an outside guest, one when it is sent twice. Raises NotAllowed, ListedAlready."""
    require_right(actor, RIGHT)
    guest = OutsideGuest(**values)
    if first := concurrency.made_before(guest, actor=actor, verb="outside_guest.added"):
        return first
    _require_new_name(guest)
    return lifecycle.create(guest, actor=actor, verb="outside_guest.added")


@lifecycle.use_case
def edit_guest(
    *, actor: Actor, guest: OutsideGuest, values: Mapping[str, Any], expected_version: int | None
) -> OutsideGuest:
    """Change an outside guest. Raises NotAllowed, AlreadyDecided, ListedAlready, PartyFixed once invited, NotPossible if removed."""
    require_right(actor, RIGHT)

    def check(now: OutsideGuest) -> None:
        if now.state != "listed":
            raise NotPossible(_("%(who)s was removed from the list.") % {"who": now})
        if now.party_id != values["party"].pk and now.invitations.exists():
            message = _("%(who)s has been invited: the party stays. Enter the person again for another party.")
            raise PartyFixed(message % {"who": now})
        _require_new_name(OutsideGuest(pk=now.pk, **values))

    return lifecycle.change(
        guest, actor=actor, verb="outside_guest.changed", expected_version=expected_version, check=check, **values
    )


@lifecycle.use_case
def remove_guest(*, actor: Actor, guest: OutsideGuest, expected_version: int | None) -> OutsideGuest:
    """Remove a guest from the list. Raises NotAllowed, AlreadyDecided, NotPossible while an invitation of the guest is open."""
    require_right(actor, RIGHT)

    def check(now: OutsideGuest) -> None:
        invitations = now.invitations.exclude(state__in=SETTLED).filter(reception__ends__gt=clock.now())
        if invitation := invitations.select_related("reception").first():
            message = _("%(who)s is invited to “%(what)s”. First record that the guest declines.")
            raise NotPossible(message % {"who": now, "what": invitation.reception})

    return lifecycle.move(
        guest, "removed", actor=actor, verb="outside_guest.removed", expected_version=expected_version, check=check
    )


@lifecycle.use_case
def import_guests(*, actor: Actor, lines: list[GuestLine], dry_run: bool = False) -> int:
    """Enter all guests of a list, or nobody. Return how many.

    Args:
        dry_run: Only check them.

    Raises NotAllowed, ImportRefused when a line has a problem.
    """
    require_right(actor, RIGHT)
    _note_listed(lines)
    if not lines or any(line.problems for line in lines):
        raise ImportRefused(lines)
    if not dry_run:
        guests = [OutsideGuest(**line.values) for line in lines]
        lifecycle.create_many(guests, actor=actor, verb="outside_guest.added")
    return len(lines)


def _note_listed(lines: Iterable[GuestLine]) -> None:
    """Add to each line whose guest is on the list already that this is so. Two queries."""
    concurrency.enter_alone(OutsideGuest)
    names = OutsideGuest.objects.filter(state="listed").values_list("party_id", "family_name", "given_names")
    listed = set(names)
    for line in lines:
        if not line.problems and line.key in listed:
            line.problems.append(_("A guest of this name and party is on the list already."))


def _require_new_name(guest: OutsideGuest) -> None:
    concurrency.enter_alone(OutsideGuest)
    names = {"party": guest.party, "family_name": guest.family_name, "given_names": guest.given_names}
    if OutsideGuest.objects.filter(state="listed", **names).exclude(pk=guest.pk).exists():
        raise ListedAlready(_("A guest of this name and party is on the list already."))
