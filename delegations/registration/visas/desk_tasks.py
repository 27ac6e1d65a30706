from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from delegations.registration.visas import letters

tasks = TaskList("registration", Role.SECRETARIAT)


@register_tasks(letters.RIGHT)
def visa_letters(actor: Actor) -> Iterator[Task]:
    if count := letters.waiting().order_by().count():
        yield tasks.kind("visa_letters", Urgency.TODAY, "wait", "→", _("Visa")).task(
            title=ngettext(
                "%(count)s member waits for a visa support letter",
                "%(count)s members wait for a visa support letter",
                count,
            ),
            why=_("Embassies take days or weeks. Without the letter the visa may not be granted in time."),
            remedy=(_("Issue the letters"), reverse("registration:desk_visa")),
            values={"count": count},
        )
