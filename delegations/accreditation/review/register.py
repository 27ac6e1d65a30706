"""A register of ended badges outside the database, so that what was lost or revoked after a copy stays so when the copy is put back.

A file (REVOCATIONS_FILE) to which a worker appends a line for each badge that ended, within seconds: the number of its audit entry, its
serial and its state, signed. When a restored copy is declared the replacement, those that are live in it end as the register says.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from conference.audit.models import Head
from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.models import InstallationState
from conference.ops import installation
from delegations.accreditation.badges.actions.issuing import issue_badge
from delegations.accreditation.models import Badge
from delegations.accreditation.review.actions.decisions import UNDECIDED
from delegations.registration.models import Delegate

ENDED = ("lost", "revoked", "superseded")
TAIL = 4096  # bytes in which the last line stands
signer = Signer(sep=" ", salt="accreditation.register")


def append_ended_badges() -> int:
    """Append the badges that ended since the last line. Return how many. One query where nothing is new."""
    if not settings.REVOCATIONS_FILE or installation.read_status() != InstallationState.LIVE:
        return 0
    with _opened(Path(settings.REVOCATIONS_FILE)) as file:
        ended = Badge.objects.filter(state__in=ENDED, record__number__gt=_last_number(file))
        rows = list(ended.order_by("record__number").values_list("record__number", "serial", "state"))
        _append(file, rows)
    return len(rows)


def _opened(path: Path) -> IO[bytes]:
    file = path.open("a+b")
    fcntl.flock(file, fcntl.LOCK_EX)  # until it is closed
    return file


def _append(file: IO[bytes], rows: list[tuple[int, str, str]]) -> None:
    if rows:
        file.write("".join(signer.sign(f"{number} {serial} {state}") + "\n" for number, serial, state in rows).encode())
        file.flush()
        os.fsync(file.fileno())


def _last_number(file: IO[bytes]) -> int:
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - TAIL))
    lines = list(_read_lines(file))
    return lines[-1][0] if lines else 0


def _read_lines(file: IO[bytes]) -> Iterator[tuple[int, str, str]]:
    """Yield number, serial and state of each line whose signature is ours; one that was cut off or altered says nothing."""
    for line in file:
        try:
            number, serial, state = signer.unsign(line.decode("ascii", "replace").rstrip("\n")).split(" ")
        except (BadSignature, ValueError):
            continue
        yield int(number), serial, state


def end_registered_badges(**_kwargs: Any) -> None:
    """Receive `replacement_declared`: end the live badges that the register knows as ended.

    The bearer of a lost or replaced badge gets the next copy. That of a revoked one had withdrawn or was withdrawn: review decides anew.
    """
    if not settings.REVOCATIONS_FILE:
        return
    with _opened(Path(settings.REVOCATIONS_FILE)) as file:
        file.seek(0)
        ended = {serial: state for _number, serial, state in _read_lines(file)}
        live = Badge.objects.filter(live_for__isnull=False, serial__in=ended).select_related("delegate")
        for badge in live.order_by("delegate_id"):
            _end(badge, ended[badge.serial])
        # Entries are counted from here again: those between the copy and the restore are lost.
        _append(file, [(Head.objects.values_list("number", flat=True).first() or 0, "-", "restored")])


def _end(badge: Badge, state: str) -> None:
    reason = _("The register of ended badges knew it as ended when the database was restored.")
    lifecycle.move(badge, state, actor=SYSTEM, verb=f"badge.{state}", reason=reason, live_for=None)
    if state == "revoked":
        cleared = {"vetted_at": None, "vetted_by_id": None, **UNDECIDED}
        lifecycle.move(
            Delegate.objects.get(pk=badge.delegate_id),
            "submitted",
            actor=SYSTEM,
            verb="delegate.reopened",
            reason=reason,
            **cleared,
        )
    else:
        issue_badge(badge.delegate, actor=SYSTEM)
