"""What the desk shows of what stands below it and cannot register its own, and of texts that lack a language."""

from datetime import UTC, timedelta
from itertools import pairwise
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.accounts.exports.actions import APPROVE, GOOD_FOR, open_requests
from conference.accounts.models import ExportRequest
from conference.accounts.staff import actions as staff_actions
from conference.accounts.staff.queries import waiting_roles
from conference.audit.chain import link
from conference.audit.models import GENESIS, AuditEntry
from conference.core import clock
from conference.core.access import Actor, Role
from conference.correspondence.letters import registry as letters
from conference.correspondence.models import Message, State
from conference.correspondence.outbox import queries
from conference.db.together import Part, counted
from conference.desk.office import missing
from conference.desk.registry import (
    AUDIT_HEAD,
    CONFERENCE,
    HealthStatus,
    TaskList,
    Urgency,
    register_health,
    register_tasks,
)
from conference.files.disk import free_space
from conference.look.times import when_text
from conference.models import Backup, BackupKind
from conference.printing.documents import registry as documents
from conference.printing.models import PaperJob

SOON = timedelta(hours=24)
MOST_GROUPS = 10  # failures of the outbox
LAST_ENTRIES = 20  # of the audit log; `verify_audit` reads all
FRESH = timedelta(hours=26)  # a day, and time for the backup to run
HEAD_FRESH = timedelta(hours=3)  # the head is kept hourly
LITTLE_ROOM, NO_ROOM = 2**30, 2**26  # bytes: of a batch of badges with photos, and of a few uploads

tasks = TaskList("outbox", Role.SECRETARIAT)


@register_tasks("prints.see", lambda: PaperJob.objects.filter(state="failed"))
def failed_documents(actor: Actor) -> Part:
    """Yield one's own documents that failed within a day, unless asked for again since."""
    latest: dict[tuple[str, str], PaperJob] = {}
    (jobs,) = yield [PaperJob.objects.filter(owner_id=actor.user_id, created_at__gt=clock.now() - 2 * SOON)]
    for job in jobs:
        latest.setdefault((job.document, str(sorted(job.options.items()))), job)
    for job in latest.values():
        if job.state == "failed" and job.ended_at and job.ended_at > clock.now() - SOON:
            kind = TaskList("papers").kind(f"failed.{job.pk}", Urgency.NOW, "no", "✕", _("Failed"))
            yield kind.task(
                title=_("Your document could not be produced: %(paper)s"),
                why="%(problem)s",
                remedy=(_("See the cause"), reverse("desk:paper_job", args=[job.public_id])),
                values={"paper": documents.get_document(job.document).title, "problem": job.problem},
                owner=_("The person who requested it"),
                at=job.ended_at,
            )


@register_tasks("desk.see", lambda: ExportRequest.objects.filter(open_requests()))
def exports(actor: Actor) -> Part:
    """Yield the exports of others that wait for this actor's approval, and one's own that are approved."""
    approves, list_of = actor.may(APPROVE), TaskList("exports", Role.SECRETARIAT)
    url = reverse("exports:list")
    (requests,) = yield [ExportRequest.objects.filter(open_requests()).select_related("asked_by")]
    for export in requests:
        is_own = export.asked_by_id == actor.user_id
        values = {"file": str(export), "who": str(export.asked_by), "reason": export.reason}
        if is_own and export.state == "approved":
            yield list_of.kind(f"fetch.{export.pk}", Urgency.NOW, "info", "●", pgettext("an export", "Approved")).task(
                title=_("Your export is approved: %(file)s"),
                why=_("It can be fetched for an hour."),
                remedy=(_("Fetch the file"), url),
                values=values,
                owner=values["who"],
                due=export.decided_at and export.decided_at + GOOD_FOR,
            )
        elif approves and not is_own and export.state == "asked":
            yield list_of.kind(f"asked.{export.pk}", Urgency.NOW, "wait", "!", _("Waiting for approval")).task(
                title=_("%(who)s asks for an export: %(file)s"),
                why="%(reason)s",
                remedy=(_("Approve or refuse"), url),
                values=values,
                right=APPROVE,
                at=export.asked_at,
            )


@register_tasks(staff_actions.RIGHT, waiting_roles)
def roles(actor: Actor) -> Part:
    """Yield the roles that wait for this actor as the second person."""
    kind = TaskList("roles", Role.SECRETARIAT).kind("asked", Urgency.NOW, "wait", "!", _("Waiting for approval"))
    (requests,) = yield [waiting_roles()]
    for request in requests:
        if actor.user_id not in (request.asked_by_id, request.user_id):
            yield kind.task(
                title=_("%(who)s asks for a further role for %(whom)s: %(role)s"),
                why=_("Security and accreditation in one hand need two persons of the secretariat."),
                remedy=(_("Open the account"), reverse("staff:one", args=[request.user_id])),
                values={"who": str(request.asked_by), "whom": str(request.user), "role": request.get_role_display()},
                right=staff_actions.RIGHT,
                at=request.asked_at,
            )


@register_tasks("messages.see", lambda: Message.objects.filter(state__in=(State.FAILED, State.QUEUED, State.SENDING)))
def outbox(actor: Actor) -> Part:
    """Yield failures by kind and domain, and what waits over five minutes."""
    failures, overdue_rows = yield [queries.failure_rows(), queries.overdue_rows()]
    for failed in queries.group_failures(failures)[:MOST_GROUPS]:
        kind = "" if failed.kind in letters.hidden_kinds(actor) else failed.kind
        query = urlencode({"state": State.FAILED.value, "kind": kind, "domain": failed.domain})
        key = f"failed.{failed.kind}.{failed.domain}"
        yield tasks.kind(key, Urgency.NOW, "no", "✕", _("Not delivered")).task(
            title=ngettext(
                "%(count)s message to %(domain)s failed: %(kind)s",
                "%(count)s messages to %(domain)s failed: %(kind)s",
                failed.count,
            ),
            why=_("The recipients have not received them. The mail server replied: %(said)s"),
            remedy=(_("Send again"), f"{reverse('correspondence:list')}?{query}"),
            values={
                "count": failed.count,
                "domain": failed.domain,
                "kind": letters.title_for(failed.kind, actor),
                "said": failed.answer,
            },
            right="messages.send_again",
            at=failed.since,
        )
    for overdue in (queries.OverdueMessages(*row) for row in overdue_rows):
        url = f"{reverse('correspondence:list')}?state={State.QUEUED.value}"
        yield tasks.kind("waiting", Urgency.NOW, "wait", "!", _("Waiting")).task(
            title=ngettext(
                "%(count)s message has waited for more than five minutes",
                "%(count)s messages have waited for more than five minutes",
                overdue.count,
            ),
            why=_("The mail server replied: %(said)s")
            if overdue.answer
            else _("No worker is running to send them. Nothing is lost; they will be sent when one is running again."),
            remedy=(_("Check workers and mail server"), url),
            values={"count": overdue.count, "said": overdue.answer},
            at=overdue.since,
        )


@register_tasks("messages.see", lambda: Message.objects.filter(state=State.HELD))
def held_messages(actor: Actor) -> Part:
    """Yield one task for all messages that are held since the database was restored."""
    (waiting,) = yield [counted(Message.objects.filter(state=State.HELD), "created_at")]
    for count, since in waiting:
        yield tasks.kind("held", Urgency.NOW, "wait", "!", pgettext("message", "Held")).task(
            title=ngettext(
                "%(count)s message is held since the restore",
                "%(count)s messages are held since the restore",
                count,
            ),
            why=_("The former database may have sent them: nobody receives them until somebody decides."),
            remedy=(_("Decide which are sent"), f"{reverse('correspondence:list')}?state={State.HELD.value}"),
            values={"count": count},
            right="messages.send_again",
            at=since,
        )


def audit_log_health() -> Part:
    """Follow the last links of the audit log."""
    latest = AuditEntry.objects.order_by("-number").values_list("number", "digest", "hash")
    heads, entries = yield [AUDIT_HEAD, latest[: LAST_ENTRIES + 1]]
    head, rows = next(iter(heads), None), list(entries)[::-1]
    intact = head is not None and (head.number, head.hash) == ((rows[-1][0], rows[-1][2]) if rows else (0, GENESIS))
    for (_number, _digest, before), (number, digest, own) in pairwise(rows):
        intact = intact and link(before, number, digest) == own
    if not intact:
        yield HealthStatus("no", "✕", _("Audit log damaged"), _("Run verify_audit and inform the secretariat."))
        return
    text = _("%(count)s entries; the most recent ones were just verified")
    count = number_format(head.number if head else 0, force_grouping=True)
    yield HealthStatus("ok", "✓", _("Audit log intact"), text % {"count": count})


def outbox_health() -> Part:
    (rows,) = yield [queries.states()]
    counts = queries.count_states(rows)
    numbers = {
        "sent": counts[State.SENT],
        "waiting": counts[State.QUEUED] + counts[State.SENDING],
        "failed": counts[State.FAILED],
    }
    shown = {name: number_format(number, force_grouping=True) for name, number in numbers.items()}
    text = _("%(sent)s sent, %(waiting)s waiting, %(failed)s failed") % shown
    if counts[State.FAILED]:
        yield HealthStatus("no", "✕", _("Outbox: messages failed"), text)
    else:
        yield HealthStatus("ok", "✓", _("Outbox"), text)


def backup_health() -> Part:
    """Yield when a backup was last made, and last restored on trial."""
    backups, conferences = yield [Backup.objects.values_list("kind", "at"), CONFERENCE]
    times = dict(backups)
    if "made" not in times:
        yield HealthStatus("wait", "!", _("Backup"), _("none has been reported yet; the operator’s guide says how"))
        return
    zone = conferences[0].zone if conferences else UTC
    shown = {kind: when_text(at.astimezone(zone), year=False) for kind, at in times.items()}
    if "restored" in shown:
        text = _("%(made)s; restored on trial %(restored)s") % shown
    else:
        text = _("%(made)s; not restored on trial yet") % shown
    if clock.now() - times["made"] > FRESH:
        yield HealthStatus("wait", "!", _("Backup is old"), text)
    else:
        yield HealthStatus("ok", "✓", _("Backup"), text)


def kept_head_health() -> Part:
    """Yield when the audit log's head was last kept outside, where settings say so."""
    if not settings.AUDIT_KEYS:
        return
    kept, conferences = yield [Backup.objects.filter(kind=BackupKind.HEAD)[:1], CONFERENCE]
    if not kept:
        yield HealthStatus("wait", "!", _("Audit log not kept elsewhere"), _("its last hash has not been sent yet"))
        return
    at = kept[0].at
    shown = when_text(at.astimezone(conferences[0].zone if conferences else UTC), year=False)
    text = _("its last hash was sent at %(time)s") % {"time": shown}
    if clock.now() - at > HEAD_FRESH:
        yield HealthStatus("wait", "!", _("Audit log not kept elsewhere"), text)
    else:
        yield HealthStatus("ok", "✓", _("Audit log kept elsewhere"), text)


def disk_health() -> HealthStatus | None:
    """Return a word on the disk once there is little room for files."""
    free = free_space()
    if free >= LITTLE_ROOM:
        return None
    text = _("%(free)s MB are left for uploaded files and documents. Inform the system administrator.")
    word = _("The server’s disk is full") if free < NO_ROOM else _("The server’s disk is almost full")
    return HealthStatus("no", "✕", word, text % {"free": number_format(free // 2**20, force_grouping=True)})


register_health(10, audit_log_health)
register_health(15, kept_head_health)
register_health(20, outbox_health)
register_health(50, backup_health)
register_health(60, disk_health)


@register_tasks("desk.see")
def untranslated(actor: Actor) -> Part:
    """Yield one task for all texts of this reader that lack a language."""
    count = yield from missing.read_count_for(actor)
    if count:
        yield (
            TaskList("desk")
            .kind("texts", Urgency.LATER, "wait", "!", _("Languages"))
            .task(
                title=ngettext("%(count)s text lacks a translation", "%(count)s texts lack a translation", count),
                why=_("Readers of that language see the text in English, marked as such."),
                remedy=(_("See what is missing"), reverse("desk:texts")),
                values={"count": count},
            )
        )
