import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from conference.core import undo
from conference.parties.queries import alphabet
from conference.translated import FALLBACK, short_code
from delegations.accreditation.models import OPEN, Allowance, Pass, PassRequest, PassType
from delegations.registration.models import LIVE_STATES, Delegate, Delegation

DECISIONS = ("pass_request.granted", "pass_request.declined")


@dataclass
class PassTypeOverview:
    type: PassType
    most: int
    granted: int = 0
    waiting: int = 0
    out: list[Pass] = field(default_factory=list)
    ended: list[Pass] = field(default_factory=list)

    @property
    def remaining(self) -> int:
        return max(0, self.most - len(self.out) - self.granted)

    @property
    def may_ask(self) -> bool:
        return self.remaining > self.waiting


def get_overview(delegation: Delegation) -> list[PassTypeOverview]:
    """Return every sort of pass, with what this delegation has of it. Three queries."""
    waiting = Count("requests", filter=Q(requests__state="asked"))
    allowances = Allowance.objects.filter(delegation=delegation).annotate(waiting=waiting)
    by_type: dict[int, Any] = {allowance.type_id: allowance for allowance in allowances}
    overviews = {}
    for sort in PassType.objects.select_related("zone"):
        own = by_type.get(sort.pk)
        counts = (own.most, own.granted, own.waiting) if own else (sort.places,)
        overviews[sort.pk] = PassTypeOverview(sort, *counts)
    for lent in _passes().filter(allowance__delegation=delegation):
        overview = overviews[lent.allowance.type_id]
        (overview.out if lent.state == "lent" else overview.ended).append(lent)
    return list(overviews.values())


def gates_in_readers_language(typed: Collection[str]) -> dict[str, str]:
    """Return the names of gates in `typed` in the active language, whole or without the street.

    One query, none for nothing typed or in English. What is no gate's name is left out.
    """
    translations: dict[str, str] = {}
    language = short_code(get_language())
    if not typed or language == FALLBACK:
        return translations
    # By its name, since gates stand above.
    gate: Any = apps.get_model("gates", "Gate")
    for names in gate.objects.values_list("name", flat=True):
        streetless = {code: re.split("[,،，]", name, maxsplit=1)[0].strip() for code, name in names.items()}
        for parts in (names, streetless):
            if own := parts.get(language):
                translations |= dict.fromkeys(set(parts.values()) & set(typed), own)
    return translations


def name_gates(passes: Iterable[PassTypeOverview]) -> None:
    """Give each vehicle pass its gate in the active language, or as it was typed."""
    cars = [lent for kind in passes for lent in (*kind.out, *kind.ended) if lent.gate]
    names = gates_in_readers_language({car.gate for car in cars})
    for car in cars:
        car.gate_words = names.get(car.gate, car.gate)


def all_requests() -> QuerySet[PassRequest]:
    """Return requests with all that a line shows. Two queries."""
    related = ("member", "allowance__type", "allowance__delegation__party")
    rows = PassRequest.objects.select_related(*related).prefetch_related("allowance__delegation__party__names")
    return rows.defer("member__date_of_birth", "member__document_number")


def open_requests(delegation: Delegation | None = None) -> list[PassRequest]:
    """Return the requests that wait, those granted and not collected, and those declined recently; of one delegation or all.

    A decision that can still be undone names its author: `undoable_of`.
    """
    recent = undo.recent(DECISIONS)
    rows = all_requests().filter(Q(state__in=OPEN) | Q(state="declined", record__in=list(recent.values())))
    if delegation is not None:
        rows = rows.filter(allowance__delegation=delegation)
    requests = list(rows.order_by("state", "asked_at", "pk"))
    for request in requests:
        entry = recent.get(request.record_id)  # type: ignore[arg-type]
        request.undoable_of = entry.actor_label if entry else ""
    return requests


def get_requests_of_delegation(delegation: Delegation) -> list[PassRequest]:
    """Return a delegation's requests that are open or were declined, the newest first."""
    rows = all_requests().filter(allowance__delegation=delegation, state__in=(*OPEN, "declined"))
    return list(rows.order_by("-asked_at", "-pk"))


def members_who_may_request(delegation: Delegation) -> QuerySet[Delegate]:
    """Return those for whom a pass may be asked, also before they are accredited."""
    rows = Delegate.objects.filter(delegation=delegation, state__in=LIVE_STATES)
    return rows.defer("date_of_birth", "document_number").order_by("position", "pk")


def members_who_may_borrow(delegation: Delegation) -> QuerySet[Delegate]:
    """Return those to whom a pass may be lent."""
    rows = Delegate.objects.filter(delegation=delegation, state="accredited")
    return rows.defer("date_of_birth", "document_number").order_by("position", "pk")


def get_passes_out() -> list[Pass]:
    return list(_passes().filter(state="lent").order_by(alphabet("allowance__delegation__party"), "number"))


def passes_to_take_back() -> QuerySet[Pass]:
    """Return passes to be taken back: the holder is no longer accredited, or of a pin no longer head."""
    no_longer_entitled = ~Q(member__state="accredited") | Q(allowance__type__kind="pin") & ~Q(member__capacity="head")
    return _passes().filter(no_longer_entitled, state="lent", member__isnull=False)


def cars_of(delegations: Iterable[Delegation]) -> dict[int, list[Pass]]:
    """Return the vehicle passes that are out, by the delegation's key."""
    by_delegation: dict[int, list[Pass]] = {}
    rows = Pass.objects.filter(
        state="lent", allowance__type__kind="vehicle", allowance__delegation__in=list(delegations)
    )
    for car in rows.select_related("allowance").order_by("number"):
        by_delegation.setdefault(car.allowance.delegation_id, []).append(car)
    return by_delegation


def _passes() -> QuerySet[Pass]:
    rows = Pass.objects.select_related("member", "allowance__type", "allowance__delegation__party", "record")
    return rows.defer("member__date_of_birth", "member__document_number")
