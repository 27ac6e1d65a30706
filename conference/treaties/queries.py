"""The treaty of the conference, and the parties that it is open to."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from conference.db import reference_tables
from conference.parties.models import SIGNATORIES, Kind, Party
from conference.treaties.choices import OpenTo
from conference.treaties.models import Treaty, TreatyGroupMember

# The kinds of parties that each formula covers; of the second, States that are members of agencies alone are named in a group.
COVERED: dict[str, tuple[Kind, ...]] = {
    OpenTo.ALL_STATES: (Kind.MEMBER_STATE, Kind.OBSERVER_STATE),
    OpenTo.UN_OR_AGENCIES: (Kind.MEMBER_STATE,),
    OpenTo.GROUPS: (),
}


def current_treaty() -> Treaty | None:
    """Return the treaty that the conference is about: the first one."""
    return Treaty.objects.order_by("pk").first()


def may_sign(treaty: Treaty, party: Party) -> bool:
    """Return whether the treaty is open to that party; not whether it may sign now. A query only for who is not covered by kind."""
    return _is_covered(treaty, party) or _named(Treaty.objects.filter(pk=treaty.pk)).filter(party=party).exists()


def _is_covered(treaty: Treaty, party: Party) -> bool:
    return treaty.organizations_sign if party.kind == Kind.REIO else party.kind in COVERED[treaty.open_to]


def parties_open_to(treaty: Treaty) -> QuerySet[Party]:
    """Return the parties of which `may_sign` is true."""
    return Party.objects.filter(open_to_one_of(Treaty.objects.filter(pk=treaty.pk)))


def open_to_one_of(treaties: QuerySet[Treaty], path: str = "") -> Q:
    """Return the condition that one of `treaties` is open to the party at `path`, such as `party__`."""
    condition = Q(Exists(_named(treaties).filter(party=OuterRef(f"{path}pk"))))
    condition |= Q(Exists(treaties.filter(organizations_sign=True)), **{f"{path}kind": Kind.REIO})
    for formula, kinds in COVERED.items():
        if kinds:
            condition |= Q(Exists(treaties.filter(open_to=formula)), **{f"{path}kind__in": kinds})
    return condition


def _named(treaties: QuerySet[Treaty]) -> QuerySet[TreatyGroupMember]:
    return TreatyGroupMember.objects.filter(group__treaty__in=treaties, group__takes_part=True)


def concerns(party: Party, stamp: str) -> bool:
    """Return whether the party may sign, as kept under `stamp`; before a treaty is entered, by its kind. No query while it is cached."""
    treaty, named = _openness.get(stamp)
    return party.kind in SIGNATORIES if treaty is None else _is_covered(treaty, party) or party.pk in named


def _load_openness() -> tuple[Treaty | None, frozenset[int]]:
    treaty = current_treaty()
    named = _named(Treaty.objects.filter(pk=treaty.pk)).values_list("party", flat=True) if treaty else ()
    return treaty, frozenset(named)


_openness = reference_tables.CachedTable(_load_openness)
