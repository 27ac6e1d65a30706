"""Undo of the host's decision on a substitute or a late answer, or of a new link, before its mail is sent."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import lifecycle, undo
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from schedule.receptions.invitations import notices
from schedule.receptions.invitations.actions import admit_waiting, lock_answerable
from schedule.receptions.invitations.late_answers import DECLINED, TAKEN, undo_word
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Invitation, Reception

APPROVED, REJECTED = "invitation.substitute_approved", "invitation.substitute_rejected"
SENT_AGAIN = "invitation.sent_again"
UNDONE = (APPROVED, REJECTED, SENT_AGAIN, TAKEN, DECLINED)


@dataclass(frozen=True)
class UndoOffer:
    """A step that can still be undone, and whether it is the reader's own."""

    invitation: Invitation
    entry: AuditEntry
    own: bool

    @property
    def is_link(self) -> bool:
        return self.entry.verb == SENT_AGAIN

    @property
    def is_late(self) -> bool:
        return self.entry.verb in (TAKEN, DECLINED)

    @property
    def is_approval(self) -> bool:
        """Return whether the host accepted: a late answer, or a substitute."""
        return self.entry.verb in (TAKEN, APPROVED)


def offers(actor: Actor, reception: Reception) -> list[UndoOffer]:
    """Return what can be undone for this reception, newest first, colleagues' steps too. One query, three when there is something."""
    entries = undo.recent(UNDONE)
    if not entries:
        return []
    invitations = all_invitations().filter(reception=reception, record__in=list(entries.values()))
    rows = {row.record_id: row for row in invitations}
    return [
        UndoOffer(rows[ref], entry, entry.actor_id == actor.user_id) for ref, entry in entries.items() if ref in rows
    ]


@lifecycle.use_case
def undo_step(*, actor: Actor, invitation: Invitation, expected_version: int | None) -> Invitation:
    """Undo the last step on an invitation, one's own or a colleague's: the substitute or late answer waits again, or the former link holds.

    Whoever has arrived since has changed the invitation: nothing is undone over an arrival, nor when it was taken back.

    Raises NotAllowed, NotPossible too late, AlreadyDecided when something was changed since.
    """
    require_right(actor, "receptions.invite")
    reception = Reception.objects.select_for_update().get(pk=invitation.reception_id)
    now = Invitation.objects.get(pk=invitation.pk)
    verb = undo.require_recent_step(now, UNDONE).verb if now.version == expected_version else ""
    if verb == SENT_AGAIN:
        return _undo_link(actor, now, expected_version)
    if verb in (TAKEN, DECLINED):
        return undo_word(actor, now, reception, expected_version)

    def check(now: Invitation) -> None:
        undo.require_recent_step(now, UNDONE)
        lock_answerable(now)

    notices.withdraw_mails(invitation, *notices.DECIDED)
    undone = lifecycle.move(
        invitation,
        "substitute",
        actor=actor,
        verb="invitation.word_undone",
        expected_version=expected_version,
        check=check,
    )
    admit_waiting(reception)
    return undone


def _undo_link(actor: Actor, now: Invitation, expected_version: int | None) -> Invitation:
    if not notices.withdraw_mails(now, notices.INVITED):
        raise NotPossible(_("The e-mail with the new link has already been sent. Nothing was changed."))
    return lifecycle.change(
        now,
        actor=actor,
        verb="invitation.link_undone",
        expected_version=expected_version,
        secret_hash=now.replaced_hash,
        sent_at=now.replaced_sent_at,
        replaced_hash="",
        replaced_sent_at=None,
    )
