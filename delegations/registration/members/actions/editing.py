"""Enter, change, replace and withdraw the members of a delegation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotFound, NotPossible
from conference.files import stored_files
from conference.files.uploads import Photo
from conference.look import lists
from conference.models import current_conference
from delegations.registration.delegations import places, raw_queries
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.members import consequences, notices, queries, rules
from delegations.registration.members.consequences import Effect
from delegations.registration.models import (
    LIVE_STATES,
    Capacity,
    Delegate,
    DelegateState,
    Delegation,
    FormDraft,
    OwnDraft,
)
from delegations.registration.signals import accreditation_ending, badge_outdated, head_changed, member_left

# What a focal point may fill in; everything else of a Delegate is set by the system or by staff.
FIELDS = frozenset(
    {"honorific", "family_name", "given_names", "name_on_badge", "name_native", "functional_title", "protocol_rank"}
    | {"capacity", "category", "date_of_birth", "nationality", "document_type", "document_number", "document_expiry"}
    | {"sex", "document_issue_date", "document_issue_place"}
    | {"email", "phone", "languages", "diet", "accessibility", "emergency_contact"}
    | {"arrival", "arrival_flight", "departure", "departure_flight", "hotel", "visa_support", "visa_post"}
)


# What identifies a person within one delegation.
NAMES = ("name_on_badge", "family_name", "given_names", "name_native")
NAMED = frozenset({"search", "date_of_birth", "category"})
IDENTITY = NAMED | {"document_number_index"}


class EnteredAlready(NotPossible):
    """The delegation has this person already, in this category; `field` is what matched: document number, or name and date of birth."""

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


def acting_for(actor: Actor, delegation: Delegation) -> Delegation:
    """Return the delegation, locked until the end of the transaction.

    Raises:
        NotFound: Unless `actor` may act for it.
    """
    held = places.hold(delegation, actor.user_id)
    if not delegations_queries.may_open(actor, held, write=True):
        raise NotFound(_("This delegation does not exist, or you do not have access to it."))
    return held


def keep_photo(photo: Photo) -> str:
    """Store the photo under its digest, once, and return its name."""
    return stored_files.keep(photo.name, photo.body)


@lifecycle.use_case
def enter(
    *,
    actor: Actor,
    delegation: Delegation,
    values: Mapping[str, Any],
    photo: str = "",
    typed: QuerySet[FormDraft] | None = None,
    told_apart: Collection[int] = (),
) -> Delegate:
    """Enter a member as a draft, at the end of the delegation's order.

    Args:
        values: By field name (FIELDS), checked by `forms.MemberForm`.
        photo: The name under which it is stored.
        typed: The saved form drafts that this entry makes obsolete.
        told_apart: The keys of members of the same name and date of birth who were said to be other persons.

    Raises:
        NotPossible: For a second head.
        EnteredAlready: For somebody who is there, so that a form sent twice enters nobody twice.
    """
    held = acting_for(actor, delegation)
    if typed is not None:
        typed.delete()
    return add(held, values, actor=actor, verb="delegate.entered", photo=photo, told_apart=told_apart)


def add(
    held: Delegation,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    verb: str,
    photo: str,
    details: Any = None,
    told_apart: Collection[int] = (),
    **fields: Any,
) -> Delegate:
    """Save a new draft of the locked delegation; it goes to the end of the order unless `fields` has a `position`.

    Args:
        fields: Columns that are not a focal point's to fill in.
    """
    member = Delegate(delegation=held, photo=photo, **fields, **_known(values))
    _set(member, rules.derived(member))
    _one_head(member)
    last, alike = raw_queries.order_and_alike(member)
    _only_once(member, alike, told_apart)
    if "position" not in fields:
        member.position = last + 1
    member = lifecycle.create(member, actor=actor, verb=verb, details=details)
    if member.is_head:
        head_changed.send(sender=Delegate, delegation=held, actor=actor)
    return member


@lifecycle.use_case
def edit(
    *,
    actor: Actor,
    member: Delegate,
    expected_version: int,
    values: Mapping[str, Any],
    photo: str | None = None,
    typed: QuerySet[FormDraft] | None = None,
    told_apart: Collection[int] = (),
) -> Delegate:
    """Change a member. A change that needs review sends a vetted or accredited person back to it, and ends the badge first.

    Args:
        photo: The name under which a new one is stored; None leaves it as it is.
        values, typed, told_apart: As for `enter`.

    Raises:
        NotPossible: When somebody submitted would become incomplete or find no place.
    """
    held = acting_for(actor, member.delegation)
    if typed is not None:
        typed.delete()
    return apply(
        held,
        member,
        actor=actor,
        expected_version=expected_version,
        values=values,
        photo=photo,
        told_apart=told_apart,
    )


def apply(
    held: Delegation,
    member: Delegate,
    *,
    actor: Actor,
    expected_version: int,
    values: Mapping[str, Any],
    photo: str | None,
    verb: str = "changed",
    told_apart: Collection[int] = (),
) -> Delegate:
    """Do what `edit` does, for a locked delegation and an actor whose right is checked.

    Args:
        verb: What the audit log calls it, `changed` or `filled_in`.
    """
    before = held.members.select_related("category", "protocol_rank").get(pk=member.pk)
    if before.state not in LIVE_STATES:
        raise NotPossible(
            _("%(who)s is %(state)s and can no longer be changed.")
            % {"who": before, "state": lifecycle.state_word(before)}
        )
    after, fields, changed = changed_by(before, values, photo)
    if not changed:
        return before
    if "capacity" in changed:
        _one_head(after)
    if IDENTITY & changed:
        alike = raw_queries.order_and_alike(after)[1]
        _only_once(after, alike, told_apart, by_name=bool(NAMED & changed))
    if before.state not in ("draft", "returned"):
        _still_whole(held, before, after, changed)
    return write(before, expected_version, actor, f"delegate.{verb}", {name: fields[name] for name in changed})


def changed_by(
    before: Delegate, values: Mapping[str, Any], photo: str | None
) -> tuple[Delegate, dict[str, Any], set[str]]:
    """Return the member as it would be, the columns that would be written, and the names of those that differ. Nothing is written.

    Args:
        values, photo: As for `edit`.
    """
    after = copy(before)
    fields = _known(values) | ({} if photo is None else {"photo": photo})
    _set(after, fields)
    fields |= rules.derived(after)
    _set(after, fields)
    return after, fields, differing(before, fields)


def _only_once(
    member: Delegate, alike: Sequence[int], told_apart: Collection[int] = (), *, by_name: bool = True
) -> None:
    """Raise EnteredAlready when this person is in the delegation already, in the same category. Call it under `acting_for`.

    That is a form sent twice. In another category or delegation it may be intended (topic `duplicates`).

    Args:
        alike: As `raw_queries.order_and_alike` finds them.
        told_apart: As for `enter`: of these only the document numbers are compared.
        by_name: False when name, date and category stay, so that two who were told apart are not compared anew.
    """
    number, dated = member.document_number_index, by_name and member.search and member.date_of_birth
    others = Delegate.objects.filter(pk__in=alike) if alike else Delegate.objects.none()
    for other in others.only(*NAMES, "search", "date_of_birth", "document_number_index").order_by("pk"):
        if number and other.document_number_index == number:
            raise EnteredAlready("document_number", _("The same document number as %(who)s.") % {"who": other})
        # Dates of birth are encrypted, so they are compared here and not in the database.
        if other.pk in told_apart:
            continue
        if dated and other.search == member.search and other.date_of_birth == member.date_of_birth:
            raise EnteredAlready("family_name", _("The same name and date of birth as %(who)s.") % {"who": other})


def write(member: Delegate, expected_version: int, actor: Actor, verb: str, fields: dict[str, Any]) -> Delegate:
    """Save `fields` of a member whom the action has checked, by the move that the state requires. Call it under `acting_for`."""
    was_head, effect = member.is_head, consequences.effect_of(member, set(fields))
    if effect == Effect.REVIEW:
        member = _back_to_review(member, expected_version, actor, verb, fields)
    else:
        member = lifecycle.change(member, actor=actor, verb=verb, expected_version=expected_version, **fields)
    if effect == Effect.REPRINT:
        badge_outdated.send(sender=Delegate, member=member, actor=actor)
    if member.is_head != was_head:
        head_changed.send(sender=Delegate, delegation=member.delegation, actor=actor)
    return member


def _back_to_review(
    member: Delegate, expected_version: int, actor: Actor, verb: str, fields: dict[str, Any]
) -> Delegate:
    anew: dict[str, Any] = {"submitted_at": clock.now(), "submitted_by_id": actor.user_id}
    anew |= {"vetted_at": None, "vetted_by_id": None, "decided_at": None, "decided_by_id": None}
    if member.state == DelegateState.ACCREDITED:
        accreditation_ending.send(sender=Delegate, member=member, actor=actor, to="submitted")
    else:
        # Only a decision leaves `vetted`: the delegation takes the person back and submits again.
        lifecycle.move(member, "returned", actor=actor, verb="delegate.recalled", expected_version=expected_version)
        expected_version = member.version
    member = lifecycle.move(
        member, "submitted", actor=actor, verb=f"{verb}_for_review", expected_version=expected_version, **fields, **anew
    )
    notices.back_in_review(member)
    return member


def _still_whole(delegation: Delegation, before: Delegate, after: Delegate, changed: set[str]) -> None:
    if lacks := queries.newly_missing(before, after, current_conference()):
        words = _("%(who)s is already %(state)s; without %(what)s the entry would be incomplete. Nothing was changed.")
        values = {"who": after, "state": lifecycle.state_word(after), "what": lists.in_words(lacks)}
        raise NotPossible(words % values)
    if "category" in changed:
        places.check(delegation, [after])


@lifecycle.use_case
def replace(
    *,
    actor: Actor,
    member: Delegate,
    expected_version: int,
    values: Mapping[str, Any],
    photo: str = "",
    told_apart: Collection[int] = (),
) -> Delegate:
    """Enter somebody as a draft in the place of `member`, who is withdrawn at once; a badge ends first.

    The old member leaves before the new one is entered: a delegation has one head at a time, and a person is in it once. What depends on
    the person, such as meetings of a head, is listed for the staff by each app's `desk_tasks`.

    Args:
        expected_version: The version of `member` that the actor had on the screen.
        values, photo, told_apart: The new member's, as for `enter`.

    Raises:
        NotPossible: For somebody who is no longer in the delegation; else as `enter` and `withdraw`.
    """
    held = acting_for(actor, member.delegation)
    old = held.members.get(pk=member.pk)
    was = old.state
    if was not in LIVE_STATES:
        words = _("%(who)s is %(state)s and can no longer be replaced. Enter the new member instead.")
        raise NotPossible(words % {"who": old, "state": lifecycle.state_word(old)})
    old = leave(old, actor=actor, verb="delegate.replaced", expected_version=expected_version)
    new = add(
        held,
        values,
        actor=actor,
        verb="delegate.entered_instead",
        photo=photo,
        told_apart=told_apart,
        details={"instead_of": str(old)},
        position=old.position,
        replaces=old,
    )
    if was != DelegateState.DRAFT:
        notices.replaced(old, new)
    return new


@lifecycle.use_case
def withdraw(*, actor: Actor, member: Delegate, expected_version: int, reason: str = "") -> Delegate:
    """Take a member out of the delegation; a badge ends first. A draft is withdrawn without a message."""
    held = acting_for(actor, member.delegation)
    row = held.members.get(pk=member.pk)
    was = row.state
    row = leave(row, actor=actor, verb="delegate.withdrawn", expected_version=expected_version, reason=reason)
    if was != DelegateState.DRAFT:
        notices.withdrawn(row)
    return row


def leave(
    row: Delegate, *, actor: Actor, verb: str, expected_version: int, reason: str = "", **details: Any
) -> Delegate:
    """Move a member out of the locked delegation; what depends on accreditation ends first."""
    if row.state == DelegateState.ACCREDITED:
        accreditation_ending.send(sender=Delegate, member=row, actor=actor, to="withdrawn")
    # What was typed into this member's forms can no longer be saved.
    FormDraft.objects.filter(member=row).delete()
    OwnDraft.objects.filter(link__member=row).delete()
    row = lifecycle.move(
        row,
        "withdrawn",
        actor=actor,
        verb=verb,
        expected_version=expected_version,
        reason=reason[:500],
        details=details,
    )
    tell_left(row, actor)
    return row


def tell_left(row: Delegate, actor: Actor) -> None:
    """Send what follows from it that a member has left the delegation."""
    member_left.send(sender=Delegate, member=row, actor=actor)
    if row.is_head:
        head_changed.send(sender=Delegate, delegation=row.delegation, actor=actor)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - FIELDS:
        raise ValueError(f"no field of a member: {', '.join(sorted(unknown))}")
    return dict(values)


def _set(member: Delegate, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(member, name, value)


def differing(member: Delegate, fields: Mapping[str, Any]) -> set[str]:
    return {name for name in fields if _value(member, name) != _plain(fields[name])}


def _value(member: Delegate, name: str) -> Any:
    field: Any = Delegate._meta.get_field(name)
    value = getattr(member, field.attname)
    return value.name or "" if name == "photo" else value


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value)


def _one_head(member: Delegate) -> None:
    """Raise NotPossible when the delegation has another head; a constraint in the database says the same."""
    if member.capacity != Capacity.HEAD:
        return
    others = Delegate.objects.filter(delegation=member.delegation_id, capacity=Capacity.HEAD, state__in=LIVE_STATES)
    if other := others.exclude(pk=member.pk).first():
        words = _("%(who)s is already head of the delegation. Change that person's capacity first.")
        raise NotPossible(words % {"who": other})
