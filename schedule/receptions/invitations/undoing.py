"""Undo of the host's decision on a substitute or a late answer, or of a new link, before its mail is sent."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import concurrency, lifecycle, undo
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from schedule.receptions.invitations import notices
from schedule.receptions.invitations.actions import lock_answerable
from schedule.receptions.invitations.late_answers import DECLINED, TAKEN, read_answer, undo_word
from schedule.receptions.invitations.queries import all_invitations, locked
from schedule.receptions.invitations.substitutes import APPROVED, REJECTED, undo_decision
from schedule.receptions.models import Invitation, Reception

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
    def substitute_name(self) -> str:
        """Return whom the step was about: a substitute who was not approved no longer stands on the invitation."""
        return str(read_answer(self.invitation.before_word).get("substitute_name", ""))

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
    offers = [
        UndoOffer(rows[ref], entry, entry.actor_id == actor.user_id) for ref, entry in entries.items() if ref in rows
    ]
    return [offer for offer in offers if offer.invitation.replaced_hash or not offer.is_link]


@lifecycle.use_case
def undo_step(*, actor: Actor, invitation: Invitation, expected_version: int | None) -> Invitation:
    """Undo the last step on an invitation, one's own or a colleague's: the substitute or late answer waits again, or the former link holds.

    Whoever has arrived since has changed the invitation: nothing is undone over an arrival, nor when it was taken back.

    Raises NotAllowed, NotPossible too late, AlreadyDecided when something was changed since.
    """
    require_right(actor, "receptions.invite")
    reception = Reception.objects.select_for_update().get(pk=invitation.reception_id)
    concurrency.lock_row(invitation, expected_version)
    now = locked(invitation.pk)[0]
    verb = undo.require_recent_step(now, UNDONE).verb
    if verb == SENT_AGAIN:
        return _undo_link(actor, now, expected_version)
    if verb in (TAKEN, DECLINED):
        return undo_word(actor, now, reception, expected_version)
    lock_answerable(now)
    return undo_decision(actor, now, reception, expected_version)


def _undo_link(actor: Actor, now: Invitation, expected_version: int | None) -> Invitation:
    # Without an earlier link that was sent there is none to give back.
    if not now.replaced_hash or not notices.withdraw_mails(now, notices.INVITED):
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
