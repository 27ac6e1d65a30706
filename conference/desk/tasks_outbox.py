from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.correspondence.letters import registry
from conference.correspondence.models import State
from conference.correspondence.outbox import queries
from conference.desk.registry import HealthStatus, Task, Urgency, register_health, register_tasks

MOST_GROUPS = 10


def outbox_matters(actor: Actor) -> Iterator[Task]:
    """Yield failures by kind and domain, and what waits over five minutes. Two queries."""
    for failed in queries.failures()[:MOST_GROUPS]:
        sought = {"state": State.FAILED.value, "kind": failed.kind, "domain": failed.domain}
        title = ngettext(
            "%(count)s message to %(domain)s failed: %(kind)s",
            "%(count)s messages to %(domain)s failed: %(kind)s",
            failed.count,
        )
        yield Task(
            key=f"outbox.failed.{failed.kind}.{failed.domain}",
            urgency=Urgency.NOW,
            tone="no",
            mark="✕",
            word=_("Not delivered"),
            title=title % {"count": failed.count, "domain": failed.domain, "kind": registry.title_of(failed.kind)},
            why=_("The recipients have not received them. The mail server replied: %(said)s") % {"said": failed.said},
            remedy=_("Send again"),
            url=f"{reverse('correspondence:list')}?{urlencode(sought)}",
            owner=Role.SECRETARIAT.label,
            right="messages.send_again",
            at=failed.since,
        )
    waiting = queries.waiting()
    if waiting is not None:
        title = ngettext(
            "%(count)s message has waited for more than five minutes",
            "%(count)s messages have waited for more than five minutes",
            waiting.count,
        )
        said = _("The mail server replied: %(said)s") % {"said": waiting.said}
        yield Task(
            key="outbox.waiting",
            urgency=Urgency.NOW,
            tone="wait",
            mark="!",
            word=_("Waiting"),
            title=title % {"count": waiting.count},
            why=said
            if waiting.said
            else _("No worker is running to send them. Nothing is lost; they will be sent when one is running again."),
            remedy=_("Check workers and mail server"),
            url=f"{reverse('correspondence:list')}?state={State.QUEUED.value}",
            owner=Role.SECRETARIAT.label,
            at=waiting.since,
        )


def outbox_light() -> HealthStatus:
    counts = queries.counts()
    numbers = {
        "sent": counts[State.SENT],
        "waiting": counts[State.QUEUED] + counts[State.SENDING],
        "failed": counts[State.FAILED],
    }
    shown = {name: number_format(number, force_grouping=True) for name, number in numbers.items()}
    text = _("%(sent)s sent, %(waiting)s waiting, %(failed)s failed") % shown
    if counts[State.FAILED]:
        return HealthStatus("no", "✕", _("Outbox: messages failed"), text)
    return HealthStatus("ok", "✓", _("Outbox"), text)


register_tasks("messages.see", outbox_matters)
register_health(20, outbox_light)
