"""What of registration waits for staff, and its figures on the desk."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.core import clock
from conference.core.access import Actor, Role
from conference.db.together import Part, Shared, counted
from conference.desk.registry import (
    CONFERENCE,
    Figure,
    Task,
    TaskList,
    Urgency,
    register_figures,
    register_tasks,
)
from conference.models import Conference
from delegations.registration.delegations.deadlines import DEADLINE
from delegations.registration.duplicates.actions import RIGHT as MERGE
from delegations.registration.duplicates.queries import read_pairs
from delegations.registration.equipment.licensing import RIGHT as LICENSE
from delegations.registration.equipment.queries import stranded
from delegations.registration.models import (
    PLACED_STATES,
    AccessRequest,
    Deadline,
    Delegate,
    Delegation,
    Equipment,
    EquipmentState,
    LateRequest,
    NoteVerbale,
)
from delegations.registration.overview import listing
from delegations.registration.overview.person import name_and_page
from delegations.registration.visas import letters

SOON = timedelta(days=7)
FLAGS = 6
MOST = 10  # late requests and arms, one line each
FEW = 3  # notes verbales that get a line each

tasks = TaskList("registration", Role.SECRETARIAT)


def _by_silence() -> QuerySet[Any]:
    members = Delegate.objects.filter(delegation=OuterRef("pk"), state__in=PLACED_STATES)
    silent = Delegation.objects.order_by().annotate(silent=~Exists(members))
    return silent.values_list("silent").annotate(n=Count("pk"))


SILENCE = Shared(_by_silence)  # how many delegations have submitted nobody, and how many somebody
DEADLINES = Shared(Deadline.objects.all)


@register_tasks("registration.invite")
def not_begun(actor: Actor) -> Part:
    """Yield how many delegations have submitted nobody, once the deadline is near and until the last day of the conference."""
    deadlines, conferences, silence = yield [DEADLINES, CONFERENCE, SILENCE]
    deadline = next((deadline for deadline in deadlines if deadline.code == DEADLINE), None)
    now, count = clock.now(), dict(silence).get(True, 0)
    if deadline is None or deadline.at - now > SOON or _is_last_day(now, conferences) or not count:
        return
    passed = (Urgency.TODAY, "no", "✕", _("Passed"))
    soon = (Urgency.LATER, "wait", "!", _("Soon"))
    yield tasks.kind("nobody", *(passed if deadline.at <= now else soon)).task(
        title=ngettext(
            "%(count)s delegation has submitted nobody", "%(count)s delegations have submitted nobody", count
        ),
        why=_("%(deadline)s: later nominations require a note verbale and a decision."),
        remedy=(_("See the delegations to call"), _list_of_silent()),
        values={"count": count, "deadline": deadline.name},
        due=deadline.at,
    )


def _is_last_day(now: datetime, conferences: Iterable[Conference]) -> bool:
    """Return True from the last day on: whom nobody has named by then does not come."""
    return any(now.astimezone(conference.zone).date() >= conference.ends_on for conference in conferences)


STATES = Shared(lambda: Delegate.objects.order_by().values_list("state").annotate(n=Count("*")))


def count_states(rows: Iterable[tuple[str, int]]) -> Counter[str]:
    """Return how many members are in each state, from the rows of STATES."""
    return Counter(dict(rows))


def entered(actor: Actor) -> Part:
    (rows,) = yield [STATES]
    states = count_states(rows)
    yield Figure(
        n=states.total() - states["withdrawn"],
        label=_("members entered"),
        note=still_in_draft(states["draft"]) if states["draft"] else "",
        url=reverse("registration:desk_list") + listing.Filter(show="drafts").query(),
    )


def still_in_draft(count: int) -> str:
    return _("%(n)d still in draft") % {"n": count}


def submitted(actor: Actor) -> Part:
    """Yield how many delegations have submitted anybody, of all."""
    (rows,) = yield [SILENCE]
    counts = dict(rows)
    total, rest = sum(counts.values()), counts.get(True, 0)
    yield Figure(
        n=total - rest,
        label=_("delegations have submitted"),
        of=total,
        note=ngettext("%(count)s has not", "%(count)s have not", rest) % {"count": rest} if rest else "",
        url=_list_of_silent(),
    )


def _list_of_silent() -> str:
    return reverse("registration:desk_list") + listing.Filter(show="nobody").query()


register_figures(5, "registration.see", submitted)
register_figures(10, "registration.see", entered)


@register_tasks("registration.invite", lambda: AccessRequest.objects.filter(answered_at__isnull=True))
def access_requests(actor: Actor) -> Part:
    (waiting,) = yield [counted(AccessRequest.objects.filter(answered_at__isnull=True), "asked_at")]
    for count, first in waiting:
        yield tasks.kind("access", Urgency.TODAY, "wait", "→", _("Requested")).task(
            title=ngettext("%(count)s request for an invitation", "%(count)s requests for an invitation", count),
            why=_(
                "A person without an invitation asks to act for a party and was informed that the secretariat will reply."
            ),
            remedy=(_("Invite or decline"), reverse("registration:desk_access")),
            values={"count": count},
            at=first,
        )


@register_tasks("registration.see", lambda: LateRequest.objects.filter(state="asked"))
def late_requests(actor: Actor) -> Part:
    waiting = LateRequest.objects.filter(state="asked").annotate(count=Count("members"))
    waiting = waiting.select_related("note", "delegation__party").prefetch_related("delegation__party__names")
    (rows,) = yield [waiting.order_by("asked_at", "pk")[:MOST]]
    for late in rows:
        party, count = late.delegation.party, late.count
        yield tasks.kind(f"late.{late.pk}", Urgency.TODAY, "wait", "!", _("Late")).task(
            title=ngettext(
                "%(party)s: late request for %(count)s member", "%(party)s: late request for %(count)s members", count
            ),
            why=_("They were named after the deadline by note verbale %(note)s; the organizers decide."),
            remedy=(_("Read the note and decide"), reverse("registration:desk_late", args=[party.slug, late.pk])),
            values={"party": party.short, "count": count, "note": late.note},
            right="registration.admit_late",
            look=reverse("registration:desk_one", args=[party.slug]),
            at=late.asked_at,
            parties=(party,),
        )


@register_tasks("registration.take_note", lambda: NoteVerbale.objects.filter(accepted_at__isnull=True))
def notes_to_accept(actor: Actor) -> Part:
    """Yield the notes verbales that nobody has accepted: one line each while they are few, else one for all."""
    # The note of a late request is read and decided with the request.
    waiting = NoteVerbale.objects.filter(accepted_at__isnull=True, late_request__isnull=True)
    first = waiting.select_related("delegation__party").prefetch_related("delegation__party__names")
    notes, counts = yield [first.order_by("received_at")[: FLAGS + 1], counted(waiting, "received_at")]
    if len(notes) <= FEW:
        for note in notes:
            yield _task_for_note(note)
        return
    (count, oldest), *_none = counts
    yield tasks.kind(
        "notes", Urgency.TODAY, "wait", "→", ngettext("%(count)s received", "%(count)s received", count)
    ).task(
        title=_("Notes verbales to be read and accepted"),
        why=_("The oldest is from %(party)s. Each names persons who are already in the queue."),
        remedy=(_("Read and accept them"), reverse("registration:desk_list") + listing.Filter(show="note").query()),
        values={"count": count, "party": notes[0].delegation.party.short},
        owner=Role.ACCREDITATION,
        at=oldest,
        parties=tuple(note.delegation.party for note in notes[:FLAGS]),
    )


def _task_for_note(note: NoteVerbale) -> Task:
    party = note.delegation.party
    return tasks.kind(f"note.{note.pk}", Urgency.TODAY, "wait", "→", pgettext("a note verbale", "Received")).task(
        title=_("%(party)s: note verbale %(note)s"),
        why=_("It names the delegation and has to be compared with the members entered."),
        remedy=(_("Read and accept the note"), reverse("registration:desk_one", args=[party.slug]) + "#notes"),
        values={"party": party.short, "note": note},
        owner=Role.ACCREDITATION,
        at=note.received_at,
        parties=(party,),
    )


@register_tasks(MERGE)
def likely_doubles(actor: Actor) -> Part:
    open_pairs = yield from read_pairs()
    if count := len(open_pairs):
        yield tasks.kind("doubles", Urgency.LATER, "wait", "!", _("Duplicates")).task(
            title=ngettext(
                "%(count)s pair of entries may be one person",
                "%(count)s pairs of entries may be one person each",
                count,
            ),
            why=_(
                "They have the same document number, or the same name and date of birth. One person must "
                "not receive two badges."
            ),
            remedy=(_("Compare them"), reverse("registration:desk_doubles")),
            values={"count": count},
            owner=Role.ACCREDITATION,
        )


@register_tasks(LICENSE, lambda: Equipment.objects.filter(state=EquipmentState.ASKED))
def equipment_to_decide(actor: Actor) -> Part:
    (waiting,) = yield [counted(Equipment.objects.filter(state=EquipmentState.ASKED), "asked_at")]
    for count, first in waiting:
        yield tasks.kind("equipment", Urgency.TODAY, "wait", "→", _("Requested")).task(
            title=ngettext(
                "%(count)s arm or radio waits for a licence", "%(count)s arms and radios wait for a licence", count
            ),
            why=_("Without a licence they will be confiscated at the border."),
            remedy=(_("Decide on them"), reverse("registration:desk_equipment")),
            values={"count": count},
            owner=Role.SECURITY,
            at=first,
        )


@register_tasks("registration.license", Equipment.objects.all)
def without_bearer(actor: Actor) -> Part:
    items = stranded().select_related("bearer__delegation__party").prefetch_related("bearer__delegation__party__names")
    (rows,) = yield [items.order_by("-state", "asked_at")[:MOST]]
    for item in rows:
        bearer, party = item.bearer, item.bearer.delegation.party
        pill = ("no", "✕", _("Licensed")) if item.state == "licensed" else ("wait", "!", _("Requested"))
        yield tasks.kind(f"equipment.{item.pk}", Urgency.TODAY, *pill).task(
            title=_("%(party)s: %(what)s has no bearer"),
            why=_(
                "%(who)s is %(state)s in the delegation (%(capacity)s), and only security officers may "
                "bring arms or radios."
            ),
            remedy=(
                _("Ask the delegation to withdraw it or to enter it for another officer"),
                reverse("registration:desk_one", args=[party.slug]),
            ),
            values={
                "party": party.short,
                "what": item,
                "who": bearer,
                "state": bearer.get_state_display().lower(),
                "capacity": bearer.get_capacity_display(),
            },
            owner=Role.SECURITY,
            at=item.asked_at,
            parties=(party,),
            names=(name_and_page(bearer),),
        )


@register_tasks(letters.RIGHT, letters.members_waiting)
def visa_letters(actor: Actor) -> Part:
    (waiting,) = yield [counted(letters.members_waiting())]
    for count, _first in waiting:
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
