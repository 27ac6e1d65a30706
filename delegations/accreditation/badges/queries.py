"""Queries of the print room's pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from conference.audit import sentences
from conference.audit.models import AuditEntry
from conference.core import reasons
from conference.models import Category
from conference.parties.models import Party, search_key
from conference.parties.queries import alphabet, named
from delegations.accreditation.badges.contents import Choice, printable
from delegations.accreditation.badges.forms import AGAIN_NAMES, LAYOUT_NAMES, REPLACE_NAMES
from delegations.accreditation.badges.numbers import numbered
from delegations.accreditation.models import LIVE, Badge, PrintJob

FOUND = 20
BATCHES, PAGE = 12, 100
NONE = Q(pk__in=())
COUNTS = {state: Count("pk", filter=Q(state=state)) for state in LIVE}


@dataclass(frozen=True)
class Row:
    party: Party
    queued: int
    printed: int
    collected: int
    to_clear: int = 0  # of the printed

    @property
    def ready(self) -> int:
        """Return how many can be given out."""
        return self.printed - self.to_clear


@dataclass(frozen=True)
class Totals:
    queued: int
    printed: int
    collected: int


def by_delegation(stopped: Q = NONE) -> list[Row]:
    """Return live badges by delegation in alphabetical order, first those of whom some are still to be printed or given out.

    Args:
        stopped: Which badges are not given out, though they are printed, before security has cleared the bearers.
    """
    counted = {**COUNTS, "to_clear": Count("pk", filter=Q(state="printed") & stopped)}
    found = Badge.objects.filter(state__in=LIVE).values("delegate__delegation__party").annotate(**counted).order_by()
    counts = {party: numbers for party, *numbers in found.values_list("delegate__delegation__party", *counted)}
    parties = named(Party.objects.filter(pk__in=counts).order_by(alphabet()), "")
    rows = [Row(party, *counts[party.pk]) for party in parties]
    return sorted(rows, key=lambda row: not (row.queued or row.printed))


def totals(rows: Iterable[Row]) -> Totals:
    rows = list(rows)
    return Totals(*(sum(getattr(row, state) for row in rows) for state in LIVE))


def by_category() -> list[tuple[Category, int]]:
    """Return the categories in order, with how many of their badges wait to be printed."""
    waits = Count("delegate__badges", filter=Q(delegate__badges__state="queued"))
    return [(category, category.waits) for category in Category.objects.annotate(waits=waits).order_by("position")]


def find(text: str) -> list[Badge]:
    """Return badges by number (`A1-61803`, or a part of it), by the bearer's name in any spelling, or by party; live copies first.

    By name and party, an invalid copy is left out where the bearer has a valid one.
    """
    query = Q()
    for word in search_key(text).split():
        query &= Q(delegate__search__contains=word)
    party = Q(delegate__delegation__party__code__iexact=text) | Q(delegate__delegation__party__en_short__iexact=text)
    replaced = Q(live_for=None) & Exists(Badge.objects.filter(live_for=OuterRef("delegate")))
    found = Badge.objects.filter(((query | party) & ~replaced) | numbered(text)).exclude(state="superseded")
    rows = found.select_related("delegate__delegation__party", "delegate__category")
    rows = rows.defer("delegate__date_of_birth", "delegate__document_number")
    return list(named(rows.order_by("-live_for", "-pk"), "delegate__delegation__party")[:FOUND])


def badge(pk: int) -> Badge | None:
    rows = Badge.objects.select_related(
        "delegate__delegation__party", "delegate__category", "printed_by", "receipt", "record"
    )
    rows = rows.defer("delegate__date_of_birth", "delegate__document_number")
    return named(rows.filter(pk=pk), "delegate__delegation__party").first()


def batches() -> list[PrintJob]:
    """Return the print room's latest batches, whoever asked for them. One query."""
    return list(PrintJob.objects.select_related("owner")[:BATCHES])


@dataclass(frozen=True)
class BatchPage:
    """A page of the badges of a batch, each with its place in the order of print; where the pages before and after it begin."""

    rows: list[tuple[int, Badge]]
    total: int
    before: int | None
    after: int | None


def badges_of_batch(job: PrintJob, start: int = 0) -> BatchPage:
    """Return a page of a batch: what was printed, or what is to be. Two queries, three in other languages than English."""
    choice = Choice.from_json(job.wanted)
    ready = job.state == "ready"
    keys = list(choice.badges) if ready else list(printable(choice).values_list("pk", flat=True))
    start = start if 0 <= start < len(keys) else 0
    wanted = keys[start : start + PAGE]
    rows = Badge.objects.select_related("delegate__delegation__party").filter(pk__in=wanted)
    rows = rows.defer("delegate__date_of_birth", "delegate__document_number")
    found = {badge.pk: badge for badge in named(rows, "delegate__delegation__party")}
    page = [(start + n, found[key]) for n, key in enumerate(wanted, 1) if key in found]
    after = start + PAGE if start + PAGE < len(keys) else None
    return BatchPage(page, len(keys), max(0, start - PAGE) if start else None, after)


def copies_of(badge: Badge) -> list[Badge]:
    return list(
        Badge.objects.filter(delegate=badge.delegate_id, undone_at=None)
        .select_related("record", "receipt")
        .order_by("-copy")
    )


@dataclass(frozen=True)
class Act:
    copy: int
    told: sentences.AuditLine
    layout: str
    reason: str


def history_of(badge: Badge) -> list[Act]:
    """Return the audit log of the bearer's badges, print by print, the latest first. One query, and the copies' keys."""
    copies = {str(pk): copy for pk, copy in Badge.objects.filter(delegate=badge.delegate_id).values_list("pk", "copy")}
    entries = AuditEntry.objects.filter(subject_type="accreditation.badge", subject_id__in=copies).order_by("-number")
    return [_act(entry, copies[entry.subject_id]) for entry in entries]


def _act(entry: AuditEntry, copy: int) -> Act:
    names = {**REPLACE_NAMES, **AGAIN_NAMES, "command_line": _("requested on the command line")}
    names["changed"] = _("function or title changed")
    code = str(entry.details.get("code", ""))
    why = ": ".join(str(part) for part in (names.get(code, code), reasons.read(entry.reason)) if part)
    layout = str(entry.details.get("layout", ""))
    return Act(copy, sentences.tell(entry), str(LAYOUT_NAMES.get(layout, layout)), why)


def of_delegation(code: str) -> list[Badge]:
    rows = Badge.objects.filter(state__in=LIVE, delegate__delegation__party__code=code)
    rows = rows.select_related("delegate__delegation__party", "delegate__category", "receipt")
    rows = rows.defer("delegate__date_of_birth", "delegate__document_number")
    return list(rows.order_by("delegate__position", "delegate_id"))


def printed_before(choice: Choice) -> int:
    """Return how many of the ticked badges were printed before, when no reason was given for printing them again."""
    if choice.again or not choice.badges:
        return 0
    return Badge.objects.filter(pk__in=choice.badges, state="printed").count()


def by_serial(serial: str) -> Badge | None:
    return Badge.objects.filter(serial=serial).first()


def live_of(badge: Badge) -> Badge | None:
    return Badge.objects.filter(live_for=badge.delegate_id).first()
