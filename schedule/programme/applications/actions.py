import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible
from conference.files.documents import Document
from conference.parties.models import Party
from delegations.registration.delegations import places
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import Delegation
from schedule.calendar.models import Room
from schedule.programme.applications import notices, queries
from schedule.programme.models import Application, Session, Type
from schedule.programme.sessions.actions import editing as programme
from schedule.programme.sessions.content import SessionContent

LONGEST = 4000  # characters of one field as typed; longer ones are refused when the form is sent, in words


@dataclass(frozen=True)
class Proposal:
    """What a delegation proposes; columns as of Application. Texts are in `language`."""

    title: str
    language: str
    abstract: str
    attendance: int
    contact_name: str
    contact_email: str
    contact_phone: str = ""
    days: Sequence[str] = ()
    parts: Sequence[str] = ()
    interpretation: Sequence[str] = ()
    needs: str = ""
    late_words: str = ""
    partners: Sequence[Party] = ()

    def columns(self) -> dict[str, Any]:
        columns = {**vars(self), **{name: list(getattr(self, name)) for name in ("days", "parts", "interpretation")}}
        del columns["partners"]
        return columns


@dataclass(frozen=True)
class LateNote:
    document: Document
    number: str = ""
    dated: date | None = None

    def columns(self) -> dict[str, Any]:
        """Store the file, and return the application's columns."""
        name = f"notes/{uuid.uuid4().hex}.{self.document.extension}"
        return {
            "note_file": default_storage.save(name, ContentFile(self.document.body)),
            "note_name": self.document.name,
            "note_number": self.number,
            "note_dated": self.dated,
        }


@lifecycle.use_case
def begin(*, actor: Actor, delegation: Delegation) -> Application:
    """Begin an empty application, or return one that nobody has typed in yet: two clicks begin one.

    Raises NotFound if the actor does not act for the delegation.
    """
    delegation = delegation_for(actor, delegation.party.code, write=True)
    places.lock_places(delegation)
    if empty := Application.objects.filter(delegation=delegation, state="draft", typed_version=0).first():
        return empty
    return lifecycle.create(Application(delegation=delegation), actor=actor, verb="application.begun")


@lifecycle.use_case
def save_draft(
    *, actor: Actor, application: Application, typed: Mapping[str, Any], expected_version: int
) -> Application:
    """Save a draft as typed, valid or not, outside the audit log. `expected_version` is its `typed_version`.

    Raises NotFound, NotPossible if it is no longer a draft, AlreadyDecided if somebody else has saved another text.
    """
    delegation_for(actor, application.delegation.party.code, write=True)
    draft = Application.objects.select_for_update(of=("self",)).select_related("typed_by").get(pk=application.pk)
    if draft.state != "draft":
        raise NotPossible(_("This application has been sent and can no longer be changed."))
    _check_typed(draft, actor, expected_version)
    draft.typed = {
        name: [str(text)[:LONGEST] for text in value] if isinstance(value, list) else str(value)[:LONGEST]
        for name, value in typed.items()
    }
    draft.typed_version += 1
    draft.typed_at, draft.typed_by_id = clock.now(), actor.user_id
    draft.save(update_fields=["typed", "typed_version", "typed_at", "typed_by"])
    return draft


def _check_typed(draft: Application, actor: Actor, expected: int) -> None:
    """Raise AlreadyDecided if somebody else has typed after the text with this `typed_version`."""
    if draft.typed_version != expected and draft.typed_by_id != actor.user_id:
        message = _(
            "%(who)s has changed this draft since you opened it. What you typed is shown here but not saved yet."
        )
        raise AlreadyDecided(message % {"who": draft.typed_by or "?"})


@lifecycle.use_case
def submit(
    *,
    actor: Actor,
    application: Application,
    proposal: Proposal,
    note: LateNote | None = None,
    expected_version: int | None = None,
    expected_typed: int | None = None,
) -> Application:
    """Send an application to the organizers; after the deadline it needs a reason, and may have a note.

    `expected_typed` is the `typed_version` that the page showed, so that nothing is lost which somebody else typed since.
    Raises NotFound, AlreadyDecided, NotPossible if the delegation has no place left or a late application no reason.
    """
    delegation = delegation_for(actor, application.delegation.party.code, write=True)
    # Locks the delegation, so that two of its applications are counted one after the other.
    places.lock_places(delegation)
    most, late = queries.get_rules().places, queries.is_late()
    if most is not None and queries.count_used_places(delegation) >= most:
        message = _(
            "Your delegation already has the maximum of %(n)d applications. Withdraw one first, or "
            "write to the organizers."
        )
        raise NotPossible(message % {"n": most})
    if late and not proposal.late_words:
        raise NotPossible(_("The deadline has passed. Give the reason for the late application."))
    columns = {**proposal.columns(), **(note.columns() if note and late else {})}
    columns |= {"late": late, "submitted_at": clock.now(), "typed": {}}
    application = lifecycle.move(
        application,
        "submitted",
        actor=actor,
        verb="application.submitted",
        expected_version=expected_version,
        check=None if expected_typed is None else lambda now: _check_typed(now, actor, expected_typed),
        **columns,
    )
    application.partners.set(proposal.partners)
    notices.queue_notice(notices.SUBMITTED, application)
    return application


@lifecycle.use_case
def withdraw_application(*, actor: Actor, application: Application, expected_version: int | None = None) -> Application:
    """Withdraw an application or discard a draft. Raises NotFound, AlreadyDecided, NotPossible for a declined one."""
    delegation_for(actor, application.delegation.party.code, write=True)
    application = lifecycle.move(
        application, "withdrawn", actor=actor, verb="application.withdrawn", expected_version=expected_version
    )
    if application.submitted_at is not None:
        notices.queue_notice(notices.WITHDRAWN, application)
    return application


@lifecycle.use_case
def accept(
    *,
    actor: Actor,
    application: Application,
    title: str,
    room: Room,
    starts: datetime,
    ends: datetime,
    expected_version: int | None = None,
    despite: str = "",
) -> tuple[Application, Session]:
    """Give the side event room and time, as a session of the draft, and tell the delegation. `title` is in English.

    Raises NotAllowed, AlreadyDecided, NotPossible, TimeTaken, and CautionsRaised without a reason in `despite`.
    """
    require_right(actor, "programme.edit")
    key = f"side-event-{application.public_id.hex[:12]}"
    columns: dict[str, Any] = {"session_key": key, "decided_at": clock.now(), "decided_by_id": actor.user_id}
    application = lifecycle.move(
        application, "accepted", actor=actor, verb="application.accepted", expected_version=expected_version, **columns
    )
    content = SessionContent(
        type=Type.SIDE_EVENT,
        title={application.language: application.title, "en": title},
        description={application.language: application.abstract},
        room=room,
        starts=starts,
        ends=ends,
        expected=application.attendance,
        interpretation=application.interpretation,
        organisers=[application.delegation.party, *application.partners.all()],
    )
    session = programme.create_session(actor=actor, content=content, key=key, despite=despite)
    notices.queue_notice(notices.ACCEPTED, application, session)
    return application, session


@lifecycle.use_case
def decline(*, actor: Actor, application: Application, reason: str, expected_version: int | None = None) -> Application:
    """Decline with a reason for the delegation. Raises NotAllowed, AlreadyDecided, NotPossible without a reason."""
    require_right(actor, "programme.edit")
    reason = reason.strip()[:500]
    if not reason:
        raise NotPossible(_("Give the reason for declining the application: the delegation reads it."))
    decision: dict[str, Any] = {"reason": reason, "decided_at": clock.now(), "decided_by_id": actor.user_id}
    application = lifecycle.move(
        application, "declined", actor=actor, verb="application.declined", expected_version=expected_version, **decision
    )
    # As `move` takes `reason` for the audit log alone.
    Application.objects.filter(pk=application.pk).update(reason=reason)
    application.reason = reason
    notices.queue_notice(notices.DECLINED, application, reason=reason)
    return application
