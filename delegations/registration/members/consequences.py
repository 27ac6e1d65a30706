"""What a change, a replacement or a withdrawal will end or reopen, said before it is saved; and what is left to settle after it.

An app's `consequences.py` registers what its topic loses. The receivers of the signals (`delegations.registration.signals`) then do it,
never a page.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conference.core import clock
from conference.core.access import Actor
from conference.core.registry import Registry
from conference.db.prepared import Parameter
from conference.look import lists
from conference.treaties.offices import find_offices
from delegations.registration.models import REPRINTED_FIELDS, REVIEWED_FIELDS, Delegate, DelegateState, Delegation


class Effect(StrEnum):
    """What a change of these fields means for a decision that was taken."""

    NONE = ""
    REPRINT = "reprint"
    REVIEW = "review"


# The labels of REVIEWED_FIELDS and REPRINTED_FIELDS, in the order in which pages list them.
LABELS: dict[str, Promise] = {
    **dict.fromkeys(("family_name", "given_names", "name_on_badge", "name_native"), gettext_lazy("name")),
    "photo": gettext_lazy("photo"),
    "capacity": gettext_lazy("capacity"),
    "category": pgettext_lazy("of a person", "category"),
    "date_of_birth": gettext_lazy("date of birth"),
    "nationality": gettext_lazy("nationality"),
    **dict.fromkeys(("document_type", "document_number"), gettext_lazy("travel document")),
    "functional_title": gettext_lazy("function"),
    "honorific": pgettext_lazy("of a person", "title"),
}


def rule_in_words() -> str:
    """Return both lists as pages say them: what goes back to review, and what needs a new badge alone."""
    message = _(
        "A change of %(reviewed)s goes back to review, and the badge ends; so does one into or out of the office of Head of State, Head of "
        "Government or Minister for Foreign Affairs. For %(reprinted)s alone a new badge is printed, without review."
    )
    return message % {"reviewed": _any_of(REVIEWED_FIELDS), "reprinted": _any_of(REPRINTED_FIELDS)}


def _any_of(fields: Collection[str]) -> str:
    """Return these fields in words, each once: “name or photo”."""
    return lists.any_of(dict.fromkeys(str(label) for name, label in LABELS.items() if name in fields))


def effect_of(member: Delegate, changed_fields: Collection[str], after: Delegate | None = None) -> Effect:
    """Return the effect of changing these fields of a member, who still has the old ones, into those of `after`."""
    has_decision = member.state in (DelegateState.VETTED, DelegateState.ACCREDITED)
    if has_decision and not REVIEWED_FIELDS.isdisjoint(changed_fields):
        return Effect.REVIEW
    if has_decision and after is not None and _changes_office(member, after, changed_fields):
        return Effect.REVIEW
    if member.state == DelegateState.ACCREDITED and not REPRINTED_FIELDS.isdisjoint(changed_fields):
        return Effect.REPRINT
    return Effect.NONE


def _changes_office(before: Delegate, after: Delegate, changed_fields: Collection[str]) -> bool:
    """Return whether the change is into or out of an office that signs without full powers, by rank or by function."""
    if {"protocol_rank", "functional_title"}.isdisjoint(changed_fields):
        return False
    return _find_offices(before) != _find_offices(after)


def _find_offices(member: Delegate) -> set[str]:
    return find_offices(member.protocol_rank.code if member.protocol_rank else "", member.functional_title)


@dataclass(frozen=True)
class Step:
    """What is about to be saved."""

    member: Delegate  # as stored
    leaves: bool = False  # by a withdrawal, a replacement or a refusal
    replaced: bool = False  # another takes the place at once, and with it the office
    refused: bool = False  # the organisers refuse the person, who is then not withdrawn
    stays_head: bool = True
    effect: Effect = Effect.NONE
    changed_fields: frozenset[str] = frozenset()

    @property
    def ends_accreditation(self) -> bool:
        """Return True when a decision ends or is made again."""
        return self.leaves or self.effect == Effect.REVIEW

    @property
    def becomes_head(self) -> bool:
        return not self.member.is_head and self.stays_head and "capacity" in self.changed_fields

    @property
    def ends_office(self) -> bool:
        """Return True when the head of the delegation stops being its head."""
        return self.member.is_head and (self.leaves or not self.stays_head)


@dataclass(frozen=True)
class Unsettled:
    """Something that has to be settled after a change; as a `WaitingItem` it waits for the delegation."""

    title: str
    remedy: str
    url: str
    desk_url: str
    right: str  # what staff need to open `desk_url`
    at: datetime | None = None  # by when, or when it takes place
    why: ClassVar[str] = ""
    tone: ClassVar[str] = "no"


type Code = str | Parameter
type Time = datetime | Parameter


@dataclass(frozen=True)
class WaitingSource[Item]:
    """A source of things of one kind that may wait for a delegation.

    Attributes:
        tab: The name of the tab's URL under which they are counted.
        right: What staff need to read them.
        rows: Takes the party's code and the time, returns what waits, without prefetching. It must not read the clock or anything
            else that may change before a later request: the tabs keep its statement, with parameters for the two.
        item: Describes a row of `rows`, with no query for each.
        related: Adds to the rows what `item` reads.
    """

    tab: str
    right: str
    rows: Callable[[Code, Time], QuerySet[Any]]
    item: Callable[[Any, Delegation], Item]
    related: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows

    def items(self, delegation: Delegation) -> list[Item]:
        """Return what waits for the delegation now. One query, and what `related` prefetches."""
        rows = self.related(self.rows(delegation.party.code, clock.now()))
        return [self.item(row, delegation) for row in rows]


@dataclass(frozen=True)
class Topic:
    """A topic that loses something with a member."""

    order: int
    before: Callable[[Step], Iterable[str]]  # yields, in sentences, what a step will end or reopen
    # What may have to be settled in a delegation, by kind (`overview.waiting.add_topic`).
    unsettled: Mapping[str, WaitingSource[Unsettled]] = field(default_factory=dict)
    # Yields what else has to be settled, in a constant number of queries: what a source of its own lists already.
    after: Callable[[Delegation], Iterable[Unsettled]] | None = None


topics: Registry[Topic] = Registry("topics that lose something with a member", order=lambda topic: topic.order)


def consequences_of(step: Step) -> list[str]:
    """Return, in sentences, what this step will end or reopen; none when it ends nothing."""
    return [sentence for topic in topics.values() for sentence in topic.before(step)]


def find_unsettled(delegation: Delegation) -> list[Unsettled]:
    """Return what has to be settled in the delegation, topic by topic."""
    items: list[Unsettled] = []
    for topic in topics.values():
        for source in topic.unsettled.values():
            items += source.items(delegation)
        items += topic.after(delegation) if topic.after else ()
    return items


def unsettled_for(delegation: Delegation, actor: Actor) -> list[Unsettled]:
    """Return what has to be settled, as this member of the staff may see it on the desk."""
    return [item for item in find_unsettled(delegation) if actor.may(item.right)]
