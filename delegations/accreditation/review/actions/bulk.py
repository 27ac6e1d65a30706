"""Several people decided on at once: how many, each at the version that was previewed, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from conference.core.errors import NotPossible
from delegations.accreditation.review import risks
from delegations.registration.models import Delegate

MOST = 200
RIGHTS = {"vet": "accreditation.vet", "accredit": "accreditation.decide", "return": "accreditation.return"}
type Seen = Sequence[tuple[UUID, int]]


@dataclass
class Outcome:
    done: list[Delegate] = field(default_factory=list)
    left_out: list[tuple[Delegate, str]] = field(default_factory=list)


def versions_of(expected_version: Seen) -> dict[UUID, int]:
    if not expected_version:
        raise NotPossible(_("Nobody is chosen. Nothing was changed."))
    if len(expected_version) > MOST:
        raise NotPossible(_("At most %(most)d at once. Nothing was changed.") % {"most": MOST})
    return dict(expected_version)


def hold(versions: Mapping[UUID, int]) -> list[Delegate]:
    """Return these people, locked in the order of their keys, so that two bulk decisions cannot deadlock."""
    rows = Delegate.objects.exclude(state="draft").filter(public_id__in=versions).order_by("pk")
    locked = {row.pk for row in rows.select_for_update(of=("self",)).only("pk")}
    joins = ("delegation__party", "category", "protocol_rank", "vetted_by")
    return list(risks.marked(Delegate.objects.filter(pk__in=locked).select_related(*joins)).order_by("pk"))
