"""The check of one badge at a gate that is online: the signature here, everything else in one statement."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from conference.models import Conference
from delegations.accreditation.badges import tokens
from delegations.accreditation.badges.contents import ISSUER, get_key_ring
from delegations.accreditation.badges.numbers import parse_number

SQL = "SELECT status, body FROM gate_check(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
CODE_FOR = 10.0  # s that the conference's code is cached

_cached_code: tuple[float, str] = (0.0, "")


def check_badge(
    *, key: str, number: int, text: str, direction: str, device_at: datetime, now: datetime, language: str = "en"
) -> tuple[int, str]:
    """Decide on a badge, store the scan, and return who the bearer is.

    Args:
        key: The hash of the device's key.
        device_at: By the device's clock.
        now: By the server's clock.
        language: Of the names of gates and categories.

    Returns:
        An HTTP status and the body as JSON.
    """
    code = _read(text, now)
    parameters = (key, number, code.serial, code.fault, direction, device_at, now, language, code.typed, code.copy)
    with connection.cursor() as cursor:
        cursor.execute(SQL, parameters)
        answer: tuple[int, str] = cursor.fetchone()
    return answer


@dataclass(frozen=True)
class ScannedCode:
    """The serial of a code, or its fault (a reason of tokens.py), or the number that was typed instead, perhaps with its copy."""

    serial: str = ""
    fault: str = ""
    typed: str = ""
    copy: int | None = None


def _read(text: str, at: datetime) -> ScannedCode:
    number, copy = parse_number(text)
    if number:
        return ScannedCode(typed=number, copy=copy)
    try:
        claims = tokens.verify(
            text, get_key_ring(settings.BADGE_KEYS).public, audience=_audience(), at=at, issuer=ISSUER
        )
    except tokens.TokenError as problem:
        return ScannedCode(fault=problem.reason)
    return ScannedCode(claims.serial.hex())


def _audience() -> str:
    """Return the conference's code, read once in CODE_FOR: it is printed on every badge."""
    global _cached_code
    until, code = _cached_code
    if time.monotonic() > until or not code:
        code = Conference.objects.values_list("code", flat=True).first() or ""
        _cached_code = (time.monotonic() + CODE_FOR, code)
    return code
