"""Hand in the text of a statement, take it back, and undo that: each until the session begins."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle, undo
from conference.core.access import Actor
from conference.core.errors import NotFound, NotPossible
from conference.files import stored_files
from conference.files.documents import Document
from delegations.registration.delegations.queries import delegation_for
from schedule.programme.models import Inscription, StatementText
from schedule.programme.statements import queries
from schedule.programme.statements.models import TextState


@lifecycle.use_case
def hand_in(
    *,
    actor: Actor,
    inscription: Inscription,
    document: Document | None,
    language: str,
    may_publish: bool,
    expected_version: int | None = None,
) -> StatementText:
    """Store the text in place of an earlier one. Raises NotFound, NotPossible, AlreadyDecided.

    Args:
        document: A PDF; None keeps the one that was handed in, and changes what is said of it.
        expected_version: 0 from a page that showed no text.
    """
    inscription = _lock(actor, inscription)
    text = queries.find_text(inscription)
    fields: dict[str, Any] = {"language": language, "may_publish": may_publish}
    if document is not None:
        name = f"statements/{uuid.uuid4().hex}.{document.extension}"
        fields |= {"file": stored_files.store_file(name, document.body), "file_name": document.name}
        fields |= {"handed_in_at": clock.now(), "handed_in_by_id": actor.user_id}
    elif text is None or not text.is_handed_in:
        raise NotPossible(_("Choose the file with the text."))
    if text is None:
        return lifecycle.create(
            StatementText(inscription=inscription, **fields), actor=actor, verb="statement.handed_in"
        )
    if document is not None:
        stored_files.remove_files([str(text.file)])
    if text.state == TextState.HANDED_IN:
        return lifecycle.change(
            text, actor=actor, verb="statement.changed", expected_version=expected_version, **fields
        )
    fields["taken_back_at"] = None
    return lifecycle.move(text, TextState.HANDED_IN, actor=actor, verb="statement.handed_in", **fields)


@lifecycle.use_case
def take_back(*, actor: Actor, inscription: Inscription, expected_version: int | None) -> StatementText:
    """Take the text back: nobody reads it any more, and a purge deletes it once this can no longer be undone."""
    text = _get_text(_lock(actor, inscription))
    entry: dict[str, Any] = {"actor": actor, "verb": "statement.taken_back", "expected_version": expected_version}
    return lifecycle.move(text, TextState.TAKEN_BACK, taken_back_at=clock.now(), **entry)


@lifecycle.use_case
def undo_taking_back(*, actor: Actor, inscription: Inscription) -> StatementText:
    """Hand the text in again that was taken back just now. Raises NotPossible too late."""
    text = _get_text(_lock(actor, inscription))
    undo.require_recent_step(text, ("statement.taken_back",))
    return lifecycle.move(text, TextState.HANDED_IN, actor=actor, verb="statement.restored", taken_back_at=None)


def _lock(actor: Actor, inscription: Inscription) -> Inscription:
    """Return the inscription, locked. Raises NotFound, and NotPossible once the session has begun."""
    delegation_for(actor, inscription.delegation.party.code, write=True)
    locked = Inscription.objects.select_for_update(of=("self",)).select_related("delegation__party", "list")
    inscription = locked.get(pk=inscription.pk)
    closing = queries.get_closing(inscription, list(inscription.list.sittings.all()))
    if not queries.is_open(inscription, closing):
        raise NotPossible(_("The session has begun: the text can no longer be changed."))
    return inscription


def _get_text(inscription: Inscription) -> StatementText:
    text = queries.find_text(inscription)
    if text is None:
        raise NotFound(_("No text was handed in."))
    return text
