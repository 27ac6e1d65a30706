from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.audit.sentences import AuditLine, describe_entry
from conference.core import reasons
from conference.models import Category
from conference.parties.models import Party, search_key
from conference.parties.queries import alphabet, prefetch_names
from delegations.accreditation.badges.actions.issuing import with_bearer
from delegations.accreditation.badges.contents import BadgeChoice, printable_badges
from delegations.accreditation.badges.forms import AGAIN_NAMES, LAYOUT_NAMES, REPLACE_NAMES
from delegations.accreditation.badges.numbers import match_number
from delegations.accreditation.models import LIVE, Badge, PrintJob

FOUND = 20
BATCHES, PAGE = 12, 100
NONE = Q(pk__in=())
BEARERS_PARTY = "delegate__delegation__party"
COUNTS = {state: Count("pk", filter=Q(state=state)) for state in LIVE}


@dataclass(frozen=True)
class DelegationCounts:
    party: Party
    queued: int
    printed: int
    collected: int
    to_clear: int = 0  # of the printed

    @property
    def ready(self) -> int:
        return self.printed - self.to_clear


def count_by_delegation(stopped: Q = NONE) -> list[DelegationCounts]:
    """Return counts by delegation, first where some are still to print or give out. `stopped` matches what security stops."""
    counted = {**COUNTS, "to_clear": Count("pk", filter=Q(state="printed") & stopped)}
    badges = Badge.objects.filter(state__in=LIVE).values("delegate__delegation__party").annotate(**counted).order_by()
    counts = {party: numbers for party, *numbers in badges.values_list("delegate__delegation__party", *counted)}
    parties = prefetch_names(Party.objects.filter(pk__in=counts).order_by(alphabet()), "")
    rows = [DelegationCounts(party, *counts[party.pk]) for party in parties]
    return sorted(rows, key=lambda row: not (row.queued or row.printed))


def add_up(rows: Iterable[DelegationCounts]) -> dict[str, int]:
    rows = list(rows)
    return {state: sum(getattr(row, state) for row in rows) for state in LIVE}


def count_queued_by_category() -> list[tuple[Category, int]]:
    """Return the categories in order, with how many of their badges wait to be printed."""
    waits = Count("delegate__badges", filter=Q(delegate__badges__state="queued"))
    return [(category, category.waits) for category in Category.objects.annotate(waits=waits).order_by("position")]


def find_badges(text: str) -> list[Badge]:
    """Return badges by number or a part of it, by the bearer's name or by party (then without replaced copies); live copies first."""
    query = Q()
    for word in search_key(text).split():
        query &= Q(delegate__search__contains=word)
    party = Q(delegate__delegation__party__code__iexact=text) | Q(delegate__delegation__party__en_short__iexact=text)
    replaced = Q(live_for=None) & Exists(Badge.objects.filter(live_for=OuterRef("delegate")))
    badges = with_bearer().filter(((query | party) & ~replaced) | match_number(text)).exclude(state="superseded")
    badges = badges.select_related("delegate__category").order_by("-live_for", "-pk")
    return list(prefetch_names(badges, BEARERS_PARTY)[:FOUND])


def badges_in_detail() -> QuerySet[Badge]:
    return prefetch_names(
        with_bearer().select_related("delegate__category", "printed_by", "receipt", "record"), BEARERS_PARTY
    )


def get_latest_batches() -> list[PrintJob]:
    return list(PrintJob.objects.select_related("owner")[:BATCHES])


@dataclass(frozen=True)
class BatchPage:
    """A page of the badges of a batch, each with its place; `before` and `after` are where its neighbours begin."""

    rows: list[tuple[int, Badge]]
    total: int
    before: int | None
    after: int | None


def get_batch_page(job: PrintJob, start: int = 0) -> BatchPage:
    """Return a page of a batch. Two queries, three in other languages than English."""
    choice = BadgeChoice.from_json(job.wanted)
    ready = job.state == "ready"
    keys = list(choice.badges) if ready else list(printable_badges(choice).values_list("pk", flat=True))
    start = start if 0 <= start < len(keys) else 0
    wanted = keys[start : start + PAGE]
    badges = {badge.pk: badge for badge in prefetch_names(with_bearer().filter(pk__in=wanted), BEARERS_PARTY)}
    page = [(start + n, badges[key]) for n, key in enumerate(wanted, 1) if key in badges]
    after = start + PAGE if start + PAGE < len(keys) else None
    return BatchPage(page, len(keys), max(0, start - PAGE) if start else None, after)


def get_copies(badge: Badge) -> list[Badge]:
    copies = Badge.objects.filter(delegate=badge.delegate_id, undone_at=None)
    return list(copies.select_related("record", "receipt").order_by("-copy"))


@dataclass(frozen=True)
class BadgeEvent:
    copy: int
    line: AuditLine
    layout: str
    reason: str


def get_history(badge: Badge) -> list[BadgeEvent]:
    """Return the audit log of the bearer's badges, the latest first. One query, and the copies' keys."""
    copies = {str(pk): copy for pk, copy in Badge.objects.filter(delegate=badge.delegate_id).values_list("pk", "copy")}
    entries = AuditEntry.objects.filter(subject_type="accreditation.badge", subject_id__in=copies).order_by("-number")
    return [_event(entry, copies[entry.subject_id]) for entry in entries]


def _event(entry: AuditEntry, copy: int) -> BadgeEvent:
    names = {**REPLACE_NAMES, **AGAIN_NAMES, "command_line": _("requested on the command line")}
    names["changed"] = _("function or title changed")
    code = str(entry.details.get("code", ""))
    why = ": ".join(str(part) for part in (names.get(code, code), reasons.read(entry.reason)) if part)
    layout = str(entry.details.get("layout", ""))
    return BadgeEvent(copy, describe_entry(entry), str(LAYOUT_NAMES.get(layout, layout)), why)


def get_badges_of_delegation(code: str) -> list[Badge]:
    badges = with_bearer().filter(state__in=LIVE, delegate__delegation__party__code=code)
    return list(badges.select_related("delegate__category", "receipt").order_by("delegate__position", "delegate_id"))


def count_printed_before(choice: BadgeChoice) -> int:
    """Return how many ticked badges were printed before, when no reason was given for printing them again."""
    if choice.again or not choice.badges:
        return 0
    return Badge.objects.filter(pk__in=choice.badges, state="printed").count()


def find_by_serial(serial: str) -> Badge | None:
    return Badge.objects.filter(serial=serial).first()
