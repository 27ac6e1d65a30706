"""The life of a badge: issued with the decision, printed, handed out, replaced, and ended when its bearer is no longer accredited."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import AlreadyDecided, NotPossible
from conference.fields import EncryptedTextField, blind_index
from delegations.accreditation.badges.contents import PrintMode
from delegations.accreditation.badges.numbers import number_for
from delegations.accreditation.models import LIVE, Badge
from delegations.registration.models import REVIEWED_FIELDS, Delegate

SERIAL_BYTES = 16
PLAIN = PrintMode()
REPLACE_REASONS = ("lost", "damaged", "misprint")
# Why the same copy, with the same code, goes through the printer once more: the paper of the first time is destroyed.
AGAIN_REASONS = ("jam", "spoiled", "command_line")


def issue(delegate: Delegate, *, actor: Actor) -> Badge:
    """Makes the next copy of an accredited person's badge, queued for print, within the use case now open. Returns it."""
    last = Badge.objects.filter(delegate=delegate).order_by("-copy").values_list("copy", flat=True).first()
    badge = Badge(
        delegate=delegate,
        live_for=delegate.pk,
        serial=secrets.token_hex(SERIAL_BYTES),
        number=number_for(delegate.pk),
        copy=(last or 0) + 1,
        queued_at=clock.now(),
        shows=shown_by(delegate),
    )
    return lifecycle.create(badge, actor=actor, verb="badge.queued")


def shown_by(delegate: Delegate) -> dict[str, str]:
    """What was accredited and goes back to review when it changes, field by field as texts.

    Of a field that is encrypted it holds a keyed digest: enough to see that it changed, and nothing to read.
    """
    return {name: _text(delegate, name) for name in sorted(REVIEWED_FIELDS)}


def _text(delegate: Delegate, name: str) -> str:
    if name == "category":
        return delegate.category.code
    value, field = getattr(delegate, name), Delegate._meta.get_field(name)
    if value and isinstance(field, EncryptedTextField):
        return blind_index(value, field.place)
    return str(value) if value else ""


def leave_accredited(delegate: Delegate, actor: Actor, to: str) -> None:
    """Ends the live badge of a person who is about to leave the state `accredited`, within the use case now open.

    Registration calls it (registration.review). Arguments: to, the state that follows: `withdrawn` revokes the badge, a new review
    supersedes it.
    """
    badge = Badge.objects.filter(live_for=delegate.pk).first()
    if badge is None:
        return
    end, verb = ("revoked", "badge.revoked") if to == "withdrawn" else ("superseded", "badge.superseded")
    lifecycle.move(badge, end, actor=actor, verb=verb, live_for=None)


@lifecycle.use_case
def replace(*, actor: Actor, badge: Badge, code: str, words: str, expected_version: int | None = None) -> Badge:
    """Ends a live badge and queues the next copy; the old code opens nothing from this moment.

    Arguments: code, one of REPLACE_REASONS; words, what happened: a loss explains itself, here as in `report_lost`, anything else is said.
    Raises NotAllowed, AlreadyDecided, NotPossible for an unknown code, without the words it needs, or for a badge that is not live.
    """
    if code not in REPLACE_REASONS:
        raise NotPossible(_("Choose a reason. Nothing was changed."))
    if needs_words(code) and not words.strip():
        raise NotPossible(_("Say in words what happened to this copy. Nothing was changed."))
    return _replace(badge, code, actor=actor, right="badges.print", expected_version=expected_version, words=words)


def needs_words(code: str) -> bool:
    """Whether this reason for a new copy needs words beside it. Whoever lost a badge often knows no more than that."""
    return code != "lost"


@lifecycle.use_case
def report_lost(*, actor: Actor, badge: Badge, words: str = "", expected_version: int | None = None) -> Badge:
    """A badge is lost: it opens nothing from this moment, and the next copy is queued. For those who hear of it first, at a gate too.

    Raises NotAllowed, AlreadyDecided, NotPossible for a badge that is not live.
    """
    return _replace(
        badge, "lost", actor=actor, right="badges.report_lost", expected_version=expected_version, words=words
    )


def _replace(badge: Badge, code: str, *, actor: Actor, right: str, expected_version: int | None, words: str) -> Badge:
    end = "lost" if code == "lost" else "superseded"
    lifecycle.move(
        badge,
        end,
        actor=actor,
        verb=f"badge.{end}",
        right=right,
        expected_version=expected_version,
        reason=words.strip(),
        details={"code": code},
        live_for=None,
    )
    return issue(badge.delegate, actor=actor)


@lifecycle.use_case
def mark_printed(*, actor: Actor, badges: Sequence[tuple[int, int]], way: PrintMode = PLAIN) -> int:
    """Says of each badge of a batch that it was printed: queued > printed, or one more print of the same copy of a printed one.

    Arguments: badges, pairs of key and version as they went onto the paper; way, whose layout and reason go into the record.
    Returns how many were printed for the first time.
    Raises NotAllowed, NotPossible when one was printed before and the way says not why, and AlreadyDecided when one of them was ended
    or replaced meanwhile: then that paper must not leave the room.
    """
    require(actor, "badges.print")
    versions = dict(badges)
    rows = list(with_scope().filter(pk__in=versions).select_for_update(of=("self",)).order_by("pk"))
    ended = [row for row in rows if row.state not in LIVE or row.version != versions[row.pk]]
    if ended or len(rows) != len(versions):
        words = ngettext(
            "%(count)d badge changed while it was being printed; the file was thrown away. Print again.",
            "%(count)d badges changed while they were being printed; the file was thrown away. Print again.",
            len(ended),
        )
        raise AlreadyDecided(words % {"count": len(ended)})
    first = {row.pk for row in rows if row.state == "queued"}
    if len(first) < len(rows) and way.why not in AGAIN_REASONS:
        raise NotPossible(_("Say why badges that were printed before are printed again. Nothing was printed."))
    lifecycle.move_many(
        with_scope().filter(pk__in=first),
        "printed",
        actor=actor,
        verb="badge.printed",
        details={"layout": way.layout},
        printed_at=clock.now(),
        printed_by_id=actor.user_id,
    )
    for row in rows:
        if row.pk not in first:
            details = {"layout": way.layout, "code": way.why}
            lifecycle.log(row, actor=actor, verb="badge.printed_again", reason=way.words, details=details)
    return len(first)


def with_scope() -> QuerySet[Badge]:
    """Badges with what their entries of the record name: the bearer's delegation. Secret columns stay where they are."""
    needed = ("delegate__delegation__party",)
    return Badge.objects.select_related(*needed).defer("delegate__date_of_birth", "delegate__document_number")
