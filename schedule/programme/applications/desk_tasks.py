"""Tasks about applications, and their sentences in the audit log."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from conference.audit.sentences import register_sentences
from conference.core import clock
from conference.core.access import Actor, Role
from conference.db.together import Part
from conference.desk.registry import TaskList, Urgency, register_tasks
from delegations.registration.desk_tasks import DEADLINES
from schedule.programme.applications import queries
from schedule.programme.applications.models import DEADLINE
from schedule.programme.models import Application

NEAR = timedelta(days=3)

register_sentences(
    {
        "application.begun": gettext_lazy("%(who)s started an application for a side event"),
        "application.submitted": gettext_lazy("%(who)s applied for the side event %(what)s"),
        "application.accepted": gettext_lazy("%(who)s accepted the side event %(what)s"),
        "application.declined": gettext_lazy("%(who)s declined the side event %(what)s"),
        "application.withdrawn": gettext_lazy("%(who)s withdrew the side event %(what)s"),
    }
)

tasks = TaskList("applications", Role.PROGRAMME, "programme.edit")


@register_tasks("applications.see", lambda: Application.objects.filter(state__in=("submitted", "withdrawn")))
def undecided(actor: Actor) -> Part:
    """Yield one task for all that wait, more urgent near the deadline; one for each withdrawn one still in the draft."""
    rows, deadlines = yield [queries.with_task(), DEADLINES]
    if applications := [row for row in rows if row.state == "submitted"]:
        deadline = next((deadline for deadline in deadlines if deadline.code == DEADLINE), None)
        is_near = deadline is not None and deadline.at <= clock.now() + NEAR
        count, first = len(applications), applications[0]
        word = ngettext("%(n)d to decide", "%(n)d to decide", count)
        yield tasks.kind("undecided", Urgency.TODAY if is_near else Urgency.LATER, "wait", "→", word).task(
            title=ngettext(
                "%(n)d application for a side event awaits a decision",
                "%(n)d applications for side events await a decision",
                count,
            ),
            why=_("The first is “%(title)s” of %(party)s."),
            remedy=(_("Decide on them"), reverse("programme:applications")),
            values={"n": count, "title": first, "party": first.delegation},
            at=first.submitted_at,
            parties=tuple(application.delegation.party for application in applications[:3]),
        )
    for application in (row for row in rows if row.state == "withdrawn"):
        word = pgettext("a request", "Withdrawn")
        yield tasks.kind(f"left.{application.pk}", Urgency.NOW, "no", "✕", word).task(
            title=_("%(party)s withdrew its side event “%(title)s”"),
            why=_("It is still in the draft of the programme and occupies its room."),
            remedy=(_("Remove it from the programme"), reverse("programme:edit", args=[application.session_key])),
            values={"party": application.delegation, "title": application},
            parties=(application.delegation.party,),
        )
