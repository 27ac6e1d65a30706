"""Members' forms as far as somebody has typed them (models.FormDraft): kept while one types, offered again, gone when the form is saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference import clock
from conference.access import Actor
from conference.look.times import clock_text, zone_text
from conference.models import Conference
from delegations.registration.forms import MemberForm
from delegations.registration.models import Delegate, Delegation, FormDraft

KEPT = timedelta(days=7)
LONGEST = 1000  # characters of one field; a form that is longer is refused when it is saved, in words


def keep(
    typed: Mapping[str, Any], *, delegation: Delegation, actor: Actor, member: Delegate | None, seen: int
) -> FormDraft | None:
    """Keeps what this person has typed, in the place of what was kept before; forgets what is older than KEPT, everybody's.

    Arguments: typed, the form's data as posted; member, who is changed (None: a new one); seen, the version on the screen.
    Returns None for an actor without an account.
    """
    now = clock.now()
    FormDraft.objects.filter(saved_at__lt=now - KEPT).delete()
    if actor.user_id is None:
        return None
    values = {name: str(typed[name])[:LONGEST] for name in MemberForm.base_fields if typed.get(name)}
    kept, _new = FormDraft.objects.update_or_create(
        delegation=delegation,
        user_id=actor.user_id,
        member=member,
        defaults={"values": json.dumps(values), "seen": seen, "saved_at": now},
    )
    return kept


def find(*, delegation: Delegation, actor: Actor, member: Delegate | None) -> FormDraft | None:
    """What this person typed into this form and did not save; None when there is nothing, or it is too old. One query."""
    return _own(delegation, actor, member).filter(saved_at__gte=clock.now() - KEPT).first()


def forget(*, delegation: Delegation, actor: Actor, member: Delegate | None) -> None:
    """Deletes what this person typed into this form."""
    _own(delegation, actor, member).delete()


def _own(delegation: Delegation, actor: Actor, member: Delegate | None) -> QuerySet[FormDraft]:
    if actor.user_id is None:
        return FormDraft.objects.none()
    return FormDraft.objects.filter(delegation=delegation, user_id=actor.user_id, member=member)


def values_of(draft: FormDraft) -> dict[str, str]:
    """Field name to text, as typed."""
    values: dict[str, str] = json.loads(draft.values)
    return values


def words(draft: FormDraft, conference: Conference) -> str:
    """`Saved as typed at 14:32 Hanoi time (UTC+7).`"""
    there = draft.saved_at.astimezone(conference.zone)
    zone = zone_text(draft.saved_at, conference.zone, str(conference.place))
    return _("Saved as typed at %(time)s %(zone)s.") % {"time": clock_text(there), "zone": zone}
