"""Enter, change, replace and withdraw the members of a delegation."""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle, undo
from conference.core.access import Actor
from conference.core.errors import NotFound, NotPossible
from conference.core.personal_data import PersonalText
from conference.look import lists
from conference.models import current_conference
from delegations.registration.delegations import places, raw_queries
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.members import consequences, notices, queries, rules
from delegations.registration.members.actions import typed_forms
from delegations.registration.members.consequences import Effect
from delegations.registration.models import (
    FORM_FIELDS,
    LIVE_STATES,
    Capacity,
    Delegate,
    DelegateState,
    Delegation,
    FormDraft,
)
from delegations.registration.signals import accreditation_ending, badge_outdated, head_changed, member_left

# What identifies a person within one delegation.
NAMES = ("name_on_badge", "family_name", "given_names", "name_native")
NAME_COLUMNS = frozenset({"search", "date_of_birth", "category"})
IDENTITY = NAME_COLUMNS | {"document_number_index"}


class EnteredAlready(NotPossible):
    """The delegation has this person already, in this category; `field` is what matched: document number, or name and date of birth."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


def lock_delegation(actor: Actor, delegation: Delegation) -> Delegation:
    """Lock the delegation until the end of the transaction, and return it as it is now.

    Raises:
        NotFound: Unless `actor` may act for it.
    """
    locked = places.lock_places(delegation, actor.user_id)
    if not delegations_queries.may_open(actor, locked, write=True):
        raise NotFound(_("This delegation does not exist, or you do not have access to it."))
    return locked


@lifecycle.use_case
def enter_member(
    *, actor: Actor, delegation: Delegation, form_drafts: QuerySet[FormDraft] | None = None, **entry: Any
) -> Delegate:
    """Enter a member as a draft, at the end of the delegation's order.

    Args:
        form_drafts: The saved form drafts that this entry makes obsolete.
        entry: `values`, `photo` and `distinct_from`, as for `add_member`, whose errors it raises too.
    """
    delegation = lock_delegation(actor, delegation)
    if form_drafts is not None:
        form_drafts.delete()
    return add_member(delegation, actor=actor, verb="delegate.entered", **entry)


def add_member(
    delegation: Delegation,
    *,
    actor: Actor,
    verb: str,
    values: Mapping[str, Any],
    photo: str | None = None,
    distinct_from: Collection[int] = (),
    details: Any = None,
    number: int | None = None,
    **fields: Any,
) -> Delegate:
    """Save a new draft of the locked delegation; it goes to the end of the order unless `fields` has a `position`.

    Args:
        values: By field name (FORM_FIELDS), checked by `forms.MemberForm`.
        photo: The name under which it is stored.
        distinct_from: The keys of members of the same name and date of birth who are confirmed to be other persons.
        number: The primary key that was taken while the form was typed.
        fields: Columns that are not a focal point's to fill in.

    Raises:
        NotPossible: For a second head.
        EnteredAlready: For somebody who is entered, so that a form sent twice enters nobody twice.
    """
    member = Delegate(delegation=delegation, photo=photo or "", **fields, **_check_names(values))
    _set_fields(member, rules.derived(member))
    last = check_free(member, distinct_from)
    member.pk = typed_forms.lock_number(number)
    if "position" not in fields:
        member.position = last + 1
    member = lifecycle.create(member, actor=actor, verb=verb, details=details)
    if member.is_head:
        head_changed.send(sender=Delegate, delegation=delegation, actor=actor)
    return member


def check_free(member: Delegate, distinct_from: Collection[int] = ()) -> int:
    """Raise NotPossible when the delegation has another head, or this person already; else return the last place of its order."""
    _check_one_head(member)
    last, possible_duplicates = raw_queries.order_and_alike(member)
    _check_entered_once(member, possible_duplicates, distinct_from)
    return last


@lifecycle.use_case
def edit_member(
    *, actor: Actor, member: Delegate, form_drafts: QuerySet[FormDraft] | None = None, **change: Any
) -> Delegate:
    """Change a member on behalf of the delegation.

    Args:
        form_drafts: As for `enter_member`.
        change: `expected_version`, `values`, `photo` and `distinct_from`, as for `change_member`.
    """
    delegation = lock_delegation(actor, member.delegation)
    if form_drafts is not None:
        form_drafts.delete()
    return change_member(delegation, member, actor=actor, **change)


def change_member(
    delegation: Delegation,
    member: Delegate,
    *,
    actor: Actor,
    expected_version: int,
    values: Mapping[str, Any],
    photo: str | None = None,
    verb: str = "changed",
    distinct_from: Collection[int] = (),
    together_with: Collection[Delegate] = (),
    details: Any = None,
    **columns: Any,
) -> Delegate:
    """Change a member of the locked delegation; the caller has checked the actor's right.

    A change that needs review sends a vetted or accredited person back to it, and ends the badge first.

    Args:
        photo: The name under which a new one is stored; None leaves it as it is.
        values, distinct_from: As for `add_member`.
        verb: What the audit log calls it, `changed`, `filled_in` or `took_place`.
        together_with: Others as they will be once they have changed too, whose present places count as free.
        columns: That are not a focal point's to fill in, written with the change.

    Raises:
        NotPossible: When somebody submitted would become incomplete or find no place.
    """
    before = delegation.members.select_related("category", "protocol_rank").get(pk=member.pk)
    if before.state not in LIVE_STATES:
        raise former_member_error(before)
    after, fields, changed_fields = changed_by(before, values, photo)
    if not changed_fields:
        return before
    if "capacity" in changed_fields:
        _check_one_head(after)
    if IDENTITY & changed_fields:
        possible_duplicates = raw_queries.order_and_alike(after)[1]
        _check_entered_once(after, possible_duplicates, distinct_from, by_name=bool(NAME_COLUMNS & changed_fields))
    if before.state not in ("draft", "returned"):
        _check_still_complete(delegation, before, after, changed_fields, together_with)
    fields = {name: fields[name] for name in changed_fields} | columns
    return write_fields(before, expected_version, actor, f"delegate.{verb}", fields, details)


def former_member_error(member: Delegate) -> NotPossible:
    message = _("%(who)s is %(state)s and can no longer be changed.")
    return NotPossible(message % {"who": member, "state": lifecycle.state_word(member)})


def changed_by(
    before: Delegate, values: Mapping[str, Any], photo: str | None
) -> tuple[Delegate, dict[str, Any], set[str]]:
    """Return the member as it would be, the columns that would be written, and the names of those that differ. Nothing is written.

    Args:
        values, photo: As for `change_member`.
    """
    after = copy(before)
    fields = _check_names(values) | ({} if photo is None else {"photo": photo})
    _set_fields(after, fields)
    fields |= rules.derived(after)
    _set_fields(after, fields)
    return after, fields, differing_fields(before, fields)


def _check_entered_once(
    member: Delegate, possible_duplicates: Sequence[int], distinct_from: Collection[int] = (), *, by_name: bool = True
) -> None:
    """Raise EnteredAlready when this person is in the delegation already, in the same category. Call it under `lock_delegation`.

    That is a form sent twice. In another category or delegation it may be intended (topic `duplicates`).

    Args:
        possible_duplicates: The keys that `raw_queries.order_and_alike` finds.
        distinct_from: As for `add_member`: of these only the document numbers are compared.
        by_name: False when name, date and category stay, so that two confirmed to be distinct are not compared anew.
    """
    number, has_date = member.document_number_index, by_name and member.search and member.date_of_birth
    others = Delegate.objects.filter(pk__in=possible_duplicates) if possible_duplicates else Delegate.objects.none()
    for other in others.only(*NAMES, "search", "date_of_birth", "document_number_index").order_by("pk"):
        if number and other.document_number_index == number:
            raise EnteredAlready("document_number", _("The same document number as %(who)s.") % {"who": other})
        # Dates of birth are encrypted, so they are compared here and not in the database.
        if other.pk in distinct_from:
            continue
        if has_date and other.search == member.search and other.date_of_birth == member.date_of_birth:
            raise EnteredAlready("family_name", _("The same name and date of birth as %(who)s.") % {"who": other})


def write_fields(
    member: Delegate, expected_version: int, actor: Actor, verb: str, fields: dict[str, Any], details: Any = None
) -> Delegate:
    """Save `fields` of a member whom the action has checked, by the move that the state requires. Call it under `lock_delegation`."""
    after = copy(member)
    _set_fields(after, fields)
    was_head, effect = member.is_head, consequences.effect_of(member, set(fields), after)
    if effect == Effect.REVIEW:
        member = _send_back_to_review(member, expected_version, actor, verb, {**fields, "details": details})
    else:
        member = lifecycle.change(
            member, actor=actor, verb=verb, expected_version=expected_version, details=details, **fields
        )
    if effect == Effect.REPRINT:
        badge_outdated.send(sender=Delegate, member=member, actor=actor)
    if member.is_head != was_head:
        head_changed.send(sender=Delegate, delegation=member.delegation, actor=actor)
    return member


def _send_back_to_review(
    member: Delegate, expected_version: int, actor: Actor, verb: str, fields: dict[str, Any]
) -> Delegate:
    if member.state == DelegateState.ACCREDITED:
        accreditation_ending.send(sender=Delegate, member=member, actor=actor, to="submitted")
    else:
        # Only a decision leaves `vetted`: the delegation takes the person back and submits again.
        lifecycle.move(member, "returned", actor=actor, verb="delegate.recalled", expected_version=expected_version)
        expected_version = member.version
    member = lifecycle.move(
        member,
        "submitted",
        actor=actor,
        verb=f"{verb}_for_review",
        expected_version=expected_version,
        **fields,
        submitted_at=clock.now(),
        submitted_by_id=actor.user_id,
        vetted_at=None,
        vetted_by_id=None,
        decided_at=None,
        decided_by_id=None,
    )
    notices.back_in_review(member)
    return member


def _check_still_complete(
    delegation: Delegation,
    before: Delegate,
    after: Delegate,
    changed_fields: set[str],
    together_with: Collection[Delegate],
) -> None:
    if lacks := queries.newly_missing(before, after, current_conference()):
        message = _(
            "%(who)s is already %(state)s; without %(what)s the entry would be incomplete. Nothing was changed."
        )
        values = {"who": after, "state": lifecycle.state_word(after), "what": lists.in_words(lacks)}
        raise NotPossible(message % values)
    if "category" in changed_fields:
        places.check_places(delegation, [after, *together_with])


@lifecycle.use_case
def replace_member(*, actor: Actor, member: Delegate, expected_version: int, **entry: Any) -> Delegate:
    """Enter somebody as a draft in the place of `member`, who is withdrawn at once; a badge ends first.

    The old member leaves before the new one is entered: a delegation has one head at a time, and a person is in it once. What depends on
    the person, such as meetings of a head, is listed for the staff by each app's `desk_tasks`.

    Args:
        expected_version: The version of `member` that the actor had on the screen.
        entry: Of the new member, as for `add_member`.

    Raises:
        NotPossible: For somebody who is no longer in the delegation; else as `enter_member` and `withdraw_member`.
    """
    delegation = lock_delegation(actor, member.delegation)
    old, was_draft = withdraw_for_successor(delegation, member, actor, expected_version, entry.get("number"))
    new = add_member(
        delegation,
        actor=actor,
        verb="delegate.entered_instead",
        details=name_predecessor(old),
        position=old.position,
        replaces=old,
        **entry,
    )
    if not was_draft:
        notices.confirm_replacement(old, new)
    return new


def withdraw_for_successor(
    delegation: Delegation, member: Delegate, actor: Actor, expected_version: int, number: int | None = None
) -> tuple[Delegate, bool]:
    """Withdraw a member of the locked delegation whose place another takes; return it, and whether it was a draft."""
    old = delegation.members.get(pk=member.pk)
    was_draft = old.state == DelegateState.DRAFT
    if old.state not in LIVE_STATES:
        message = _("%(who)s is %(state)s and can no longer be replaced. Enter the new member instead.")
        raise NotPossible(message % {"who": old, "state": lifecycle.state_word(old)})
    old = _withdraw(old, actor=actor, verb="delegate.replaced", expected_version=expected_version, successor=number)
    return old, was_draft


def name_predecessor(old: Delegate) -> dict[str, Any]:
    """Return the details of the audit entry of whoever takes the place of `old`."""
    return {"instead_of": PersonalText.name_of(old)}


@lifecycle.use_case
def withdraw_member(*, actor: Actor, member: Delegate, expected_version: int, reason: str = "") -> Delegate:
    """Withdraw a member from the delegation; a badge ends first. A draft is withdrawn without a message."""
    member = lock_delegation(actor, member.delegation).members.get(pk=member.pk)
    was_draft = member.state == DelegateState.DRAFT
    member = _withdraw(
        member, actor=actor, verb="delegate.withdrawn", expected_version=expected_version, reason=reason[:500]
    )
    if not was_draft:
        notices.confirm_withdrawal(member, after=undo.mails_wait())
    return member


def _withdraw(member: Delegate, *, actor: Actor, successor: int | None = None, **move: Any) -> Delegate:
    """Withdraw a member of the locked delegation; what depends on accreditation ends first.

    Args:
        successor: The primary key that was taken for whoever takes this one's place.
    """
    if member.state == DelegateState.ACCREDITED:
        accreditation_ending.send(sender=Delegate, member=member, actor=actor, to="withdrawn")
    typed_forms.discard(member, successor)
    member = lifecycle.move(member, "withdrawn", actor=actor, **move)
    tell_left(member, actor)
    return member


def tell_left(member: Delegate, actor: Actor) -> None:
    """Send the signals that a member has left the delegation."""
    member_left.send(sender=Delegate, member=member, actor=actor)
    if member.is_head:
        head_changed.send(sender=Delegate, delegation=member.delegation, actor=actor)


def _check_names(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(FORM_FIELDS):
        raise ValueError(f"no field of a member: {', '.join(sorted(unknown))}")
    return dict(values)


def _set_fields(member: Delegate, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(member, name, value)


def differing_fields(member: Delegate, fields: Mapping[str, Any]) -> set[str]:
    """Return the names of those fields in which the member has another value."""
    return {name for name, value in fields.items() if _column(member, name) != getattr(value, "pk", value)}


def _column(member: Delegate, name: str) -> Any:
    field: Any = Delegate._meta.get_field(name)
    value = getattr(member, field.attname)
    return value.name or "" if name == "photo" else value


def _check_one_head(member: Delegate) -> None:
    """Raise NotPossible when the delegation has another head; a constraint in the database says the same."""
    if member.capacity != Capacity.HEAD:
        return
    others = Delegate.objects.filter(delegation=member.delegation_id, capacity=Capacity.HEAD, state__in=LIVE_STATES)
    if other := others.exclude(pk=member.pk).first():
        message = _("%(who)s is already head of the delegation. Change that person's capacity first.")
        raise NotPossible(message % {"who": other})
