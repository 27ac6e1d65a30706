"""Actions at the receiving line. Each concerns one guest and can be undone; of two screens the slower one is refused."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import clock, concurrency, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.look.times import clock_text
from conference.models import current_conference
from schedule.receptions.models import Invitation, LineState, Reception
from schedule.receptions.seating.queries import given_to

RIGHT = "receptions.invite"
MOST_MINUTES = 30
UNDO = "undo"
# From where a guest may come to stand there.
FROM: Mapping[str, tuple[str, ...]] = {
    LineState.RECEIVED: (LineState.EXPECTED, LineState.RECALLED),
    LineState.SKIPPED: (LineState.EXPECTED, LineState.RECALLED),
    LineState.RECALLED: (LineState.SKIPPED,),
}
VERBS = {
    LineState.RECEIVED: "invitation.received",
    LineState.SKIPPED: "invitation.skipped",
    LineState.RECALLED: "invitation.recalled",
}
sentences.register_sentences(
    {
        "invitation.received": gettext_lazy("%(what)s: received by the host"),
        "invitation.skipped": gettext_lazy("%(what)s: skipped in the receiving line (%(who)s)"),
        "invitation.recalled": gettext_lazy("%(what)s: recalled to the receiving line (%(who)s)"),
        "invitation.standing_undone": gettext_lazy("%(who)s undid an act at the receiving line: %(what)s"),
        "invitation.said_as": gettext_lazy("%(who)s noted how the name is said: %(what)s"),
    }
)


@lifecycle.use_case
def record_greeting(
    *, actor: Actor, invitation: Invitation, to: str, expected_version: int | None = None
) -> Invitation:
    """Note that a guest was received, skipped or recalled, or undo the last of these.

    Args:
        to: One of LineState but `expected`, or `undo`.

    Raises:
        NotAllowed.
        AlreadyDecided: When the guest's invitation has changed since.
        NotPossible: When the guest is not expected or stands elsewhere, or outside the hours of the reception.
    """
    require_right(actor, RIGHT)
    concurrency.lock_row(invitation, expected_version)
    now = Invitation.objects.select_related("guest", "reception").get(pk=invitation.pk)
    if to == UNDO:
        if not now.stood:
            raise NotPossible(_("There is nothing to undo of %(who)s.") % {"who": now.who_comes})
        return lifecycle.change(now, actor=actor, verb="invitation.standing_undone", standing=now.stood, stood="")
    reception = now.reception
    if clock.now() < reception.door_opens:
        opens = clock_text(reception.door_opens.astimezone(current_conference().zone))
        raise NotPossible(_("The entrance opens at %(time)s. Nobody can be received yet.") % {"time": opens})
    if clock.now() > reception.ends:
        raise NotPossible(_("The reception is over: nobody is received any more."))
    if now.state != "accepted":
        values = {"who": now.who_comes, "state": now.get_state_display()}
        raise NotPossible(_("%(who)s is not expected: %(state)s.") % values)
    if now.standing not in FROM[to]:
        message = _("%(who)s stands as “%(state)s” in the receiving line. Nothing was changed.")
        raise NotPossible(message % {"who": now.who_comes, "state": now.get_standing_display()})
    return lifecycle.change(
        now, actor=actor, verb=VERBS[LineState(to)], standing=to, stood=now.standing, stands_since=clock.now()
    )


@lifecycle.use_case
def note_pronunciation(
    *, actor: Actor, invitation: Invitation, said_as: str, expected_version: int | None = None
) -> Invitation:
    """Note how the guest's name is pronounced; an empty text removes it. Raises NotAllowed, AlreadyDecided."""
    require_right(actor, RIGHT)
    now = concurrency.lock_row(invitation, expected_version)
    said_of = given_to(now, False) if said_as else ""
    return lifecycle.change(now, actor=actor, verb="invitation.said_as", said_as=said_as, said_of=said_of)


@lifecycle.use_case
def set_line(
    *,
    actor: Actor,
    reception: Reception,
    minutes: int,
    lines: int = 1,
    guests: int | None = None,
    expected_version: int | None = None,
) -> Reception:
    """Set how many minutes each guest has with the host, how many lines there are, and how many guests are received.

    Args:
        guests: By precedence; None for all.

    Raises NotAllowed, AlreadyDecided.
    """
    require_right(actor, RIGHT)
    now = concurrency.lock_row(reception, expected_version)
    facts = {"each_minutes": minutes, "lines": lines, "line_guests": guests}
    changed = {
        name: [str(getattr(now, name)), str(value)] for name, value in facts.items() if getattr(now, name) != value
    }
    if not changed:
        return now
    for name, value in facts.items():
        setattr(now, name, value)
    now.version += 1
    now.save(update_fields=[*facts, "version"])
    lifecycle.log(now, actor=actor, verb="reception.changed", details={"version": now.version, "changed": changed})
    return now
