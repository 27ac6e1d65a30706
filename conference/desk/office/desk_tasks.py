from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor
from conference.desk.office import missing
from conference.desk.registry import Task, TaskList, Urgency, register_tasks

tasks = TaskList("desk")


@register_tasks("desk.see")
def untranslated(actor: Actor) -> Iterable[Task]:
    """Return one task for all texts of this reader that lack a language. Two queries."""
    if count := missing.count_for(actor):
        yield tasks.kind("texts", Urgency.BEFORE, "wait", "!", _("Languages")).task(
            title=ngettext("%(count)s text lacks a translation", "%(count)s texts lack a translation", count),
            why=_("Readers of that language see the text in English, marked as such."),
            remedy=(_("See what is missing"), reverse("desk:texts")),
            values={"count": count},
        )
