"""Undo an import as one: who was entered is withdrawn, who was changed has the former values again."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from conference.core import lifecycle, undo
from conference.core.access import Actor
from conference.core.errors import NotPossible
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, FormDraft, OwnDraft, PendingImport
from delegations.registration.signals import head_changed

if TYPE_CHECKING:
    from delegations.registration.transfer.actions.importing import RowPlan


def pack(plans: Sequence["RowPlan"]) -> Callable[[], str] | None:
    """Return what gives the text of an undo once the plans are written; None where nothing can be undone, or something ended."""
    changed = [plan for plan in plans if plan.before and plan.fields]
    entered = [plan for plan in plans if plan.before is None]
    if not undo.window() or not (changed or entered) or any(plan.ends or plan.effect for plan in changed):
        return None
    former = [
        (plan.before.pk, plan.before.version + 1, {name: _stored(plan.before, name) for name in plan.fields})
        for plan in changed
        if plan.before
    ]
    return lambda: json.dumps(
        {"entered": [plan.after.pk for plan in entered], "changed": former}, cls=DjangoJSONEncoder
    )


@lifecycle.use_case
def undo_import(*, actor: Actor, pending: PendingImport) -> int:
    """Take an import back and return how many members it concerned.

    Raises:
        NotPossible: When it is too late, or one of them was changed since; nothing is undone.
    """
    delegation = editing.lock_delegation(actor, pending.delegation)
    pending = PendingImport.objects.select_for_update().get(pk=pending.pk)
    if not pending.undo or undo.late(pending.checked_at):
        raise NotPossible(_("This import can no longer be undone. Nothing was changed."))
    step = json.loads(pending.undo)
    former = {key: (version, values) for key, version, values in step["changed"]}
    versions = {**dict.fromkeys(step["entered"], 1), **{key: version for key, (version, _values) in former.items()}}
    members = {
        member.pk: member for member in delegation.members.select_for_update(of=("self",)).filter(pk__in=versions)
    }
    for key, version in versions.items():
        if members[key].version != version:
            message = _("%(who)s was changed since the import, so it can no longer be undone. Nothing was changed.")
            raise NotPossible(message % {"who": members[key]})
    details = {"import": True, "undone": True}
    lifecycle.change_many(
        [(members[key], _read(values)) for key, (_version, values) in former.items()],
        actor=actor,
        verb="delegate.changed",
        details=details,
    )
    FormDraft.objects.filter(member__in=step["entered"]).delete()
    OwnDraft.objects.filter(link__member__in=step["entered"]).delete()
    entered = Delegate.objects.filter(pk__in=step["entered"])
    for member in lifecycle.move_many(entered, "withdrawn", actor=actor, verb="delegate.withdrawn", details=details):
        if member.is_head:
            head_changed.send(sender=Delegate, delegation=delegation, actor=actor)
    pending.delete()
    return len(versions)


def _stored(member: Delegate, name: str) -> Any:
    field: Any = Delegate._meta.get_field(name)
    return getattr(member, field.attname)


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values that were stored as JSON; the rows that they refer to are read anew."""
    fields: dict[str, Any] = {name: Delegate._meta.get_field(name) for name in values}
    return {
        name: field.related_model._default_manager.get(pk=values[name])
        if isinstance(field, models.ForeignKey) and values[name] is not None
        else field.to_python(values[name])
        for name, field in fields.items()
    }
