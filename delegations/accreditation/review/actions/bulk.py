"""Decisions on several people at once, each at the version that was previewed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from conference.core.errors import NotPossible, UserError
from delegations.accreditation.review import risks
from delegations.registration.models import Delegate

MOST_AT_ONCE = 200
RIGHTS = {"vet": "accreditation.vet", "accredit": "accreditation.decide", "return": "accreditation.return"}
type ExpectedVersions = Sequence[tuple[UUID, int]]


@dataclass
class BulkOutcome:
    done: list[Delegate] = field(default_factory=list)
    left_out: list[tuple[Delegate, str]] = field(default_factory=list)


def versions_of(expected_version: ExpectedVersions) -> dict[UUID, int]:
    if not expected_version:
        raise NotPossible(_("Nobody is chosen. Nothing was changed."))
    if len(expected_version) > MOST_AT_ONCE:
        raise NotPossible(_("At most %(most)d at once. Nothing was changed.") % {"most": MOST_AT_ONCE})
    return dict(expected_version)


def decide_each(versions: Mapping[UUID, int], decide: Callable[[Delegate, int], object]) -> BulkOutcome:
    """Lock these people and decide on each. Whoever `decide` refuses is left out, with the reason."""
    outcome = BulkOutcome()
    for delegate in _lock_people(versions):
        try:
            decide(delegate, versions[delegate.public_id])
        except UserError as problem:
            outcome.left_out.append((delegate, str(problem)))
        else:
            outcome.done.append(delegate)
    return outcome


def _lock_people(versions: Mapping[UUID, int]) -> list[Delegate]:
    """Return these people, locked in the order of their keys, so that two bulk decisions cannot deadlock."""
    rows = Delegate.objects.exclude(state="draft").filter(public_id__in=versions).order_by("pk")
    locked = {row.pk for row in rows.select_for_update(of=("self",)).only("pk")}
    joins = ("delegation__party", "category", "protocol_rank", "vetted_by")
    return list(risks.annotate_marks(Delegate.objects.filter(pk__in=locked).select_related(*joins)).order_by("pk"))
