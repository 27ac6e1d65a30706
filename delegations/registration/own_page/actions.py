"""A member's own page: a focal point sends a link, whose holder fills in that member's data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, bearer
from conference.core.errors import NotPossible, UserError
from conference.core.links import hash_of, new_secret
from conference.models import current_conference
from delegations.registration.delegations import places
from delegations.registration.members.actions.editing import EnteredAlready, acting_for, apply
from delegations.registration.models import LIVE_STATES, Delegate, Delegation, MemberLink, OwnDraft
from delegations.registration.own_page import notices

VALID_DAYS = 21
MOST_A_DAY = 5  # letters to one member
# What the person fills in. Names, function, capacity and category are the delegation's.
OWN_FIELDS = frozenset(
    {"date_of_birth", "nationality", "sex", "document_type", "document_number", "document_expiry"}
    | {"document_issue_date", "document_issue_place"}
    | {"arrival", "arrival_flight", "departure", "departure_flight", "hotel", "visa_support", "visa_post"}
    | {"diet", "accessibility", "emergency_contact"}
)


class LinkOver(UserError):
    """The link opens no page (any more). `why` is `unknown`, `withdrawn` or `expired`."""

    status = 410

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(_("This link is no longer valid."))


def find(secret: str, *, held: bool = False) -> MemberLink:
    """Return the link with this secret, with its member and unsaved input. Raises LinkOver.

    Args:
        held: True to lock the link until the end of the transaction.
    """
    known = MemberLink.objects.filter(secret_hash=hash_of(secret))
    if held:
        known = known.select_for_update(of=("self",))
    found = known.select_related(
        "draft", "member__delegation__party", "member__category", "member__protocol_rank"
    ).first()
    if found is None:
        raise LinkOver("unknown")
    if found.withdrawn_at or found.member.state not in LIVE_STATES:
        raise LinkOver("withdrawn")
    if found.expires_at <= clock.now():
        raise LinkOver("expired")
    return found


@lifecycle.use_case
def ask_member(*, actor: Actor, member: Delegate, email: str, language: str = "en") -> MemberLink:
    """Send `member` the link to a page of their own; an earlier link is withdrawn.

    It is valid for VALID_DAYS, and no longer than the conference.

    Raises:
        NotPossible: For somebody who does not come, after the conference, and for more than MOST_A_DAY letters within a day.
    """
    row = acting_for(actor, member.delegation).members.get(pk=member.pk)
    now, ends = clock.now(), _end_of_conference()
    if row.state not in LIVE_STATES:
        words = _("%(who)s is %(state)s and can no longer be changed.")
        raise NotPossible(words % {"who": row, "state": lifecycle.state_word(row)})
    if ends <= now:
        raise NotPossible(_("The conference is over. Members no longer need to provide anything."))
    if row.links.filter(asked_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        words = _("%(who)s was sent %(most)s e-mails within one day. Wait until tomorrow, or telephone.")
        raise NotPossible(words % {"who": row, "most": MOST_A_DAY})
    row.links.filter(withdrawn_at__isnull=True).update(withdrawn_at=now)
    OwnDraft.objects.filter(link__member=row).delete()
    secret, hashed = new_secret()
    link = MemberLink.objects.create(
        member=row,
        email=email.strip().lower(),
        language=language,
        secret_hash=hashed,
        asked_at=now,
        asked_by_id=actor.user_id,
        expires_at=min(now + timedelta(days=VALID_DAYS), ends),
    )
    lifecycle.log(row, actor=actor, verb="delegate.asked", details={"link": link.pk})
    notices.member_asked(link, secret)
    return link


@dataclass(frozen=True)
class LinksSent:
    """Who was sent a link, and of the others who and why not."""

    sent: list[Delegate]
    left: list[tuple[Delegate, str]]


@lifecycle.use_case
def ask_members(*, actor: Actor, delegation: Delegation, members: Iterable[Delegate], language: str) -> LinksSent:
    """Send each of these members the link to their own page, to their own address."""
    asked = LinksSent([], [])
    for member in members:
        member.delegation = delegation
        try:
            if not member.email:
                raise NotPossible(_("There is no e-mail address."))
            ask_member(actor=actor, member=member, email=member.email, language=language)
        except NotPossible as problem:
            asked.left.append((member, str(problem)))
        else:
            asked.sent.append(member)
    return asked


def _end_of_conference() -> datetime:
    conference = current_conference()
    return clock.day_bounds(conference.ends_on, conference.zone)[1]


@lifecycle.use_case
def withdraw_link(*, actor: Actor, link: MemberLink) -> None:
    """Make a member's link useless. Raises LinkOver when it is so already."""
    acting_for(actor, link.member.delegation)
    row = MemberLink.objects.select_related("member").get(pk=link.pk)
    if row.withdrawn_at:
        raise LinkOver("withdrawn")
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    OwnDraft.objects.filter(link=row).delete()
    lifecycle.log(row.member, actor=actor, verb="delegate.ask_withdrawn", details={"link": row.pk})


@lifecycle.use_case
def fill_in_own(*, secret: str, expected_version: int, values: Mapping[str, Any], photo: str | None = None) -> Delegate:
    """Change a member on behalf of the link's holder, by the rules for a focal point's change; the draft of the page is deleted.

    Args:
        values: Of OWN_FIELDS, checked by `forms.OwnForm`.
        expected_version, photo: As for `edit`, whose errors it raises too.

    Raises:
        EnteredAlready: In words that name nobody else.
        ValueError: For a field of the delegation's.
    """
    if unknown := set(values) - OWN_FIELDS:
        raise ValueError(f"not the member's own: {', '.join(sorted(unknown))}")
    held = places.hold(find(secret).member.delegation)
    link = find(secret)  # again, since it may have ended while this waited
    member = link.member
    if values:  # not with a photo alone
        OwnDraft.objects.filter(link=link).delete()
    try:
        return apply(
            held,
            member,
            actor=bearer(str(member)),
            expected_version=expected_version,
            values=values,
            photo=photo,
            verb="filled_in",
        )
    except EnteredAlready as problem:
        words = _("This is already entered in the delegation. Please ask the person who sent you the link.")
        raise EnteredAlready(problem.field, words) from problem


@lifecycle.use_case
def end_own(*, secret: str) -> MemberLink:
    """Tell the focal points, once a link, that everything is filled in. It can still be changed. Raises LinkOver."""
    places.hold(find(secret).member.delegation)
    link = find(secret)
    OwnDraft.objects.filter(link=link).delete()
    if link.done_at is None:
        link.done_at = clock.now()
        link.save(update_fields=["done_at"])
        lifecycle.log(link.member, actor=bearer(str(link.member)), verb="delegate.own_page_done")
        notices.own_page_done(link)
    return link
