"""The messages that registration sends: to whoever is invited, and to a delegation's focal points, each in the language of its reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Model, prefetch_related_objects
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference import clock
from conference.correspondence.actions import Recipient, queue
from conference.correspondence.registry import Notice, register
from conference.models import current_conference
from delegations.registration import notice_samples as samples
from delegations.registration import queries
from delegations.registration.models import (
    Delegate,
    Delegation,
    Equipment,
    FocalPoint,
    FocalPointInvitation,
    LateRequest,
    MemberLink,
    NoteVerbale,
)

if TYPE_CHECKING:
    from delegations.registration.actions.submission import Submission

# What every message about a delegation knows.
COMMON = frozenset({"party", "formal", "formally", "url", "liaison", "sent_to"})


def declare(name: str, title: Any, variables: Iterable[str], sealed: Iterable[str] = ()) -> Notice:
    """Makes a kind of message about a delegation known.

    Arguments: name, of its template and its sample; variables, besides COMMON; sealed, those that nobody reads once it is sent.
    """
    return register(
        Notice(
            kind=f"registration.{name}",
            title=title,
            template=f"mail/registration/{name}",
            variables=COMMON | frozenset(variables),
            sample=lambda: samples.of(name),
            sealed=frozenset(sealed),
        )
    )


INVITATION = declare(
    "invitation",
    gettext_lazy("Invitation of a focal point"),
    ["expires", "deadlines", "zone", "inviter", "instead_of"],
    sealed=["url"],
)
APPOINTED = declare("appointed", gettext_lazy("You are focal point"), ["deadlines", "zone"])
NOTE_RECEIVED = declare("note_received", gettext_lazy("Note verbale received"), ["number", "file_name", "at"])
NOTE_ACCEPTED = declare("note_accepted", gettext_lazy("Note verbale accepted"), ["number", "file_name", "at"])
SUBMITTED = declare(
    "submitted",
    gettext_lazy("Delegation submitted"),
    ["headline", "received_words", "lacking_words", "received", "lacking", "at", "deadlines", "zone"],
)
BACK_IN_REVIEW = declare("back_in_review", gettext_lazy("A change goes back to review"), ["name", "at"])
WITHDRAWN = declare("withdrawn", gettext_lazy("Member withdrawn"), ["name", "at"])
REPLACED = declare("replaced", gettext_lazy("Member replaced"), ["name", "instead", "at"])
LATE_ASKED = declare("late_asked", gettext_lazy("Late request received"), ["note", "names", "at"])
LATE_WITHDRAWN = declare("late_withdrawn", gettext_lazy("Late request withdrawn"), ["note", "names", "at"])
LATE_GRANTED = declare("late_granted", gettext_lazy("Late request granted"), ["note", "received", "lacking", "at"])
LATE_DECLINED = declare("late_declined", gettext_lazy("Late request declined"), ["note", "names", "reason", "at"])

MEMBER_ASKED = declare(
    "member_asked", gettext_lazy("A member is asked to fill in an own page"), ["name", "expires"], sealed=["url"]
)
OWN_PAGE_DONE = declare("own_page_done", gettext_lazy("A member has filled in the own page"), ["name", "lacks", "at"])
EQUIPMENT_RECEIVED = declare("equipment_received", gettext_lazy("Arms or radios received"), ["name", "what", "at"])


def about(delegation: Delegation, to: Iterable[Recipient]) -> dict[str, Any]:
    """What every message about `delegation` to its readers `to` knows (COMMON), in the language now active."""
    party = delegation.party
    names = queries.in_words(recipient.name or recipient.email for recipient in to)
    phone = delegation.liaison_phone
    if phone and translation.get_language_bidi():
        phone = f"\u200e{phone}"  # else its groups would stand in the order of the script around them
    liaison = queries.in_words(part for part in (delegation.liaison_name, phone) if part)
    return {
        "party": party.short,
        "formal": party.formal,
        "formally": party.formally,
        "url": settings.PUBLIC_URL + reverse("registration:delegation", kwargs={"code": party.slug}),
        "liaison": liaison,
        "sent_to": _("the focal points of %(party)s: %(names)s") % {"party": party.short, "names": names},
    }


def _deadlines(delegation: Delegation) -> dict[str, Any]:
    """The deadlines still to come, and the zone of the party's capital when its clocks show another time."""
    first = queries.next_deadline(found := queries.deadlines())
    coming = [] if first is None else [deadline for deadline in found if deadline.at >= first.at]
    listed = [{"name": dict(deadline.name), "at": deadline.at.isoformat()} for deadline in coming]
    away = delegation.party.zone_name != current_conference().zone_name
    return {"deadlines": listed, "zone": delegation.party.zone_name if away else ""}


def write(
    notice: Notice,
    delegation: Delegation,
    subject: Model,
    own: Callable[[], Mapping[str, Any]],
    *,
    version: int | None = None,
    to: list[Recipient] | None = None,
) -> None:
    """One message for each focal point (or each of `to`); `own` makes the context's own part in the language of its reader."""
    recipients = queries.focal_points_of(delegation) if to is None else to
    prefetch_related_objects([delegation], "party__names")
    for recipient in recipients:
        with translation.override(recipient.language):
            context = {**about(delegation, recipients), **own()}
            queue(notice, subject=subject, to=[recipient], context=context, version=version, scope=delegation.scope)


def invited(invitation: FocalPointInvitation, secret: str) -> None:
    """The invitation with its link, which the outbox keeps encrypted and forgets after sending."""
    delegation = invitation.delegation
    link = settings.PUBLIC_URL + reverse("registration:invitation", kwargs={"secret": secret})
    by, former = invitation.invited_by, invitation.takes_over
    common = _deadlines(delegation) | {
        "expires": invitation.expires_at.isoformat(),
        "url": link,
        "inviter": str(by) if by else "",
        "instead_of": str(former) if former else "",
    }
    to = [Recipient(invitation.email, invitation.name, invitation.language)]
    write(INVITATION, delegation, invitation, lambda: {**common, "sent_to": invitation.email}, to=to)


def appointed(focal_point: FocalPoint) -> None:
    """To the new focal point: what there is to do, and until when."""
    to = [Recipient.of(focal_point.user)]
    write(APPOINTED, focal_point.delegation, focal_point, lambda: _deadlines(focal_point.delegation), to=to)


def note_received(note: NoteVerbale) -> None:
    """The note verbale has come in."""
    write(NOTE_RECEIVED, note.delegation, note, lambda: _note(note, note.received_at.isoformat()))


def note_accepted(note: NoteVerbale) -> None:
    """The note verbale is accepted."""
    at = note.accepted_at or note.received_at
    write(NOTE_ACCEPTED, note.delegation, note, lambda: _note(note, at.isoformat()))


def _note(note: NoteVerbale, at: str) -> dict[str, Any]:
    return {"number": note.number, "file_name": note.file_name, "at": at}


def submitted(delegation: Delegation, submission: Submission, everybody: list[Delegate]) -> None:
    """Who was received, who still lacks what. Written once for each submission, by its number."""
    at = submission.at
    numbers = {member.pk: number for number, member in enumerate(everybody, 1)}

    def own() -> dict[str, Any]:
        received, lacking = submission.received, submission.lacking
        words = _submission_words(delegation, len(received), len(lacking))
        entered = [
            {"number": numbers[one.pk], "name": called(one), "what": one.get_capacity_display()} for one in received
        ]
        lacks = [
            {"number": numbers[one.pk], "name": called(one), "what": queries.in_words(_lacks(one, found))}
            for one, found in lacking
        ]
        common = _deadlines(delegation) | {"at": at.isoformat()}
        return {**words, **common, "received": entered, "lacking": lacks}

    write(SUBMITTED, delegation, delegation, own, version=submission.number)


def _lacks(member: Delegate, found: list[queries.Lack]) -> list[queries.Lack]:
    """What is missing, in the language now active; an officer's own words stay as they are."""
    return [*queries.missing(member), *(lack for lack in found if not lack.field)]


def _submission_words(delegation: Delegation, received: int, lacking: int) -> dict[str, str]:
    entered = ngettext("%(count)s member received", "%(count)s members received", received) % {"count": received}
    lacks = ngettext("%(count)s still incomplete", "%(count)s still incomplete", lacking) % {"count": lacking}
    parts = [entered, lacks] if lacking else [entered]
    return {
        "headline": f"{delegation.party.short}: {queries.in_words(parts)}",
        "received_words": ngettext("%(count)s member", "%(count)s members", received) % {"count": received},
        "lacking_words": ngettext("%(count)s member still lacks something.", "%(count)s members still lack something.", lacking)
        % {"count": lacking}
        if lacking
        else "",
    }  # fmt: skip


def called(member: Delegate) -> str:
    """The member as letters name them: honorific and full name."""
    return f"{member.honorific} {member.full_name}".strip()


def back_in_review(member: Delegate) -> None:
    """A change of somebody vetted or accredited is decided anew."""
    write(BACK_IN_REVIEW, member.delegation, member, lambda: _member(member))


def withdrawn(member: Delegate) -> None:
    """Somebody who was submitted comes no longer."""
    write(WITHDRAWN, member.delegation, member, lambda: _member(member))


def _member(member: Delegate) -> dict[str, Any]:
    return {"name": called(member), "at": clock.now().isoformat()}


def replaced(old: Delegate, new: Delegate) -> None:
    """Somebody who was submitted is replaced by somebody else."""
    write(REPLACED, new.delegation, new, lambda: _member(new) | {"instead": called(old)})


def late_asked(request: LateRequest, members: Iterable[Delegate]) -> None:
    """A late request has come in and waits for the organisers."""
    _late(LATE_ASKED, request, lambda: {"names": _names(members)})


def late_withdrawn(request: LateRequest, members: Iterable[Delegate]) -> None:
    """The delegation took its late request back."""
    _late(LATE_WITHDRAWN, request, lambda: {"names": _names(members)})


def late_granted(request: LateRequest, received: Iterable[Delegate], lacking: Iterable[Delegate]) -> None:
    """The organisers let the members of a late request in: who was submitted, who still lacks what."""
    lacking = list(lacking)

    def own() -> dict[str, Any]:
        lacks = [{"name": called(one), "what": queries.in_words(queries.missing(one))} for one in lacking]
        return {"received": _names(received), "lacking": lacks}

    _late(LATE_GRANTED, request, own)


def late_declined(request: LateRequest, members: Iterable[Delegate]) -> None:
    """The organisers declined a late request, and say why."""
    _late(LATE_DECLINED, request, lambda: {"names": _names(members), "reason": request.reason})


def _late(notice: Notice, request: LateRequest, own: Callable[[], Mapping[str, Any]]) -> None:
    common = {"note": str(request.note), "at": clock.now().isoformat()}
    write(notice, request.delegation, request, lambda: {**common, **own()})


def _names(members: Iterable[Delegate]) -> str:
    return queries.in_words(called(one) for one in members)


def equipment_received(thing: Equipment) -> None:
    """An arm or a radio is asked for, or asked for anew after a change. What it is, never its serial number."""

    def own() -> dict[str, Any]:
        return {"name": called(thing.bearer), "what": str(thing), "at": thing.asked_at.isoformat()}

    write(EQUIPMENT_RECEIVED, thing.bearer.delegation, thing, own)


def member_asked(link: MemberLink, secret: str) -> None:
    """To the member: the link to the own page, which the outbox keeps encrypted and forgets after sending."""
    member = link.member
    url = settings.PUBLIC_URL + reverse("registration:own", kwargs={"secret": secret})
    own = {"name": called(member), "expires": link.expires_at.isoformat(), "url": url, "sent_to": link.email}
    write(MEMBER_ASKED, member.delegation, link, lambda: own, to=[Recipient(link.email, called(member), link.language)])


def own_page_done(link: MemberLink) -> None:
    """To the focal points: the member has filled in the own page; what is missing still, in words, and never what was typed."""
    member, at = link.member, link.done_at or clock.now()

    def own() -> dict[str, Any]:
        return {"name": called(member), "lacks": queries.in_words(queries.missing(member)), "at": at.isoformat()}

    write(OWN_PAGE_DONE, member.delegation, link, own)
