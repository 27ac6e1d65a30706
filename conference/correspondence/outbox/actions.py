from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import make_msgid
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotFound
from conference.correspondence.letters.plain_text import one_line
from conference.correspondence.letters.registry import Notice
from conference.correspondence.letters.rendering import known_language
from conference.correspondence.models import Message, State
from conference.correspondence.outbox.nudge import nudge
from conference.db import prepared


@dataclass(frozen=True)
class Recipient:
    email: str
    name: str = ""
    language: str = "en"
    user_id: int | None = None

    @classmethod
    def for_user(cls, user: Any) -> Recipient:
        return cls(user.email, user.name, user.language, user.pk)


@dataclass(frozen=True)
class Letter:
    """One notice to some recipients, for `queue_all`. Attributes as the arguments of `queue_messages`."""

    notice: Notice
    subject: models.Model
    to: Sequence[Recipient]
    context: Mapping[str, Any]
    version: int | None = None
    scope: str = ""
    after: timedelta = timedelta()


def queue_messages(
    notice: Notice,
    *,
    subject: models.Model,
    to: Iterable[Recipient],
    context: Mapping[str, Any],
    version: int | None = None,
    scope: str = "",
    after: timedelta = timedelta(),
) -> int:
    """Write one message a recipient, in the open transaction, and nudge the relay after commit. Return how many were new.

    Args:
        version: Of the subject (default: its `version`, else 0); one message each.
        after: How long it waits: as long as its cause can be undone.
        context: Exactly the notice's variables, as JSON values (dates as ISO texts).

    Raises:
        ValueError, TypeError: When a variable is missing, one too many, or no JSON.
    """
    rows = _write([Letter(notice, subject, list(to), context, version, scope, after)])
    return Message.objects.filter(message_id__in=[row.message_id for row in rows]).count()


def queue_all(letters: Iterable[Letter]) -> None:
    """Do what `queue_messages` does with several letters, by one INSERT and without counting."""
    _write(letters)


def _write(letters: Iterable[Letter]) -> list[Message]:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A message is written in the transaction of its cause.")
    rows = [row for letter in letters for row in _rows_of(letter)]
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    transaction.on_commit(nudge, robust=True)
    return rows


def _rows_of(letter: Letter) -> list[Message]:
    notice = letter.notice
    if set(letter.context) != set(notice.variables):
        raise ValueError(f"{notice.kind}: variables differ: {sorted(set(letter.context) ^ set(notice.variables))}")
    common = _common_values(letter)
    domain = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return [
        Message(
            # The same mailbox however it was typed, so that it is written to once.
            recipient=recipient.email.strip().lower(),
            recipient_name=one_line(recipient.name)[:200],
            language=known_language(recipient.language),
            user_id=recipient.user_id,
            message_id=make_msgid(domain=domain),
            **common,
        )
        for recipient in letter.to
    ]


def _common_values(letter: Letter) -> dict[str, Any]:
    notice, subject, context, version = letter.notice, letter.subject, letter.context, letter.version
    secret = {name: context[name] for name in notice.sealed}
    return {
        "kind": notice.kind,
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "subject_version": getattr(subject, "version", 0) if version is None else version,
        "scope": letter.scope,
        "context": {name: value for name, value in context.items() if name not in notice.sealed},
        "sealed": json.dumps(secret) if secret else "",
        "created_at": clock.now(),
        "not_before": timezone.now() + letter.after,
    }


def undoable_messages(notices: Iterable[Notice], scopes: Iterable[str]) -> models.QuerySet[Message]:
    """Return messages of these kinds and scopes that wait until their cause can be undone no more."""
    rows = Message.objects.defer("sealed").filter(kind__in=[notice.kind for notice in notices], scope__in=list(scopes))
    return rows.filter(state=State.QUEUED, not_before__gt=timezone.now()).order_by("pk")


def lock_undoable_messages(notices: Iterable[Notice], scopes: Iterable[str]) -> list[Message]:
    """Return what `undoable_messages` does, locked: none of these is being sent."""
    return list(undoable_messages(notices, scopes).select_for_update())


def lock_undoable_messages_about(notices: Iterable[Notice], subject: models.Model) -> list[Message]:
    """Return what `lock_undoable_messages` does of one subject alone. One query, whose statement is kept."""
    kinds = tuple(sorted({notice.kind for notice in notices}))
    messages: list[Message] = _about(kinds)(subject._meta.label_lower, str(subject.pk), timezone.now())
    return messages


@cache
def _about(kinds: tuple[str, ...]) -> prepared.Prepared:
    def build(*values: prepared.Parameter) -> models.QuerySet[Message]:
        kind, key, now = values
        rows = Message.objects.defer("sealed").filter(kind__in=kinds, subject_type=kind, subject_id=key)
        return rows.filter(state=State.QUEUED, not_before__gt=now).order_by("pk").select_for_update()

    return prepared.Prepared(build, models.CharField(), models.CharField(), models.DateTimeField())


def lock_waiting_messages(subject: models.Model, version: int) -> list[Message]:
    """Return, locked, every message about that version of a subject that waits until its cause can be undone no more."""
    return list(_waiting(subject._meta.label_lower, {str(subject.pk): version}).filter(subject_version=version))


def send_waiting_messages(subject_type: str, versions: Mapping[str, int], *, besides: Iterable[Notice] = ()) -> None:
    """Let messages go that still wait about an earlier version of subjects: a further change has ended the undo of their cause.

    `versions`: The subjects' present ones, by key.
    """
    earlier = models.Q()
    for key, version in versions.items():
        earlier |= models.Q(subject_id=key, subject_version__lt=version)
    rows = _waiting(subject_type, versions).exclude(kind__in=[notice.kind for notice in besides])
    if rows.filter(earlier).update(not_before=timezone.now()):
        transaction.on_commit(nudge, robust=True)


def _waiting(subject_type: str, keys: Iterable[str]) -> models.QuerySet[Message]:
    rows = Message.objects.defer("sealed").filter(subject_type=subject_type, subject_id__in=list(keys))
    return rows.filter(state=State.QUEUED, not_before__gt=timezone.now()).order_by("pk").select_for_update()


def withdraw_messages(messages: Iterable[Message]) -> None:
    """Cancel messages of `lock_undoable_messages` whose cause was undone or is outdated: they never go."""
    ids = [message.pk for message in messages]
    Message.objects.filter(pk__in=ids, state=State.QUEUED).update(
        state=State.CANCELLED, ended_at=clock.now(), sealed=""
    )


@lifecycle.use_case
def send_again(*, actor: Actor, ids: Sequence[int]) -> int:
    """Queue failed messages once more, with their Message-ID and tries. Return how many.

    Raises NotAllowed, NotFound when none exists, AlreadyDecided when one has not failed.
    """
    require_right(actor, "messages.send_again")
    fresh = {"attempts": 0, "last_error": "", "ended_at": None, "handed_at": None, "not_before": timezone.now()}
    done = _decide(ids, actor, State.FAILED, "message.sent_again", state=State.QUEUED, **fresh)
    transaction.on_commit(nudge, robust=True)
    return done


@lifecycle.use_case
def cancel(*, actor: Actor, message_id: int) -> None:
    """Take back a message that still waits.

    Raises NotAllowed, NotFound, AlreadyDecided when it is being sent or has ended.
    """
    require_right(actor, "messages.cancel")
    _decide([message_id], actor, State.QUEUED, "message.cancelled", state=State.CANCELLED, **_ended())


@lifecycle.use_case
def release(*, actor: Actor, ids: Sequence[int]) -> int:
    """Send held messages: the former database had not sent them. Return how many. Raises as `send_again`."""
    require_right(actor, "messages.send_again")
    done = _decide(ids, actor, State.HELD, "message.released", state=State.QUEUED, not_before=timezone.now())
    transaction.on_commit(nudge, robust=True)
    return done


@lifecycle.use_case
def discard(*, actor: Actor, ids: Sequence[int]) -> int:
    """Never send held messages: the former database had sent them. Return how many. Raises as `send_again`."""
    require_right(actor, "messages.cancel")
    return _decide(ids, actor, State.HELD, "message.cancelled", state=State.CANCELLED, **_ended())


def _ended() -> dict[str, Any]:
    return {"ended_at": clock.now(), "sealed": "", "last_error": ""}


def _decide(ids: Sequence[int], actor: Actor, was: State, verb: str, **values: Any) -> int:
    messages = list(Message.objects.select_for_update().defer("sealed").filter(pk__in=ids).order_by("pk"))
    if not messages:
        raise NotFound(_("There is no such message."))
    for message in messages:
        if message.state != was:
            shown = {"what": message, "state": message.get_state_display().lower()}
            raise AlreadyDecided(_("%(what)s is %(state)s. Nothing was changed.") % shown)
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(**values)
    for message in messages:
        lifecycle.log(message, actor=actor, verb=verb)
    return len(messages)
