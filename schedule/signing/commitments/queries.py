from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from conference.audit.models import AuditEntry
from conference.audit.sentences import AuditLine, tell_each
from conference.core.lifecycle import state_word
from conference.models import today
from conference.parties.queries import alphabet, named
from schedule.signing.commitments.models import Commitment

STEPS = 100  # of a commitment's history, on its page
OPEN = (Commitment.State.ANNOUNCED, Commitment.State.UNDER_WAY)


def standing() -> QuerySet[Commitment]:
    """Return every commitment but those entered in error, with their parties, in the reader's alphabetical order."""
    found = Commitment.objects.exclude(state=Commitment.State.REMOVED).select_related("party")
    return named(found, "party").order_by(alphabet("party"), "said_on", "pk")


def overdue() -> QuerySet[Commitment]:
    """Return what should have been followed up by now, the earliest first."""
    found = Commitment.objects.filter(state__in=OPEN, due_on__lt=today()).select_related("party")
    return named(found, "party").order_by("due_on", "pk")


def history(commitment: Commitment) -> Sequence[tuple[AuditLine, str]]:
    """Return what was done with it, the latest first, each with the state that it led to. Two queries at most."""
    found = AuditEntry.objects.filter(subject_type=Commitment._meta.label_lower, subject_id=str(commitment.pk))
    entries = list(found.order_by("-number")[:STEPS])
    states = [state_word(commitment, one.went_to) if one.went_to else "" for one in entries]
    return list(zip(tell_each(entries), states, strict=True))
