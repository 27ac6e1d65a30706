import hashlib
import json
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible
from conference.correspondence.outbox.actions import lock_undoable_messages_about, withdraw_messages
from conference.models import current_conference
from schedule.programme.models import Draft, Release, ReleasedSession
from schedule.programme.releases import notices, outline, page_cache, plan, queries
from schedule.programme.sessions.actions.editing import lock_draft
from schedule.programme.sessions.snapshot import SessionItem, items_of

BATCH = 500


@lifecycle.use_case
def publish(
    *,
    actor: Actor,
    expected_version: int | None = None,
    expected_release: int | None = None,
    held_back: Collection[str] = (),
) -> Release:
    """Publish the draft as the next release. A constant number of statements for every 500 sessions.

    Args:
        expected_version: The draft's version on the actor's screen (None: any).
        expected_release: The latest release's number there, 0 before the first (None: any).
        held_back: Keys of sessions whose changes stay in the draft.

    Raises NotAllowed; AlreadyDecided if the draft was changed or published since; NotPossible if nothing has changed, or if a change
    that is held back is needed for one that is not.
    """
    require_right(actor, "programme.publish")
    draft = lock_draft()
    planned = plan.build_plan(held_back)
    _check_unchanged_since(draft, planned.last, expected_version, expected_release)
    planned.check()
    zone = current_conference().zone
    release = _write_release(actor, draft, planned, zone)
    counts = {"sessions": release.size, "changes": len(planned.going)}
    details = {"number": release.number, **counts, "digest": release.digest}
    if planned.held_back:
        details["held_back"] = sorted(planned.held_back)
    lifecycle.log(release, actor=actor, verb="programme.published", details=details)
    notices.queue_letters(release, planned, zone)
    transaction.on_commit(page_cache.ask_again)
    return release


@lifecycle.use_case
def undo_publishing(*, actor: Actor, number: int) -> Release:
    """Publish what was released before `number` once more, as the next release; its changes wait in the draft, and its mails never go.

    A release may have been read and printed, so it stays, and the next one names what goes back.

    Raises NotAllowed; NotPossible if `number` is not the latest release, or can be undone no more (`queries.is_undoable`).
    """
    require_right(actor, "programme.publish")
    draft = lock_draft()
    release = queries.get_latest()
    if release is None or release.number != number or not queries.is_undoable(release):
        message = _("Release %(number)s can no longer be undone. Nothing was changed.")
        raise NotPossible(message % {"number": number})
    waiting = lock_undoable_messages_about([notices.RELEASED, notices.CONCERNED], release)
    planned = plan.build_return(release)
    restored = _write_release(actor, draft, planned, current_conference().zone)
    details = {"number": restored.number, "undone": number, "digest": restored.digest}
    lifecycle.log(restored, actor=actor, verb=queries.UNDONE, details=details)
    withdraw_messages(waiting)
    transaction.on_commit(page_cache.ask_again)
    return restored


def _check_unchanged_since(
    draft: Draft, last: Release | None, expected_version: int | None, expected_release: int | None
) -> None:
    is_outdated = expected_release is not None and expected_release != (last.number if last else 0)
    published = last is not None and last.draft_version == draft.version and not last.held_back
    if not is_outdated and (expected_version is None or (expected_version == draft.version and not published)):
        return
    if last is not None and (is_outdated or last.draft_version >= (expected_version or 0)):
        values = {"number": last.number, "who": last.published_by or "?"}
        raise AlreadyDecided(_("Release %(number)s: already published by %(who)s. Nothing was changed.") % values)
    entry = AuditEntry.objects.filter(subject_type="programme.session").last()
    message = _(
        "The draft was changed by %(who)s in the meantime. Please read the changes again. Nothing was published."
    )
    raise AlreadyDecided(message % {"who": entry.actor_label if entry else "?"})


def _write_release(actor: Actor, draft: Draft, planned: plan.ReleasePlan, zone: ZoneInfo) -> Release:
    items = items_of(planned.data, zone)
    text = json.dumps(list(planned.data), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    release = Release.objects.create(
        number=planned.number,
        published_at=clock.now().replace(microsecond=0),
        published_by_id=actor.user_id,
        draft_version=draft.version,
        size=len(items),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        changes=list(planned.going),
        held_back=sorted(planned.held_back),
        outline=outline.build(items, zone),
    )
    rows = [_build_row(release, position, item) for position, item in enumerate(items, 1)]
    ReleasedSession.objects.bulk_create(rows, batch_size=BATCH)
    return release


def _build_row(release: Release, position: int, item: SessionItem) -> ReleasedSession:
    return ReleasedSession(
        release=release,
        position=position,
        key=item.key,
        day=item.day,
        starts=item.starts,
        ends=item.ends,
        room_code=item.data["room"]["code"],
        type=item.data["type"],
        is_open=item.is_open,
        all_day=item.data["all_day"],
        languages=" ".join(item.languages),
        data=dict(item.data),
    )
