"""What a person declares a restored copy of the database to be: a trial, which stays mute, or the replacement, which goes on.

Before a replacement goes on, everything that waits is held: the former database may have sent it between the copy and the restore.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.celery import app
from conference.core import lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.core.signals import replacement_declared
from conference.correspondence.models import Message, State
from conference.correspondence.outbox.leases import FREE
from conference.models import Installation, InstallationState, new_stamp
from conference.ops import installation

DECIDE = "installation.decide"


@lifecycle.use_case
def declare_trial(*, actor: Actor, is_unrecognized: bool = False) -> None:
    """Declare the copy a trial: it never sends, signs or synchronizes anything.

    Args:
        is_unrecognized: It is a copy of a cluster's files that was not told from the former one.

    Raises:
        NotAllowed; NotPossible when this is no restored copy, or it was declared before.
    """
    row = _lock_copy(actor, is_unrecognized=is_unrecognized)
    _declare(row, actor, "installation.trial", state=InstallationState.TRIAL)


def declare_replacement(*, actor: Actor, is_unrecognized: bool = False) -> int:
    """Declare that the copy replaces the former database, and return how many messages are held. Arguments and errors as `declare_trial`.

    What is due is written first, so that it is held too: the former database may have written and sent it.
    """
    require_right(actor, DECIDE)
    _check_is_copy(is_unrecognized=is_unrecognized)
    app.loader.import_default_modules()  # a web process has not named the tasks yet
    for name in settings.TASKS_BEFORE_REPLACEMENT:
        app.tasks[name]()
    return _replace(actor=actor, is_unrecognized=is_unrecognized)


@lifecycle.use_case
def _replace(*, actor: Actor, is_unrecognized: bool) -> int:
    row = _lock_copy(actor, is_unrecognized=is_unrecognized)
    waiting = Message.objects.filter(state__in=[State.QUEUED, State.SENDING])
    held = waiting.update(state=State.HELD, **FREE)
    place = installation.read_place()
    values = {**place._asdict(), "key": new_stamp(), "seen_at": timezone.now(), "state": InstallationState.LIVE}
    _declare(row, actor, "installation.replacement", held=held, **values)
    replacement_declared.send(sender=Installation, actor=actor)
    return held


def _check_is_copy(*, is_unrecognized: bool) -> None:
    status = installation.read_status()
    if status == InstallationState.TRIAL:
        raise NotPossible(_("This copy was declared a trial and stays one. Restore the copy again to go on with it."))
    if status == InstallationState.LIVE and not is_unrecognized:
        raise NotPossible(_("This is the database on which the conference runs, and no restored copy."))


def _lock_copy(actor: Actor, *, is_unrecognized: bool) -> Installation:
    require_right(actor, DECIDE)
    now = timezone.now()
    # A copy that is declared before its first relay may have been made before the first one of its original.
    values = {**installation.read_place()._asdict(), "seen_at": now}
    Installation.objects.get_or_create(pk=1, defaults=values)
    row = Installation.objects.select_for_update().get(pk=1)
    _check_is_copy(is_unrecognized=is_unrecognized)
    return row


def _declare(row: Installation, actor: Actor, verb: str, *, held: int = 0, **values: object) -> None:
    now = timezone.now()
    Installation.objects.filter(pk=row.pk).update(found_at=row.found_at or now, decided_at=now, **values)
    seen_at: datetime = row.seen_at
    lifecycle.log(row, actor=actor, verb=verb, details={"held": held, "last_confirmed": seen_at.isoformat()})
    forget: Callable[[], None] = installation.forget_status
    transaction.on_commit(forget)
