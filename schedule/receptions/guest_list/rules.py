"""The guests that a rule finds, those on the list already, and those left out with the reason."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core.concurrency import fingerprint
from conference.models import Rank
from conference.parties.models import RECEIVED, Party
from conference.parties.queries import alphabet, prefetch_names
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation
from schedule.calendar.engagements.groups import groups
from schedule.receptions.invitations.models import Reception
from schedule.receptions.outside_guests.models import OutsideGuest
from schedule.receptions.outside_guests.queries import listed_guests

HEADS, RANKS, PERSONS, OUTSIDE = "heads", "ranks", "persons", "outside"


@dataclass(frozen=True)
class Rule:
    """`kind`: HEADS, RANKS (`rank` and above), PERSONS (`names`, as full name or name on the badge), OUTSIDE, or the key of a group."""

    kind: str = HEADS
    rank: Rank | None = None
    names: tuple[str, ...] = ()

    @property
    def personal(self) -> bool:
        return self.kind != HEADS

    @property
    def key(self) -> str:
        """Return the key under which the reception remembers whom protocol unticked."""
        return f"{self.kind}:{self.rank.code}" if self.rank and self.kind == RANKS else self.kind


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a rule finds. `ticked`: not one whom protocol unticked before."""

    person: Delegate | OutsideGuest
    ticked: bool = True

    @property
    def key(self) -> str:
        return f"{'outside' if isinstance(self.person, OutsideGuest) else 'delegate'}-{self.person.pk}"

    @property
    def is_without_mail(self) -> bool:
        return isinstance(self.person, OutsideGuest) and not self.person.email

    @property
    def party(self) -> Party:
        return party_of(self.person)


def party_of(person: Delegate | OutsideGuest) -> Party:
    return person.party if isinstance(person, OutsideGuest) else person.delegation.party


@dataclass
class Preview:
    """The guests of a rule, those on the list already, and those left out with the reason."""

    guests: list[Candidate] = field(default_factory=list)
    double: list[Candidate] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def tick(self, keys: Collection[str]) -> None:
        """Tick those of these keys alone."""
        self.guests = [replace(guest, ticked=guest.key in keys) for guest in self.guests]

    @property
    def fingerprint(self) -> str:
        return fingerprint(*(guest.key for guest in self.guests))


def find_guests(reception: Reception, rule: Rule) -> Preview:
    """Return the guests of a rule for the reception as it is now. A constant number of queries."""
    preview = Preview()
    on_list = reception.invitations.exclude(state="ended").values_list("guest_id", "delegation_id", "personal")
    guests = {guest for guest, _delegation, _personal in on_list}
    unticked = set(reception.unticked.get(rule.key, ()))
    if rule.kind == OUTSIDE:
        _find_outside_guests(reception, preview, unticked)
    offices = {delegation for _guest, delegation, personal in on_list if not personal}
    for member in {member.pk: member for member in _members(rule, preview)}.values():
        if member.pk in guests or (not rule.personal and member.delegation_id in offices):
            preview.double.append(Candidate(member))
        elif why := _why_not(member, rule):
            name = _("%(who)s (%(party)s)") % {"who": member.full_name, "party": member.delegation.party.short}
            preview.left_out.append((name, why))
        else:
            candidate = Candidate(member)
            preview.guests.append(Candidate(member, candidate.key not in unticked))
    if rule.kind == HEADS:
        _leave_out_headless(preview, offices)
    return preview


def _find_outside_guests(reception: Reception, preview: Preview, unticked: set[str]) -> None:
    invited = reception.invitations.exclude(state="ended").values_list("outside_guest_id", flat=True)
    on_list = set(invited)
    for guest in listed_guests():
        candidate = Candidate(guest)
        if guest.pk in on_list:
            preview.double.append(candidate)
        else:
            preview.guests.append(Candidate(guest, candidate.key not in unticked))


def _members(rule: Rule, preview: Preview) -> Iterable[Delegate]:
    if rule.kind == PERSONS:
        return _by_name(rule.names, preview)
    if rule.kind == OUTSIDE:
        return ()
    if rule.kind == HEADS:
        delegates = Delegate.objects.filter(capacity=Capacity.HEAD)
    elif rule.kind == RANKS:
        position = rule.rank.position if rule.rank else 0
        delegates = Delegate.objects.filter(protocol_rank__position__lte=position)
    else:
        preview.left_out += groups[rule.kind].lacking()
        delegates = groups[rule.kind].members()
    return _in_order(delegates.filter(state__in=LIVE_STATES))


def _in_order(delegates: QuerySet[Delegate]) -> QuerySet[Delegate]:
    related = delegates.select_related("delegation__party", "protocol_rank", "category")
    return prefetch_names(related.order_by(alphabet("delegation__party"), "position", "pk"), "delegation__party")


def _by_name(names: Iterable[str], preview: Preview) -> list[Delegate]:
    """Return the person of each name. A name of nobody or of several is left out with the reason."""
    typed_names = {_folded(name): name for name in names if name.strip()}
    matches: dict[str, list[Delegate]] = {name: [] for name in typed_names}
    for member in _in_order(Delegate.objects.filter(state__in=LIVE_STATES)) if typed_names else ():
        for name in {_folded(member.full_name), _folded(member.name_on_badge)} & matches.keys():
            matches[name].append(member)
    for name, members in matches.items():
        if not members:
            preview.left_out.append((typed_names[name], _("Nobody of this name is in a delegation.")))
        elif len(members) > 1:
            reason = _("Several persons have this name: write it as on the badge of the one who is meant.")
            preview.left_out.append((typed_names[name], reason))
    return [members[0] for members in matches.values() if len(members) == 1]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _why_not(member: Delegate, rule: Rule) -> str:
    if member.state == "draft":
        return _("The delegation has not submitted this person yet.")
    if rule.kind != PERSONS and member.delegation.party.kind not in RECEIVED:
        return _("The host does not receive this kind of party.")
    return ""


def _leave_out_headless(preview: Preview, offices: set[int]) -> None:
    heads = Delegate.objects.filter(capacity=Capacity.HEAD, state__in=LIVE_STATES).values("delegation_id")
    delegations = Delegation.objects.filter(party__kind__in=RECEIVED).exclude(pk__in=heads).exclude(pk__in=offices)
    for delegation in prefetch_names(delegations.select_related("party").order_by(alphabet("party")), "party"):
        preview.left_out.append((delegation.party.short, _("The delegation has named no head.")))
