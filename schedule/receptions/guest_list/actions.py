"""Inviting all heads or guests by rule, in waves, its undo, and reminding those who have not answered once."""

from collections.abc import Collection, Iterable

from django.db.models import Max
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle, links
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from delegations.registration.models import Delegate
from schedule.receptions.guest_list import queries
from schedule.receptions.guest_list.rules import Rule, find_guests, party_of
from schedule.receptions.invitations import notices
from schedule.receptions.invitations.actions import address_of
from schedule.receptions.invitations.queries import guests, heads_to_invite
from schedule.receptions.models import Invitation, OutsideGuest, Reception


@lifecycle.use_case
def invite(*, actor: Actor, reception: Reception) -> int:
    """Invite every head of delegation whom the host receives and who is not invited yet. Return how many. Raises NotAllowed."""
    require_right(actor, "receptions.invite")
    # Of two clicks at once the second waits here, and finds everybody invited.
    locked = Reception.objects.select_for_update().get(pk=reception.pk)
    return _invite(locked, heads_to_invite(locked), actor, personal=locked.personal)


@lifecycle.use_case
def invite_by_rule(
    *, actor: Actor, reception: Reception, rule: Rule, expected: str, ticked: Collection[str] | None = None
) -> int:
    """Invite the guests of a rule as the next wave. Return how many. The reception remembers who was not ticked.

    Args:
        expected: The fingerprint of the list that the actor saw.
        ticked: The keys of those to invite; else all whom nobody unticked before.

    Raises NotAllowed, NotPossible if the list is another by now, nobody is ticked, or when the reception is over.
    """
    require_right(actor, "receptions.invite")
    locked = Reception.objects.select_for_update().get(pk=reception.pk)
    if clock.now() > locked.ends:
        raise NotPossible(_("The reception is over: nobody can be invited any more."))
    preview = find_guests(locked, rule)
    if preview.fingerprint != expected:
        raise NotPossible(_("The list has changed since you looked at it. Nobody was invited; look at it again."))
    chosen = [guest for guest in preview.guests if (guest.ticked if ticked is None else guest.key in ticked)]
    if not chosen:
        raise NotPossible(_("Nobody is ticked. Nobody was invited."))
    _remember_unticked(locked, rule, [guest.key for guest in preview.guests if guest not in chosen], actor)
    last = locked.invitations.aggregate(last=Max("wave"))["last"] or 0
    persons = [guest.person for guest in chosen]
    return _invite(locked, persons, actor, personal=rule.personal or locked.personal, wave=last + 1)


def _remember_unticked(reception: Reception, rule: Rule, keys: list[str], actor: Actor) -> None:
    """Store whom the actor unticked under this rule."""
    before = reception.unticked.get(rule.key, [])
    if before != keys:
        reception.unticked[rule.key] = keys
        reception.save(update_fields=["unticked"])
        details = {"changed": {"unticked": [", ".join(before), ", ".join(keys)]}, "rule": rule.key}
        lifecycle.log(reception, actor=actor, verb="reception.unticked", details=details)


def _invite(
    reception: Reception,
    persons: Iterable[Delegate | OutsideGuest],
    actor: Actor,
    *,
    personal: bool,
    wave: int = 1,
) -> int:
    """Invite these persons, each by an own link, mailed when this can no longer be undone, and kept nowhere else. Return how many."""
    invitations, addresses = [], []
    for person in persons:
        delegate = person if isinstance(person, Delegate) else None
        secret, hashed = links.new_secret()
        addresses.append(address_of(secret))
        invitations.append(
            Invitation(
                reception=reception,
                party=party_of(person),
                delegation=delegate.delegation if delegate else None,
                guest=delegate,
                outside_guest=person if isinstance(person, OutsideGuest) else None,
                personal=personal or delegate is None,
                wave=wave,
                secret_hash=hashed,
                sent_at=clock.now(),
            )
        )
    saved = lifecycle.create_many(invitations, actor=actor, verb="invitation.sent")
    for invitation, address in zip(saved, addresses, strict=True):
        notices.write_invitation(invitation, address, can_be_undone=True)
    return len(saved)


@lifecycle.use_case
def undo_invitations(*, actor: Actor, reception: Reception) -> int:
    """End invitations whose mails wait still, as if nobody had been invited. Return how many.

    Raises NotAllowed, NotPossible once all mails are sent.
    """
    require_right(actor, "receptions.invite")
    Reception.objects.select_for_update().get(pk=reception.pk)
    invitations = queries.just_invited(guests(reception, "sent"))
    if not invitations:
        raise NotPossible(_("The invitations have already been sent. Nothing was changed."))
    for invitation in invitations:
        notices.withdraw_mails(invitation, notices.INVITED)
        lifecycle.move(
            invitation,
            "ended",
            actor=actor,
            verb="invitation.sending_undone",
            expected_version=invitation.version,
            taken_back=True,
        )
    return len(invitations)


@lifecycle.use_case
def remind(*, actor: Actor, reception: Reception) -> int:
    """Remind all who have neither answered nor been reminded. Return how many. The mails wait while this can be undone.

    Raises NotAllowed, NotPossible when there is nobody to remind.
    """
    require_right(actor, "receptions.invite")
    Reception.objects.select_for_update().get(pk=reception.pk)
    changes = [(row, {"reminded_at": clock.now()}) for row in queries.not_reminded(guests(reception, "sent"))]
    if not changes:
        raise NotPossible(_("Everybody has answered or was reminded already."))
    reminded = lifecycle.change_many(changes, actor=actor, verb="invitation.reminded")
    for invitation in reminded:
        notices.write_reminder(invitation)
    return len(reminded)


@lifecycle.use_case
def undo_reminders(*, actor: Actor, reception: Reception) -> int:
    """Cancel reminders that are not sent yet. Return how many. Raises NotAllowed, NotPossible once all are sent."""
    require_right(actor, "receptions.invite")
    Reception.objects.select_for_update().get(pk=reception.pk)
    reminded = queries.just_reminded(guests(reception, "sent"))
    changes = [(row, {"reminded_at": None}) for row in reminded if notices.withdraw_mails(row, notices.REMINDED)]
    if not changes:
        raise NotPossible(_("The reminders have already been sent. Nothing was changed."))
    return len(lifecycle.change_many(changes, actor=actor, verb="invitation.reminder_undone"))
