"""A member's own page: a focal point sends a link, whose holder fills in that member's data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, bearer
from conference.core.errors import NotPossible, UserError
from conference.core.links import hash_of, new_secret
from conference.models import current_conference
from delegations.registration.delegations import places
from delegations.registration.members.actions.editing import (
    EnteredAlready,
    change_member,
    former_member_error,
    lock_delegation,
)
from delegations.registration.models import LIVE_STATES, Delegate, Delegation, MemberLink, OwnDraft
from delegations.registration.own_page import notices

VALID_DAYS = 21
MOST_A_DAY = 5  # letters to one member
# The same request again within this time is a form that was sent twice.
TWICE = timedelta(minutes=1)
# What the person fills in. Names, function, capacity and category are the delegation's.
OWN_FIELDS = frozenset(
    {"date_of_birth", "nationality", "sex", "document_type", "document_number", "document_expiry"}
    | {"document_issue_date", "document_issue_place"}
    | {"arrival", "arrival_flight", "departure", "departure_flight", "hotel", "visa_support", "visa_post"}
    | {"birth_place"}
    | {"diet", "accessibility", "emergency_contact"}
)
ASKED_FIELDS = OWN_FIELDS | {"photo", "scan"}


class LinkOver(UserError):
    """The link opens no page (any more). `why` is `unknown`, `withdrawn` or `expired`."""

    status = 410

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(_("This link is no longer valid."))


def get_link(secret: str, *, lock: bool = False) -> MemberLink:
    """Return the link with this secret, with its member and unsaved input; `lock` it until the end of the transaction. Raises LinkOver."""
    links = MemberLink.objects.filter(secret_hash=hash_of(secret))
    if lock:
        links = links.select_for_update(of=("self",))
    joins = ("draft", "member__delegation__party", "member__category", "member__protocol_rank")
    link = links.select_related(*joins).first()
    if link is None:
        raise LinkOver("unknown")
    if link.withdrawn_at or link.member.state not in LIVE_STATES:
        raise LinkOver("withdrawn")
    if link.expires_at <= clock.now():
        raise LinkOver("expired")
    return link


@lifecycle.use_case
def ask_member(*, actor: Actor, member: Delegate, email: str, language: str = "en") -> MemberLink:
    """Send `member` the link to a page of their own; an earlier link is withdrawn.

    It is valid for VALID_DAYS, and no longer than the conference. Sends nothing, and returns the first one, when the form was sent twice.

    Raises:
        NotPossible: For somebody who does not come, after the conference, and for more than MOST_A_DAY letters within a day.
    """
    member = lock_delegation(actor, member.delegation).members.get(pk=member.pk)
    now, conference = clock.now(), current_conference()
    ends = clock.day_bounds(conference.ends_on, conference.zone)[1]
    if member.state not in LIVE_STATES:
        raise former_member_error(member)
    if ends <= now:
        raise NotPossible(_("The conference is over. Members no longer need to provide anything."))
    live, email = member.links.filter(withdrawn_at__isnull=True), email.strip().lower()
    if first := live.filter(
        asked_at__gt=now - TWICE, asked_by_id=actor.user_id, email=email, language=language
    ).first():
        return first
    if member.links.filter(asked_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        message = _("%(who)s was sent %(most)s e-mails within one day. Wait until tomorrow, or telephone.")
        raise NotPossible(message % {"who": member, "most": MOST_A_DAY})
    live.update(withdrawn_at=now)
    OwnDraft.objects.filter(link__member=member).delete()
    secret, secret_hash = new_secret()
    link = MemberLink.objects.create(
        member=member,
        email=email,
        language=language,
        secret_hash=secret_hash,
        asked_at=now,
        asked_by_id=actor.user_id,
        expires_at=min(now + timedelta(days=VALID_DAYS), ends),
    )
    lifecycle.log(member, actor=actor, verb="delegate.asked", details={"link": link.pk})
    notices.member_asked(link, secret)
    return link


@dataclass(frozen=True)
class LinksSent:
    """Who was sent a link, and of the others who and why not."""

    sent: list[Delegate]
    refused: list[tuple[Delegate, str]]


@lifecycle.use_case
def ask_members(*, actor: Actor, delegation: Delegation, members: Iterable[Delegate], language: str) -> LinksSent:
    """Send each of these members the link to their own page, to their own address."""
    result = LinksSent([], [])
    for member in members:
        member.delegation = delegation
        try:
            if not member.email:
                raise NotPossible(_("There is no e-mail address."))
            ask_member(actor=actor, member=member, email=member.email, language=language)
        except NotPossible as error:
            result.refused.append((member, str(error)))
        else:
            result.sent.append(member)
    return result


@lifecycle.use_case
def withdraw_link(*, actor: Actor, link: MemberLink) -> None:
    """Make a member's link useless. Raises LinkOver when it is so already."""
    lock_delegation(actor, link.member.delegation)
    link = MemberLink.objects.select_related("member").get(pk=link.pk)
    if link.withdrawn_at:
        raise LinkOver("withdrawn")
    link.withdrawn_at = clock.now()
    link.save(update_fields=["withdrawn_at"])
    OwnDraft.objects.filter(link=link).delete()
    lifecycle.log(link.member, actor=actor, verb="delegate.ask_withdrawn", details={"link": link.pk})


@lifecycle.use_case
def fill_in_own(*, secret: str, expected_version: int, values: Mapping[str, Any], photo: str | None = None) -> Delegate:
    """Change a member on behalf of the link's holder, by the rules for a focal point's change; the draft of the page is deleted.

    Args:
        values: Of OWN_FIELDS, checked by `forms.OwnForm`.
        expected_version, photo: As for `editing.apply`, whose errors it raises too.

    Raises:
        EnteredAlready: In words that name nobody else.
        ValueError: For a field of the delegation's.
    """
    if unknown := set(values) - OWN_FIELDS:
        raise ValueError(f"not the member's own: {', '.join(sorted(unknown))}")
    delegation = places.lock_places(get_link(secret).member.delegation)
    link = get_link(secret)  # again, since it may have ended while this waited
    member = link.member
    if values:  # not with a photo alone
        OwnDraft.objects.filter(link=link).delete()
    try:
        return change_member(
            delegation,
            member,
            actor=bearer(str(member), f"delegate:{member.pk}"),
            expected_version=expected_version,
            values=values,
            photo=photo,
            verb="filled_in",
        )
    except EnteredAlready as error:
        message = _("This is already entered in the delegation. Please ask the person who sent you the link.")
        raise EnteredAlready(error.field, message) from error


@lifecycle.use_case
def end_own(*, secret: str) -> MemberLink:
    """Tell the focal points, once a link, that everything is filled in. It can still be changed. Raises LinkOver."""
    places.lock_places(get_link(secret).member.delegation)
    link = get_link(secret)
    OwnDraft.objects.filter(link=link).delete()
    if link.done_at is None:
        link.done_at = clock.now()
        link.save(update_fields=["done_at"])
        lifecycle.log(
            link.member, actor=bearer(str(link.member), f"delegate:{link.member_id}"), verb="delegate.own_page_done"
        )
        notices.own_page_done(link)
    return link
