"""Tasks about lists of speakers, and their sentences in the audit log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.audit.sentences import register_sentences
from conference.core.access import Actor, Role
from conference.db.together import Part
from conference.desk.registry import Task, TaskList, TaskSubject, Urgency, register_tasks
from conference.look.lists import join_sentences
from delegations.registration.overview.person import name_and_page
from schedule.calendar.engagements.actions import clash_times
from schedule.calendar.models import Engagement
from schedule.programme.models import Inscription, ReplyRequest, Sitting, SpeakersList
from schedule.programme.speaking import queries
from schedule.programme.speaking.actions import replies
from schedule.programme.speaking.models import UPCOMING

register_sentences(
    {
        "speakers.opened": gettext_lazy("%(who)s opened the list of speakers %(what)s"),
        "speakers.changed": gettext_lazy("%(who)s changed the list of speakers %(what)s"),
        "speakers.reopened": gettext_lazy("%(who)s opened the list of speakers %(what)s again"),
        "speakers.retimed": gettext_lazy("%(who)s recalculated the times of the list of speakers %(what)s"),
        "speakers.closed": gettext_lazy("The inscription on the list of speakers %(what)s ended (%(who)s)"),
        "speakers.ordered": gettext_lazy("%(who)s changed the order of the list of speakers %(what)s manually"),
        "speakers.started": gettext_lazy("%(who)s started the list of speakers %(what)s"),
        "speakers.finished": gettext_lazy("%(who)s ended the list of speakers %(what)s"),
        "inscription.made": gettext_lazy("%(who)s added %(what)s to the list of speakers"),
        "inscription.asked": gettext_lazy("%(who)s made a late request for a place on the list of speakers: %(what)s"),
        "inscription.changed": gettext_lazy("%(who)s changed the inscription of %(what)s"),
        "inscription.withdrawn": gettext_lazy("%(who)s removed %(what)s from the list of speakers"),
        "inscription.admitted": gettext_lazy("%(who)s admitted %(what)s to the list of speakers"),
        "inscription.refused": gettext_lazy("%(who)s did not admit %(what)s to the list of speakers"),
        "inscription.settled": gettext_lazy("%(who)s kept the speaker of %(what)s"),
        "inscription.began": gettext_lazy("%(what)s began to speak (%(who)s)"),
        "inscription.ended": gettext_lazy("%(what)s ended its statement (%(who)s)"),
        "inscription.undone": gettext_lazy("%(who)s undid the last step at the podium for %(what)s"),
        "speakers.undone": gettext_lazy("%(who)s undid the last step at the podium of %(what)s"),
        "speakers.replied": gettext_lazy("%(who)s gave the floor for a right of reply in %(what)s"),
        "speakers.reply_ended": gettext_lazy("%(who)s ended a right of reply in %(what)s"),
        "speakers.suspended": gettext_lazy("%(who)s suspended the meeting in %(what)s"),
        "speakers.resumed": gettext_lazy("%(who)s resumed the meeting in %(what)s"),
        "inscription.resumed": gettext_lazy("%(what)s continues to speak (%(who)s)"),
        "inscription.put_back": gettext_lazy("%(who)s undid the start of the statement of %(what)s"),
        "inscription.absent": gettext_lazy("%(what)s was absent and goes to the end of its category (%(who)s)"),
        "inscription.missed": gettext_lazy("%(what)s was absent and did not speak (%(who)s)"),
        "inscription.recalled": gettext_lazy("%(who)s called %(what)s again"),
        "swap.asked": gettext_lazy("%(who)s requested an exchange of places: %(what)s"),
        "swap.agreed": gettext_lazy("%(who)s agreed to an exchange of places: %(what)s"),
        "swap.declined": gettext_lazy("%(who)s declined an exchange of places: %(what)s"),
        "swap.withdrawn": gettext_lazy("%(who)s withdrew an exchange of places: %(what)s"),
        "swap.overtaken": gettext_lazy("The exchange of places %(what)s lapsed because of a change (%(who)s)"),
        "reply.asked": gettext_lazy("%(who)s asked for the right of reply of %(what)s"),
        "reply.withdrawn": gettext_lazy("%(who)s withdrew the request of %(what)s for its right of reply"),
        "reply.placed": gettext_lazy("%(who)s set the time of the right of reply of %(what)s"),
        "reply.given": gettext_lazy("%(what)s was given the floor for the reply that it asked for (%(who)s)"),
        "reply.declined": gettext_lazy("%(who)s declined the right of reply of %(what)s"),
        "reply.undone": gettext_lazy("%(who)s undid the right of reply of %(what)s; its request is open again"),
    }
)

IN_FORCE = ("closed", "running")  # lists
tasks = TaskList("speaking", Role.PROTOCOL, "speakers.edit")


@register_tasks("speakers.see", SpeakersList.objects.all)
def waiting(actor: Actor) -> Part:
    requests, without_time, moved, inscriptions = yield [
        replies.open_requests().filter(state="asked"),
        _lists_without_time(),
        queries.moved_sittings(),
        _due_inscriptions(),
    ]
    due = _sort_due(inscriptions)
    for request in requests:
        yield _reply_asked(request)
    for row in due.unsettled:
        yield _lost_speaker(row)
    clashes = yield from queries.read_in_the_way(due.clashing)
    yield from _clashes(due.clashing, clashes)
    if due.late:
        yield _late(due.late)
    for speakers in without_time:
        yield _no_room(speakers, speakers.lacking)
    for speakers, rows in due.not_accredited.items():
        yield _not_accredited(speakers, rows)
    for sitting in {sitting.list_id: sitting for sitting in moved}.values():
        yield _moved(sitting)


@dataclass(frozen=True)
class DueInscriptions:
    """The inscriptions of lists that are not over and wait for an organizer.

    Attributes:
        unsettled: By time.
        clashing: Those to come whose speaker had another engagement when timed, by time.
        late: They wait for the organizers, by arrival.
        not_accredited: Speakers to come, by list in force.
    """

    unsettled: list[Inscription]
    clashing: list[Inscription]
    late: list[Inscription]
    not_accredited: dict[SpeakersList, list[Inscription]]


def _due_inscriptions() -> QuerySet[Inscription]:
    """Return those of which `_sort_due` makes the DueInscriptions. Two queries."""
    clashing = Q(clashes=True, state__in=UPCOMING)
    outside = Q(state__in=UPCOMING, list__state__in=IN_FORCE) & ~Q(speaker__state="accredited")
    due = (
        queries.inscriptions()
        .filter(queries.UNSETTLED | clashing | outside | Q(state="requested"))
        .exclude(list__state="over")
    )
    return due.order_by("starts", "pk")


def _sort_due(rows: Sequence[Inscription]) -> DueInscriptions:
    by_list: dict[SpeakersList, list[Inscription]] = {}
    for row in sorted(rows, key=lambda row: (row.list_id, row.position)):
        if row.state in UPCOMING and row.list.state in IN_FORCE and row.speaker.state != "accredited":
            by_list.setdefault(row.list, []).append(row)
    late = sorted((row for row in rows if row.state == "requested"), key=lambda row: (row.inscribed_at, row.pk))
    return DueInscriptions(
        [row for row in rows if queries.is_unsettled(row)],
        [row for row in rows if row.clashes and row.state in UPCOMING],
        late,
        by_list,
    )


def _lists_without_time() -> QuerySet[SpeakersList]:
    """Return lists with how many inscriptions to come lack a time, as `lacking`."""
    none = Count("inscriptions", filter=Q(inscriptions__state__in=UPCOMING, inscriptions__starts__isnull=True))
    return SpeakersList.objects.exclude(state="over").annotate(lacking=none).filter(lacking__gt=0)


def _url(speakers: SpeakersList, row: Inscription | None = None) -> str:
    url = reverse("programme:speakers", args=[speakers.key])
    return f"{url}#s-{row.pk}" if row else url


def _about(*rows: Inscription) -> TaskSubject:
    """Return what a task about speakers says of them: when the first speaks, and the first three."""
    return {
        "due": rows[0].starts,
        "parties": tuple(row.delegation.party for row in rows[:3]),
        "names": tuple(name_and_page(row.speaker) for row in rows[:3]),
    }


def _reply_asked(request: ReplyRequest) -> Task:
    statement = _("To the statement of %(party)s.") % {"party": request.about}
    return tasks.kind(f"reply.{request.pk}", Urgency.NOW, "wait", "■", _("Right of reply")).task(
        title=_("%(party)s asks for its right of reply"),
        why="%(statement)s",
        remedy=(_("Say when, or decline"), reverse("programme:podium", args=[request.list.key]) + "#replies-h"),
        values={"party": request.delegation, "statement": join_sentences([statement, request.list])},
        right="speakers.run",
        at=request.asked_at,
        parties=(request.delegation.party, request.about.delegation.party),
    )


def _lost_speaker(row: Inscription) -> Task:
    word = _("Head replaced") if row.as_head else _("Speaker unavailable")
    return tasks.kind(f"speaker.{row.pk}", Urgency.NOW, "no", "✕", word).task(
        title=_("%(party)s: the speaker on the list can no longer speak for it"),
        why=_("%(who)s was inscribed; the delegation names another speaker, or you keep this one."),
        remedy=(_("Settle the speaker"), _url(row.list, row)),
        values={"party": row.delegation, "who": row.speaker},
        **_about(row),
    )


def _clashes(rows: list[Inscription], clashes: Mapping[int, list[Engagement]]) -> Iterator[Task]:
    """Yield each while its list runs; before, one task for a list, whose order may still change."""
    waiting_lists: dict[int, list[Inscription]] = {}
    for row in rows:
        if row.list.state == "running":
            yield _clash(row, clashes[row.pk])
        else:
            waiting_lists.setdefault(row.list_id, []).append(row)
    for clashing in waiting_lists.values():
        first = clashing[0]
        yield _clash(first, clashes[first.pk]) if len(clashing) == 1 else _several(clashing)


def _several(rows: list[Inscription]) -> Task:
    count, speakers = len(rows), rows[0].list
    word = ngettext("%(n)d conflict", "%(n)d conflicts", count)
    return tasks.kind(f"clashes.{speakers.pk}", Urgency.TODAY, "no", "✕", word).task(
        title=ngettext(
            "%(list)s: %(n)d speaker is not free at the time of the statement",
            "%(list)s: %(n)d speakers are not free at the time of their statements",
            count,
        ),
        why=_("The first is %(who)s of %(party)s."),
        remedy=(_("Move the statements"), _url(speakers, rows[0])),
        values={"n": count, "list": speakers, "who": rows[0].speaker, "party": rows[0].delegation},
        **_about(*rows),
    )


def _clash(row: Inscription, clashes: list[Engagement]) -> Task:
    urgency = Urgency.NOW if row.list.state == "running" else Urgency.TODAY
    return tasks.kind(f"clash.{row.pk}", urgency, "no", "✕", _("Conflict")).task(
        title=_("%(party)s: its speaker is not free at the time of the statement"),
        why=_("%(who)s has another engagement %(times)s. Move one of the two.")
        if clashes
        else _("%(who)s had another engagement at that time, which has since been removed. Recalculate the times."),
        remedy=(_("Move the statement"), _url(row.list, row)),
        values={
            "party": row.delegation,
            "who": row.speaker,
            "times": clash_times(clashes[0]) if clashes else "",
        },
        **_about(row),
    )


def _late(rows: list[Inscription]) -> Task:
    first, count = rows[0], len(rows)
    word = ngettext("%(n)d late", "%(n)d late", count)
    return tasks.kind("late", Urgency.TODAY, "wait", "■", word).task(
        title=ngettext("A late inscription awaits a decision", "Late inscriptions await a decision", count),
        why=_("The first is that of %(party)s."),
        remedy=(_("Decide on it"), _url(first.list) + "#late"),
        values={"n": count, "party": first.delegation},
        at=first.inscribed_at,
        parties=tuple(row.delegation.party for row in rows[:3]),
    )


def _no_room(speakers: SpeakersList, count: int) -> Task:
    edit = reverse("programme:speakers_edit", args=[speakers.key])
    return tasks.kind(f"room.{speakers.pk}", Urgency.TODAY, "wait", "△", _("No time left")).task(
        title=ngettext("%(list)s: %(n)d speaker has no time", "%(list)s: %(n)d speakers have no time", count),
        why=_("The sessions of the list are too short for all speakers on it."),
        remedy=(_("Shorten the statements or add a session"), edit),
        values={"n": count, "list": speakers},
        owner=Role.PROGRAMME,
    )


def _not_accredited(speakers: SpeakersList, rows: list[Inscription]) -> Task:
    """Return the speakers whom no gate admits: not accredited, or no longer after a change."""
    count = len(rows)
    urgency = Urgency.NOW if speakers.state == "running" else Urgency.TODAY
    return tasks.kind(f"accredited.{speakers.pk}", urgency, "wait", "△", _("Not accredited")).task(
        title=ngettext(
            "%(list)s: %(n)d speaker is not accredited", "%(list)s: %(n)d speakers are not accredited", count
        ),
        why=_("The first is %(who)s of %(party)s."),
        remedy=(_("Accredit them, or name others"), _url(speakers, rows[0])),
        values={"n": count, "list": speakers, "who": rows[0].speaker, "party": rows[0].delegation},
        owner=Role.ACCREDITATION,
        **_about(*rows),
    )


def _moved(sitting: Sitting) -> Task:
    return tasks.kind(f"moved.{sitting.list_id}", Urgency.TODAY, "wait", "↻", _("Session moved")).task(
        title=_("%(list)s: a session of the list has new times"),
        why=_("The times of the speakers have not been updated."),
        remedy=(_("Recalculate the times"), _url(sitting.list)),
        values={"list": sitting.list},
        owner=Role.PROGRAMME,
        due=sitting.starts,
    )
