from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.accreditation.passes import queries


def passes_astray(actor: Actor) -> Iterable[Task]:
    """Yield passes and pins whose holders may no longer have them."""
    count = queries.astray().count()
    if count:
        yield Task(
            key="passes.astray",
            urgency=Urgency.TODAY,
            tone="no",
            mark="!",
            word=str(count),
            title=ngettext("%(n)d pass must be taken back", "%(n)d passes must be taken back", count) % {"n": count},
            why=_("Their holders are accredited no more, or are head of delegation no more."),
            remedy=_("See who has them"),
            url=reverse("accreditation:passes"),
            owner=Role.PRINT_ROOM.label,
        )


register_tasks("passes.lend", passes_astray)
