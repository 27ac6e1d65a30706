from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import AlreadyDecided, NotPossible
from conference.models import current_conference
from schedule.programme.models import Draft, Release, ReleasedSession
from schedule.programme.releases import changes, notices, outline, page_cache, queries
from schedule.programme.sessions import queries as sessions_queries
from schedule.programme.sessions.actions.editing import hold_draft
from schedule.programme.sessions.snapshot import Data, Item, item_of

BATCH = 500


@lifecycle.use_case
def publish(*, actor: Actor, expected_version: int | None = None) -> Release:
    """Publish the draft as the next release. A constant number of statements for every 500 sessions.

    Args:
        expected_version: The draft's version on the actor's screen (None: any).

    Raises NotAllowed; AlreadyDecided if the draft was changed or published since; NotPossible if nothing has changed.
    """
    require(actor, "programme.publish")
    draft = hold_draft()
    last = queries.latest()
    _nothing_happened_since(draft, last, expected_version)
    zone = current_conference().zone
    data = sessions_queries.draft_data()
    before = queries.data_of_release(last) if last else []
    found = changes.between(before, data) if last else []
    if last and not found:
        raise NotPossible(_("Nothing has changed since release %(number)s.") % {"number": last.number})
    if not data:
        raise NotPossible(_("There is no session to publish."))
    release = _write(actor, draft, last, data, found, zone)
    details = {"number": release.number, "sessions": release.size, "changes": len(found), "digest": release.digest}
    lifecycle.log(release, actor=actor, verb="programme.published", details=details)
    notices.tell(release, found, notices.concerned(found, before, data), zone)
    transaction.on_commit(page_cache.ask_again)
    return release


def _nothing_happened_since(draft: Draft, last: Release | None, expected_version: int | None) -> None:
    published = last is not None and last.draft_version == draft.version
    if expected_version is None or (expected_version == draft.version and not published):
        return
    if last is not None and last.draft_version >= expected_version:
        words = {"number": last.number, "who": last.published_by or "?"}
        raise AlreadyDecided(_("Release %(number)s: already published by %(who)s. Nothing was changed.") % words)
    entry = AuditEntry.objects.filter(subject_type="programme.session").last()
    who = {"who": entry.actor_label if entry else "?"}
    raise AlreadyDecided(
        _("The draft was changed by %(who)s meanwhile: read the changes again. Nothing was published.") % who
    )


def _write(
    actor: Actor, draft: Draft, last: Release | None, data: Sequence[Data], found: list[changes.Change], zone: ZoneInfo
) -> Release:
    items = [item_of(one, zone) for one in data]
    release = Release.objects.create(
        number=last.number + 1 if last else 1,
        published_at=clock.now().replace(microsecond=0),
        published_by_id=actor.user_id,
        draft_version=draft.version,
        size=len(items),
        digest=_digest(data),
        changes=found,
        outline=outline.make(items, zone),
    )
    ready = [_row(release, place, item) for place, item in enumerate(items, 1)]
    ReleasedSession.objects.bulk_create(ready, batch_size=BATCH)
    return release


def _row(release: Release, place: int, item: Item) -> ReleasedSession:
    return ReleasedSession(
        release=release,
        position=place,
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


def _digest(data: Sequence[Any]) -> str:
    text = json.dumps(list(data), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
