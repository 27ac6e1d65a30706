from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.registration.visas import letters


def visa_letters(actor: Actor) -> Iterator[Task]:
    count = letters.waiting().order_by().count()
    if not count:
        return
    words = ngettext(
        "%(count)s member waits for a visa support letter", "%(count)s members wait for a visa support letter", count
    )
    yield Task(
        key="registration.visa_letters",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="→",
        word=_("Visa"),
        title=words % {"count": count},
        why=_("Embassies take days or weeks. Without the letter the visa may not be granted in time."),
        remedy=_("Issue the letters"),
        url=reverse("registration:desk_visa"),
        owner=Role.SECRETARIAT.label,
    )


register_tasks(letters.RIGHT, visa_letters)
