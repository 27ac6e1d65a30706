from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor
from conference.desk.office import missing
from conference.desk.registry import Task, Urgency, register_tasks


def untranslated(actor: Actor) -> Iterable[Task]:
    """Return one task for all texts of this reader that lack a language. Two queries."""
    count = missing.count_for(actor)
    if count:
        title = ngettext("%(count)s text lacks a translation", "%(count)s texts lack a translation", count)
        yield Task(
            key="desk.texts",
            urgency=Urgency.BEFORE,
            tone="wait",
            mark="!",
            word=_("Languages"),
            title=title % {"count": count},
            why=_("Readers of that language see the text in English, marked as such."),
            remedy=_("See what is missing"),
            url=reverse("desk:texts"),
        )


register_tasks("desk.see", untranslated)
