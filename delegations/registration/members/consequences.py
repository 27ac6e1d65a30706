"""What a change, a replacement or a withdrawal will end or reopen, said before it is saved; and what is left to settle after it.

Each topic that loses something tells it: an app's `consequences.py` adds to the two registries. What then happens is done by the receivers
of the signals (`delegations.registration.signals`), and never by a page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conference.core import clock, concurrency
from conference.core.access import Actor
from conference.core.registry import Registry
from conference.look import lists
from delegations.registration.models import REPRINTED_FIELDS, REVIEWED_FIELDS, Delegate, DelegateState, Delegation


class Effect(StrEnum):
    """What a change of these fields means for a decision that was taken."""

    NONE = ""
    REPRINT = "reprint"
    REVIEW = "review"


# How the two lists read, in the order in which they are told.
_NAME = gettext_lazy("name")
WORDS: dict[str, Promise] = {
    **dict.fromkeys(("family_name", "given_names", "name_on_badge", "name_native"), _NAME),
    "photo": gettext_lazy("photo"),
    "capacity": gettext_lazy("capacity"),
    "category": pgettext_lazy("of a person", "category"),
    "date_of_birth": gettext_lazy("date of birth"),
    "nationality": gettext_lazy("nationality"),
    **dict.fromkeys(("document_type", "document_number"), gettext_lazy("travel document")),
    "functional_title": gettext_lazy("function"),
    "honorific": pgettext_lazy("of a person", "title"),
}


def words_of(fields: Collection[str]) -> list[str]:
    """Return these fields in words, each once: “name, photo”."""
    return list(dict.fromkeys(str(word) for name, word in WORDS.items() if name in fields))


def rule_in_words() -> str:
    """Return both lists as pages say them: what goes back to review, and what needs a new badge alone."""
    words = _(
        "A change of %(reviewed)s goes back to review, and the badge ends. For %(reprinted)s alone a new badge is printed, without review."
    )
    kinds = {"reviewed": words_of(REVIEWED_FIELDS), "reprinted": words_of(REPRINTED_FIELDS)}
    return words % {kind: lists.any_of(fields) for kind, fields in kinds.items()}


def effect_of(member: Delegate, changed: Collection[str]) -> Effect:
    """Return what it means for this member, as it now is, that these fields change."""
    decided = member.state in (DelegateState.VETTED, DelegateState.ACCREDITED)
    if decided and not REVIEWED_FIELDS.isdisjoint(changed):
        return Effect.REVIEW
    if member.state == DelegateState.ACCREDITED and not REPRINTED_FIELDS.isdisjoint(changed):
        return Effect.REPRINT
    return Effect.NONE


@dataclass(frozen=True)
class Step:
    """What is about to be saved.

    Args:
        member: As the row still is.
        leaves: True for a withdrawal and a replacement.
        replaced: True when another takes the place at once, and with it the office.
        refused: True when the organisers refuse the person, who leaves with that and is not withdrawn.
        stays_head: False when a change takes the office of head of delegation away.
        effect: What a change of its fields means.
    """

    member: Delegate
    leaves: bool = False
    replaced: bool = False
    refused: bool = False
    stays_head: bool = True
    effect: Effect = Effect.NONE

    @property
    def ends_accreditation(self) -> bool:
        """True when a decision that was taken ends or is taken anew."""
        return self.leaves or self.effect == Effect.REVIEW

    @property
    def ends_office(self) -> bool:
        """True when the head of the delegation is the head no more."""
        return self.member.is_head and (self.leaves or not self.stays_head)


@dataclass(frozen=True)
class Unsettled:
    """Something that a change left to settle, and where that is done.

    Args:
        words: What, with the names.
        remedy: What the link does.
        url: In the portal.
        desk_url, right: On the desk, and what staff need to read of it.
        at: By when, or when it takes place.
    """

    words: str
    remedy: str
    url: str
    desk_url: str
    right: str
    at: datetime | None = None


@dataclass(frozen=True)
class Left:
    """Things of one kind that may be left to settle: they wait for the delegation, and are counted in its tabs.

    Args:
        tab, right, rows, related: As of `overview.waiting.Source`.
        item: Describes a row of `related`, with no query for each.
    """

    tab: str
    right: str
    rows: Callable[[Any, Any], QuerySet[Any]]
    item: Callable[[Any, Delegation], Unsettled]
    related: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows


@dataclass(frozen=True)
class Topic:
    """A topic that loses something with a member.

    Args:
        order: Where it stands among the topics.
        before: Yields, in sentences, what a step will end or reopen.
        left: What may be left to settle in a delegation, by kind (`overview.waiting.add_topic`).
        after: Yields what else is, in a constant number of queries: what waits for the delegation by a source of its own.
    """

    order: int
    before: Callable[[Step], Iterable[str]]
    left: Mapping[str, Left] = field(default_factory=dict)
    after: Callable[[Delegation], Iterable[Unsettled]] | None = None


topics: Registry[Topic] = Registry("topics that lose something with a member", order=lambda topic: topic.order)


def consequences_of(step: Step) -> list[str]:
    """Return, in sentences, what this step will end or reopen; none when it ends nothing."""
    return [sentence for topic in topics.values() for sentence in topic.before(step)]


def fingerprint(sentences: Iterable[str]) -> str:
    """Return what a page sends back to say that these were read: other ones are shown again before anything is saved."""
    return concurrency.fingerprint(list(sentences))


def unsettled(delegation: Delegation) -> list[Unsettled]:
    """Return what is left to settle in the delegation, topic by topic."""
    now, found = clock.now(), []
    for topic in topics.values():
        for left in topic.left.values():
            rows = left.related(left.rows(delegation.party.code, now))
            found += [left.item(row, delegation) for row in rows]
        found += topic.after(delegation) if topic.after else ()
    return found


def unsettled_for(delegation: Delegation, actor: Actor) -> list[Unsettled]:
    """Return what is left to settle, as this member of the staff may see it on the desk."""
    return [one for one in unsettled(delegation) if actor.may(one.right)]
