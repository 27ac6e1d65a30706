from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from delegations.registration.duplicates import queries
from delegations.registration.duplicates.actions import RIGHT as MERGE

tasks = TaskList("registration", Role.ACCREDITATION)


@register_tasks(MERGE)
def likely_doubles(actor: Actor) -> Iterator[Task]:
    if count := len(queries.pairs()):
        yield tasks.kind("doubles", Urgency.BEFORE, "wait", "!", _("Duplicates")).task(
            title=ngettext(
                "%(count)s pair of entries may be one person",
                "%(count)s pairs of entries may be one person each",
                count,
            ),
            why=_(
                "They have the same document number, or the same name and date of birth. One person must "
                "not receive two badges."
            ),
            remedy=(_("Compare them"), reverse("registration:desk_doubles")),
            values={"count": count},
        )
