from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from conference.audit.models import AuditEntry
from conference.audit.sentences import AuditLine, tell_each
from conference.core.lifecycle import state_word
from conference.parties.queries import alphabet, prefetch_names
from schedule.signing.commitments.models import Commitment

STEPS = 100  # of a commitment's history, on its page
OPEN = (Commitment.State.ANNOUNCED, Commitment.State.UNDER_WAY)


def standing() -> QuerySet[Commitment]:
    """Return all commitments except those entered in error, in the reader's alphabetical order of their parties."""
    commitments = Commitment.objects.exclude(state=Commitment.State.REMOVED).select_related("party")
    return prefetch_names(commitments, "party").order_by(alphabet("party"), "said_on", "pk")


def overdue(day: date) -> QuerySet[Commitment]:
    """Return what should have been followed up before that day, the earliest first."""
    commitments = Commitment.objects.filter(state__in=OPEN, due_on__lt=day).select_related("party")
    return prefetch_names(commitments, "party").order_by("due_on", "pk")


def history(commitment: Commitment) -> Sequence[tuple[AuditLine, str]]:
    """Return the commitment's audit lines, the latest first, each with the state that it led to. Two queries at most."""
    about = AuditEntry.objects.filter(subject_type=Commitment._meta.label_lower, subject_id=str(commitment.pk))
    entries = list(about.order_by("-number")[:STEPS])
    states = [state_word(commitment, entry.went_to) if entry.went_to else "" for entry in entries]
    return list(zip(tell_each(entries), states, strict=True))
