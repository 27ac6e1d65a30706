"""The life of a badge: issued, printed, replaced, and ended when its bearer is no longer accredited."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible
from conference.fields import EncryptedTextField, blind_index
from delegations.accreditation.badges.contents import PrintMode
from delegations.accreditation.badges.numbers import number_for
from delegations.accreditation.models import LIVE, Badge
from delegations.registration.models import REPRINTED_FIELDS, REVIEWED_FIELDS, Delegate

SERIAL_BYTES = 16
# What of a person was accredited or stands on the badge.
SHOWN_FIELDS = REVIEWED_FIELDS | REPRINTED_FIELDS
PLAIN = PrintMode()
REPLACE_REASONS = ("lost", "damaged", "misprint")
# Why the same copy, with the same code, is printed once more: the first paper is destroyed.
AGAIN_REASONS = ("jam", "spoiled", "command_line")


def issue_badge(delegate: Delegate, *, actor: Actor) -> Badge:
    """Create the next copy of an accredited person's badge, queued for print."""
    last = Badge.objects.filter(delegate=delegate).order_by("-copy").first()
    fields: dict[str, Any] = {"live_for": delegate.pk, "queued_at": clock.now(), "shows": read_shown_fields(delegate)}
    if last is not None and last.undone_at:
        return lifecycle.move(last, "queued", actor=actor, verb="badge.queued", undone_at=None, **fields)
    badge = Badge(
        delegate=delegate,
        serial=secrets.token_hex(SERIAL_BYTES),
        number=number_for(delegate.pk),
        copy=last.copy + 1 if last else 1,
        **fields,
    )
    return lifecycle.create(badge, actor=actor, verb="badge.queued")


def read_shown_fields(delegate: Delegate) -> dict[str, str]:
    """Return as texts what was accredited or stands on the badge, by field; of an encrypted field a keyed digest."""
    return {name: _text(delegate, name) for name in sorted(SHOWN_FIELDS)}


def _text(delegate: Delegate, name: str) -> str:
    if name == "category":
        return delegate.category.code
    value, field = getattr(delegate, name), Delegate._meta.get_field(name)
    if value and isinstance(field, EncryptedTextField):
        return blind_index(value, field.place)
    return str(value) if value else ""


def end_live_badge(member: Delegate, actor: Actor, to: str, **_kwargs: Any) -> None:
    """Receive `accreditation_ending`: end the live badge. A withdrawal revokes it, a new review supersedes it."""
    badge = Badge.objects.filter(live_for=member.pk).first()
    if badge is None:
        return
    end, verb = ("revoked", "badge.revoked") if to == "withdrawn" else ("superseded", "badge.superseded")
    fields: dict[str, Any] = {"undone_at": clock.now()} if to == "vetted" and badge.state == "queued" else {}
    lifecycle.move(badge, end, actor=actor, verb=verb, live_for=None, **fields)


def print_anew(member: Delegate, actor: Actor, **_kwargs: Any) -> None:
    """Receive `badge_outdated`: supersede a printed badge and queue the next copy."""
    joins = ("delegate__delegation__party", "delegate__category")
    badge = Badge.objects.filter(live_for=member.pk).select_related(*joins).first()
    if badge is None:
        return
    if badge.state == "queued":
        lifecycle.change(badge, actor=actor, verb="badge.changed", shows=read_shown_fields(badge.delegate))
        return
    lifecycle.move(
        badge, "superseded", actor=actor, verb="badge.superseded", details={"code": "changed"}, live_for=None
    )
    issue_badge(badge.delegate, actor=actor)


@lifecycle.use_case
def replace_badge(
    *, actor: Actor, badge: Badge, code: str, explanation: str, expected_version: int | None = None
) -> Badge:
    """End a live badge and queue the next copy. `code` is one of REPLACE_REASONS; a loss needs no explanation."""
    if code not in REPLACE_REASONS:
        raise NotPossible(_("Choose a reason. Nothing was changed."))
    if code != "lost" and not explanation.strip():  # a person who lost a badge often knows no more
        raise NotPossible(_("Describe what happened to this copy. Nothing was changed."))
    return _replace(
        badge, code, actor=actor, right="badges.print", expected_version=expected_version, explanation=explanation
    )


@lifecycle.use_case
def report_lost(*, actor: Actor, badge: Badge, explanation: str = "", expected_version: int | None = None) -> Badge:
    """End a lost badge and queue the next copy. Guards may report it too."""
    return _replace(
        badge,
        "lost",
        actor=actor,
        right="badges.report_lost",
        expected_version=expected_version,
        explanation=explanation,
    )


def _replace(
    badge: Badge, code: str, *, actor: Actor, right: str, expected_version: int | None, explanation: str
) -> Badge:
    end = "lost" if code == "lost" else "superseded"
    lifecycle.move(
        badge,
        end,
        actor=actor,
        verb=f"badge.{end}",
        right=right,
        expected_version=expected_version,
        reason=explanation.strip(),
        details={"code": code},
        live_for=None,
    )
    return issue_badge(badge.delegate, actor=actor)


@lifecycle.use_case
def mark_printed(*, actor: Actor, badges: Sequence[tuple[int, int]], way: PrintMode = PLAIN) -> int:
    """Mark badges, by key and version, as printed: queued > printed, or one more print of the same copy. Return how many are printed first.

    Raises AlreadyDecided when one was ended or replaced meanwhile: that paper must not leave the room.
    """
    require_right(actor, "badges.print")
    versions = dict(badges)
    rows = list(with_bearer().filter(pk__in=versions).select_for_update(of=("self",)).order_by("pk"))
    ended = [badge for badge in rows if badge.state not in LIVE or badge.version != versions[badge.pk]]
    if ended or len(rows) != len(versions):
        message = ngettext(
            "%(count)d badge changed while it was being printed; the file was thrown away. Print again.",
            "%(count)d badges changed while they were being printed; the file was thrown away. Print again.",
            len(ended),
        )
        raise AlreadyDecided(message % {"count": len(ended)})
    first = {badge.pk for badge in rows if badge.state == "queued"}
    if len(first) < len(rows) and way.why not in AGAIN_REASONS:
        raise NotPossible(_("Give the reason for reprinting badges that were already printed. Nothing was printed."))
    lifecycle.move_many(
        with_bearer().filter(pk__in=first),
        "printed",
        actor=actor,
        verb="badge.printed",
        details={"layout": way.layout},
        printed_at=clock.now(),
        printed_by_id=actor.user_id,
    )
    for badge in rows:
        if badge.pk not in first:
            details = {"layout": way.layout, "code": way.why}
            lifecycle.log(badge, actor=actor, verb="badge.printed_again", reason=way.words, details=details)
    return len(first)


def with_bearer() -> QuerySet[Badge]:
    """Return badges with what audit entries read, without secret columns."""
    badges = Badge.objects.select_related("delegate__delegation__party")
    return badges.defer("delegate__date_of_birth", "delegate__document_number")
