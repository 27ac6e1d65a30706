"""Protocol's tasks about meetings, and their sentences in the audit log."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.audit.sentences import register_sentences
from conference.core.access import Actor, Role
from conference.db.together import Part
from conference.desk.registry import Task, TaskKind, TaskList, Urgency, register_tasks
from conference.look import lists
from schedule.bilaterals.board import queries as board_queries
from schedule.bilaterals.board.queries import DueMeetings
from schedule.bilaterals.meetings import offered_times
from schedule.bilaterals.models import Meeting, OfferedTime, TimesRead

tasks = TaskList("bilaterals", Role.PROTOCOL, "bilaterals.place")


register_sentences(
    {
        "meeting.requested": gettext_lazy("%(who)s asked for a meeting: %(what)s"),
        "meeting.accepted": gettext_lazy("%(who)s accepted the meeting %(what)s"),
        "meeting.declined": gettext_lazy("%(who)s declined the meeting %(what)s"),
        "meeting.confirmed": gettext_lazy("%(who)s gave a room to %(what)s"),
        "meeting.room_undone": gettext_lazy("%(who)s took back the room given to %(what)s"),
        "meeting.room_changed": gettext_lazy("%(who)s moved %(what)s to another room"),
        "meeting.entered": gettext_lazy("%(who)s entered the meeting, agreed by telephone: %(what)s"),
        "meeting.agreed": gettext_lazy("%(who)s agreed to the meeting %(what)s"),
        "meeting.time_changed": gettext_lazy("%(who)s agreed to another time: %(what)s"),
        "meeting.time_kept": gettext_lazy("%(who)s kept the meeting at its time: %(what)s"),
        "meeting.countered": gettext_lazy("%(who)s proposed another time: %(what)s"),
        "meeting.bumped": gettext_lazy("%(who)s withdrew the room from %(what)s"),
        "meeting.held": gettext_lazy("%(who)s noted that the meeting took place: %(what)s"),
        "meeting.no_show": gettext_lazy("%(who)s noted that the meeting did not take place: %(what)s"),
        "meeting.kept": gettext_lazy("%(who)s kept the meeting %(what)s with a new head of delegation"),
        "meeting.cancelled": gettext_lazy("%(who)s cancelled %(what)s"),
        "meeting.pinned": gettext_lazy("%(who)s refused the planner’s change of %(what)s"),
        "meeting.released": gettext_lazy("%(who)s let the planner change %(what)s again"),
        "meeting.expired": gettext_lazy("The request %(what)s was not answered in time"),
        offered_times.READS: gettext_lazy("%(who)s was offered times for bilateral meetings of %(what)s"),
    }
)


@register_tasks("bilaterals.see", Meeting.objects.all)
def waiting(actor: Actor) -> Part:
    """Yield what waits for protocol: each kind as one task that leads to the first meeting, conflicts and lost heads one by one."""
    due = yield from board_queries.read_due()
    yield from _to_arrange(due)
    yield from _to_settle(due)
    yield from _on_the_day(due)


def _to_arrange(due: DueMeetings) -> Iterator[Task]:
    if meetings := due.without_room:
        word = ngettext("%(n)d without room", "%(n)d without room", len(meetings))
        yield _meeting_task(
            tasks.kind("without_room", Urgency.TODAY, "wait", "■", word),
            meetings,
            title=_("Agreed bilateral meetings need a room"),
            remedy=ngettext("Give it a room", "Give them rooms", len(meetings)),
            url=reverse("bilaterals:board-day", args=[meetings[0].day]),
        )


def _to_settle(due: DueMeetings) -> Iterator[Task]:
    for meeting in due.in_all_heads_sessions:
        yield _meeting_task(
            tasks.kind(f"programme.{meeting.pk}", Urgency.NOW, "no", "✕", _("Conflict")),
            [meeting],
            title=_("%(parties)s have a meeting while all heads of delegation are engaged elsewhere"),
            why=_(
                "The programme has an event for all heads of delegation at that time. Move the meeting to the next free "
                "time, or cancel it."
            ),
            remedy=_("Settle the meeting"),
        )
    for meeting in due.with_replaced_principal:
        yield _meeting_task(
            tasks.kind(f"principal.{meeting.pk}", Urgency.NOW, "no", "✕", _("Head replaced")),
            [meeting],
            title=_("%(parties)s: a head of delegation was replaced"),
            why=_(
                "The meeting was agreed with somebody who is no longer head of delegation. The delegation can keep it with its new head, "
                "or one side cancels it."
            ),
            remedy=_("Settle the meeting"),
        )


@register_tasks("bilaterals.see", OfferedTime.objects.all, TimesRead.objects.all)
def scans(actor: Actor) -> Part:
    """Yield each delegation that has looked for times with very many others within a day."""
    scanning = yield from offered_times.read_scans()
    for delegation, others in scanning:
        yield tasks.kind(f"scan.{delegation.pk}", Urgency.TODAY, "wait", "!", _("Many looks")).task(
            title=_("%(party)s looks for times with very many delegations"),
            why=_("Delegations with which it was offered times within a day: %(n)d. Ask it what it needs so many for."),
            remedy=(_("Look at its meetings"), reverse("bilaterals:desk-delegation", args=[delegation.party.slug])),
            values={"party": delegation, "n": others},
            parties=(delegation.party,),
        )


def _meeting_task(
    kind: TaskKind, meetings: Sequence[Meeting], *, title: str, remedy: str, why: str = "", url: str = ""
) -> Task:
    """Return a task about meetings, which leads to the first unless `url` does elsewhere."""
    first = meetings[0]
    return kind.task(
        title=title,
        why=why or _("The first: %(parties)s."),
        remedy=(remedy, url or reverse("bilaterals:desk-meeting", args=[first.public_id])),
        values={"n": len(meetings), "parties": lists.in_words(first.parties(), conjunction=True)},
        due=first.starts,
        parties=tuple(side.party for side in first.parties()),
    )


def _on_the_day(due: DueMeetings) -> Iterator[Task]:
    if meetings := due.to_reconfirm:
        word = ngettext("%(n)d to reconfirm", "%(n)d to reconfirm", len(meetings))
        yield _meeting_task(
            tasks.kind("reconfirm", Urgency.NOW, "wait", "↻", word),
            meetings,
            title=_("Bilateral meetings begin within two hours and are not reconfirmed"),
            remedy=_("Ask all sides and note it"),
        )
    if meetings := due.without_interpreter:
        word = ngettext("%(n)d without interpreter", "%(n)d without interpreter", len(meetings))
        yield _meeting_task(
            tasks.kind("interpreter", Urgency.TODAY, "wait", "↻", word),
            meetings,
            title=_("Agreed bilateral meetings need an interpreter"),
            remedy=_("Engage an interpreter"),
        )
    if meetings := due.without_outcome:
        word = ngettext("%(n)d is over", "%(n)d are over", len(meetings))
        yield _meeting_task(
            tasks.kind("outcome", Urgency.TODAY, "wait", "↻", word),
            meetings,
            title=_("Whether bilateral meetings took place is not noted"),
            remedy=_("Note whether it took place"),
        )
