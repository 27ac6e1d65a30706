"""What on registration's shelves waits for a person: notes verbales, late requests, delegations that have not begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference import clock
from conference.access import Actor, Role
from conference.desk.registry import Figure, Matter, Urgency, attention, figures
from delegations.registration import attention_desk, attention_equipment, overview  # noqa: F401  (they register their own)
from delegations.registration.lateness import DEADLINE
from delegations.registration.models import (
    PLACED_STATES,
    AccessRequest,
    Deadline,
    Delegate,
    Delegation,
    LateRequest,
    NoteVerbale,
)

SOON = timedelta(days=7)
MOST = 10  # late requests, one line each
FEW = 3  # notes verbales that get a line each
FLAGS = 6


def notes_to_accept(actor: Actor) -> Iterator[Matter]:
    """The notes verbales that nobody has accepted: one line each while they are few, one for all beyond that."""
    # The note of a late request is read and decided with the request.
    waiting = NoteVerbale.objects.filter(accepted_at__isnull=True, late_request__isnull=True)
    waiting = waiting.select_related("delegation__party")
    notes = list(waiting.prefetch_related("delegation__party__names").order_by("received_at")[: FLAGS + 1])
    if len(notes) <= FEW:
        yield from (_note(note) for note in notes)
        return
    count = waiting.count()
    yield Matter(
        key="registration.notes",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="→",
        word=ngettext("%(count)s received", "%(count)s received", count) % {"count": count},
        title=_("Notes verbales wait to be read and accepted"),
        why=_("The oldest, of %(party)s, came first; each names people who are in the queue already.")
        % {"party": notes[0].delegation.party.short},
        remedy=_("Read and accept them"),
        url=reverse("registration:desk_list") + overview.Filter(show="note").query(),
        owner=Role.ACCREDITATION.label,
        at=notes[0].received_at,
        parties=tuple(note.delegation.party for note in notes[:FLAGS]),
    )


def _note(note: NoteVerbale) -> Matter:
    party = note.delegation.party
    return Matter(
        key=f"registration.note.{note.pk}",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="→",
        word=_("Received"),
        title=_("%(party)s: note verbale %(note)s") % {"party": party.short, "note": note},
        why=_("It names the delegation and waits to be read against what was entered."),
        remedy=_("Read and accept the note"),
        url=reverse("registration:desk_one", args=[party.slug]) + "#notes",
        owner=Role.ACCREDITATION.label,
        at=note.received_at,
        parties=(party,),
    )


def late_requests(actor: Actor) -> Iterator[Matter]:
    """The late requests that nobody has decided, the oldest first, one line each."""
    asked = LateRequest.objects.filter(state="asked").annotate(count=Count("members")).select_related("note")
    asked = asked.select_related("note", "delegation__party").prefetch_related("delegation__party__names")
    for late in asked.order_by("asked_at", "pk")[:MOST]:
        party, count = late.delegation.party, late.count
        words = ngettext(
            "%(party)s: late request for %(count)s member", "%(party)s: late request for %(count)s members", count
        )
        yield Matter(
            key=f"registration.late.{late.pk}",
            urgency=Urgency.TODAY,
            tone="wait",
            mark="!",
            word=_("Late"),
            title=words % {"party": party.short, "count": count},
            why=_("They are named after the deadline, with the note verbale %(note)s; the organisers decide.")
            % {"note": late.note},
            remedy=_("Read the note and decide"),
            url=reverse("registration:desk_late", args=[party.slug, late.pk]),
            owner=Role.SECRETARIAT.label,
            right="registration.admit_late",
            at=late.asked_at,
            parties=(party,),
        )


def not_begun(actor: Actor) -> Iterator[Matter]:
    """How many delegations have submitted nobody, once the deadline is near."""
    deadline = Deadline.objects.filter(code=DEADLINE).first()
    now = clock.now()
    if deadline is None or deadline.at - now > SOON:
        return
    members = Delegate.objects.filter(delegation=OuterRef("pk"), state__in=PLACED_STATES)
    count = Delegation.objects.filter(~Exists(members)).count()
    if not count:
        return
    words = ngettext("%(count)s delegation has submitted nobody", "%(count)s delegations have submitted nobody", count)
    passed = deadline.at <= now
    yield Matter(
        key="registration.nobody",
        urgency=Urgency.TODAY if passed else Urgency.BEFORE,
        tone="no" if passed else "wait",
        mark="✕" if passed else "!",
        word=_("Passed") if passed else _("Soon"),
        title=words % {"count": count},
        why=_("%(deadline)s: whoever comes later needs a note verbale and a decision.") % {"deadline": deadline.name},
        remedy=_("Find whom to call"),
        url=reverse("registration:desk_list") + overview.Filter(show="nobody").query(),
        owner=Role.SECRETARIAT.label,
        at=deadline.at,
    )


def access_requests(actor: Actor) -> Iterator[Matter]:
    """How many ask for an invitation and wait for an answer, in one line."""
    found = AccessRequest.objects.filter(answered_at__isnull=True).aggregate(count=Count("pk"), first=Min("asked_at"))
    if not (count := found["count"]):
        return
    words = ngettext("%(count)s request for an invitation", "%(count)s requests for an invitation", count)
    yield Matter(
        key="registration.access",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="→",
        word=_("Asked"),
        title=words % {"count": count},
        why=_("Somebody without an invitation asks to act for a party and was told that the secretariat answers."),
        remedy=_("Invite or decline"),
        url=reverse("registration:desk_access"),
        owner=Role.SECRETARIAT.label,
        at=found["first"],
    )


def entered(actor: Actor) -> Iterable[Figure]:
    """How many members are entered, and how many of them still are drafts."""
    numbers = Delegate.objects.aggregate(
        all=Count("pk", filter=~Q(state="withdrawn")), drafts=Count("pk", filter=Q(state="draft"))
    )
    drafts = ngettext("%(count)s still a draft", "%(count)s still drafts", numbers["drafts"])
    yield Figure(
        n=numbers["all"],
        label=_("members entered"),
        note=drafts % {"count": numbers["drafts"]},
        url=reverse("registration:desk_list"),
    )


attention("registration.take_note", notes_to_accept)
attention("registration.see", late_requests)
attention("registration.invite", not_begun)
attention("registration.invite", access_requests)
figures(10, "registration.see", entered)
