"""Queueing messages in the transaction of their cause, and what staff may do with those that failed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from conference import clock
from conference.correspondence.models import Message
from conference.correspondence.registry import Notice


@dataclass(frozen=True)
class Recipient:
    """Whom a message goes to: address, name, language code, and the account if there is one."""

    email: str
    name: str = ""
    language: str = "en"
    user_id: int | None = None


def queue(
    notice: Notice,
    *,
    subject: models.Model,
    to: Iterable[Recipient],
    context: Mapping[str, Any],
    version: int | None = None,
    scope: str = "",
) -> int:
    """Writes one message a recipient, in the transaction now open, and nudges the relay after commit.

    Arguments: subject, the row that the message is about; version, of the subject (default: its `version`, else 0), so that the same
    event writes once and the next one again; context, exactly the notice's variables, as JSON values (dates as ISO texts).
    Returns how many were new. Raises ValueError when a variable is missing or one too many, RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A message is written in the transaction of its cause.")
    if set(context) != set(notice.variables):
        raise ValueError(f"{notice.kind}: variables differ: {sorted(set(context) ^ set(notice.variables))}")
    secret = {name: context[name] for name in notice.sealed}
    domain = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    rows = [
        Message(
            kind=notice.kind,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            subject_version=getattr(subject, "version", 0) if version is None else version,
            recipient=recipient.email,
            recipient_name=recipient.name,
            user_id=recipient.user_id,
            scope=scope,
            language=recipient.language,
            context={name: value for name, value in context.items() if name not in notice.sealed},
            sealed=json.dumps(secret) if secret else "",
            message_id=make_msgid(domain=domain),
            created_at=clock.now(),
            not_before=timezone.now(),
        )
        for recipient in to
    ]
    before = Message.objects.filter(message_id__in=[row.message_id for row in rows])
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    from conference.correspondence.nudge import nudge  # imported late: the nudge thread needs a running process

    transaction.on_commit(nudge, robust=True)
    return before.count()
