from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Actor, require_right
from conference.core.concurrency import check_expected
from conference.core.errors import AlreadyDecided, NotPossible
from conference.files import stored_files
from conference.translated import Translated
from delegations.registration.circulars import merging, notices, queries
from delegations.registration.models import Circular, CircularFile, Delegation

# The same text again within this time is a form that was sent twice.
TWICE = timedelta(minutes=10)


@lifecycle.use_case
def write_circular(
    *,
    actor: Actor,
    delegations: Sequence[Delegation],
    subject: Translated,
    body: Translated,
    expected_version: str,
    files: Sequence[tuple[str, str]] = (),
    send_at: datetime | None = None,
) -> Circular:
    """Write to every present focal point of these delegations, each in their own language where the text has it, else in English.

    Args:
        expected_version: The key (`queries.key_of`) of what the writer has previewed.
        files: Name and stored file of each attachment.
        send_at: Keep it until then, and send it to those who are focal points at that time.

    Raises:
        NotPossible: When this was not previewed, when nobody would get it, or for a time that is past.
        AlreadyDecided: When the same circular was sent a moment ago.
    """
    require_right(actor, queries.RIGHT)
    message = _("The text has changed since the preview. Please preview it again. Nothing was sent.")
    check_expected(expected_version, queries.key_of(subject, body, files, send_at), lambda: NotPossible(message))
    letters = queries.letters_to(delegations)
    if not letters:
        raise NotPossible(_("None of these delegations has a focal point. Nothing was sent."))
    now = clock.now()
    if send_at is not None and send_at <= now:
        raise NotPossible(_("The time to send it is past. Choose a later one, or none to send it at once."))
    _lock_writer_and_check_unsent(actor, subject, body, now)
    circular = Circular.objects.create(
        subject=subject, body=body, written_at=now, written_by_id=actor.user_id, send_at=send_at
    )
    circular.delegations.set(delegations)
    _attach(circular, files)
    details: dict[str, object] = {"delegations": len(delegations), "files": [name for name, _stored in files]}
    if send_at is None:
        _send(circular, letters)
        details["recipients"] = circular.recipients
    else:
        details["send_at"] = send_at.isoformat()
    _log(circular, actor, "circular.sent" if send_at is None else "circular.planned", details)
    return circular


def _lock_writer_and_check_unsent(actor: Actor, subject: Translated, body: Translated, now: datetime) -> None:
    # One writer's circulars are sent one after another, so that a form sent twice finds the first one.
    User.objects.select_for_update().filter(pk=actor.user_id or 0).first()
    same = Circular.objects.filter(
        written_by_id=actor.user_id, written_at__gt=now - TWICE, subject=subject, body=body, called_off_at=None
    )
    if same.exists():
        raise AlreadyDecided(_("This circular was sent a moment ago. Nothing was sent again."))


def _attach(circular: Circular, files: Sequence[tuple[str, str]]) -> None:
    for name, stored in files:
        if not stored_files.claim_file(stored):
            raise NotPossible(_("“%(file)s” is not here any more. Attach it again; nothing was sent.") % {"file": name})
        CircularFile.objects.create(circular=circular, name=name, file=stored)


def _send(circular: Circular, letters: Sequence[queries.CircularLetter]) -> None:
    data = merging.MergeData.read([letter.delegation for letter in letters])
    for letter in letters:
        with translation.override(letter.language):
            context = queries.context_of(circular.subject, circular.body, letter, data)
            circular.recipients += notices.queue_circular(circular, letter.delegation, letter.to, context)
    circular.sent_at = clock.now()
    circular.save(update_fields=["recipients", "sent_at"])


def _log(circular: Circular, actor: Actor, verb: str, details: dict[str, object]) -> None:
    with translation.override("en"):
        details = {name: value for name, value in details.items() if value}
        lifecycle.log(circular, actor=actor, verb=verb, details=details)


@lifecycle.use_case
def send_due() -> int:
    """Send the circulars that are due to the present focal points, and return how many. A worker calls it every minute."""
    due = Circular.objects.select_for_update(skip_locked=True).filter(
        send_at__lte=clock.now(), sent_at__isnull=True, called_off_at__isnull=True
    )
    circulars = list(due.order_by("send_at", "pk"))
    for circular in circulars:
        delegations = circular.delegations.select_related("party").prefetch_related("party__names")
        _send(circular, queries.letters_to(delegations))
        _log(circular, SYSTEM, "circular.sent", {"delegations": len(delegations), "recipients": circular.recipients})
    return len(circulars)


@lifecycle.use_case
def call_off(*, actor: Actor, circular: Circular) -> Circular:
    """Cancel a circular whose mails were not sent yet. Raises AlreadyDecided when they were, or when it was cancelled before."""
    require_right(actor, queries.RIGHT)
    circular = Circular.objects.select_for_update().get(pk=circular.pk)
    if not circular.waits:
        if not circular.sent_at:
            raise AlreadyDecided(_("It was cancelled already."))
        if not notices.withdraw_circular(circular):
            raise AlreadyDecided(_("It was sent meanwhile: its e-mails are under Messages."))
    circular.sent_at, circular.recipients = None, 0
    circular.called_off_at, circular.called_off_by_id = clock.now(), actor.user_id
    circular.save(update_fields=["sent_at", "recipients", "called_off_at", "called_off_by"])
    _log(circular, actor, "circular.called_off", {})
    return circular
