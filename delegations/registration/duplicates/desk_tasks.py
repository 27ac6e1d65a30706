from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.registration.duplicates import queries
from delegations.registration.duplicates.actions import RIGHT as MERGE


def likely_doubles(actor: Actor) -> Iterator[Task]:
    count = len(queries.pairs())
    if not count:
        return
    words = ngettext(
        "%(count)s pair of entries may be one person", "%(count)s pairs of entries may be one person each", count
    )
    yield Task(
        key="registration.doubles",
        urgency=Urgency.BEFORE,
        tone="wait",
        mark="!",
        word=_("Duplicates"),
        title=words % {"count": count},
        why=_(
            "They have the same document number, or the same name and date of birth. One person must "
            "not receive two badges."
        ),
        remedy=_("Compare them"),
        url=reverse("registration:desk_doubles"),
        owner=Role.ACCREDITATION.label,
    )


register_tasks(MERGE, likely_doubles)
