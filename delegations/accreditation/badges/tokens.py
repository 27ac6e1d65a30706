"""The signed content of a badge's code: a CWT (RFC 8392) in COSE_Sign1 (RFC 9052) by Ed25519, shown as base45 (RFC 9285).

It has the conference, a random serial, zones, days and an expiry, and nothing about the bearer. A badge that verifies was issued by us;
whether it is still valid is for the database (or the gate's bundle) to say.

Every token has exactly one spelling, the deterministic encoding of RFC 8949, section 4.2: `verify` encodes what it read again and
compares. So no bit outside the signature can be changed, and no two texts stand for one badge. CWT libraries accept what the standard
leaves open (headers in either bucket, leeway) and take 0.1 s to import, so this is written on cbor2. The tests compare it with one.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import cbor2
from cryptography.exceptions import InvalidSignature

from delegations.accreditation.badges.keys import PublicKeys, SigningKey

PREFIX = "PL1:"
# A QR code of version 8 with level M holds 221 characters of its alphanumeric set: the prefix and 144 bytes as base45.
MAX_BYTES = 144
MIN_SERIAL_BYTES = 8
MAX_DAYS = 64

_SIGN1_TAG = 18
_ALG, _KEY_ID, _EDDSA = 1, 4, -8
_ISSUER, _AUDIENCE, _EXPIRES, _SERIAL = 1, 3, 4, 7
# Private use, below -65536: [zones, first day, further days], see `_grant`.
_GRANT = -65537
_CLAIMS = {_ISSUER, _AUDIENCE, _EXPIRES, _SERIAL, _GRANT}
_EPOCH = date(1970, 1, 1)
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_DIGIT = {character: value for value, character in enumerate(_BASE45)}


class TokenError(Exception):
    """A code that opens nothing. `reason` is a stable word for logs and devices."""

    reason = "refused"


class Malformed(TokenError):
    reason = "malformed"  # no base45, no COSE_Sign1, a claim missing, or another spelling of the same content


class WrongAlgorithm(Malformed):
    reason = "wrong-algorithm"  # another than EdDSA, or none


class UnknownKey(TokenError):
    reason = "unknown-key"  # or a removed one


class BadSignature(TokenError):
    reason = "bad-signature"


class WrongConference(TokenError):
    reason = "wrong-conference"  # or another issuer


class Expired(TokenError):
    reason = "expired"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says. `expires` is in UTC."""

    key_id: bytes
    issuer: str
    audience: str
    serial: bytes
    zones: tuple[str, ...]
    days: tuple[date, ...]
    expires: datetime


def issue(
    *,
    key: SigningKey,
    issuer: str,
    audience: str,
    serial: bytes,
    zones: Iterable[str],
    days: Iterable[date],
    expires: datetime,
) -> bytes:
    """Sign one badge. Return at most 144 bytes.

    Args:
        issuer: In a short word ("plenipo"): each byte makes the code finer.
        audience: The conference's own short code ("hanoi-2025").
        serial: At least 8 random bytes, new for each printed copy.
        zones: Marks of the zones it opens (a letter or two), in the order of the badge.
        days: When it opens them, at most 64 days from first to last, in the conference's zone.
        expires: Aware; fractions of a second are dropped.
    """
    if expires.tzinfo is None:
        raise ValueError("The expiry needs a time zone.")
    if len(serial) < MIN_SERIAL_BYTES:
        raise ValueError(f"A serial is at least {MIN_SERIAL_BYTES} random bytes.")
    claims = {_ISSUER: issuer, _AUDIENCE: audience, _EXPIRES: int(expires.timestamp()), _SERIAL: serial}
    payload = _dumps({**claims, _GRANT: _grant(tuple(zones), sorted(set(days)))})
    protected = _dumps({_ALG: _EDDSA, _KEY_ID: key.key_id})
    signature = key.sign(_signed_bytes(protected, payload))
    token = _dumps(cbor2.CBORTag(_SIGN1_TAG, [protected, {}, payload, signature]))
    if len(token) > MAX_BYTES:
        raise ValueError(
            f"The badge's code takes {len(token)} bytes of {MAX_BYTES}: shorten issuer, audience or serial."
        )
    return token


def verify(token: bytes | str, keys: PublicKeys, *, audience: str, at: datetime, issuer: str | None = None) -> Claims:
    """Verify a code and return its claims.

    Args:
        token: The bytes of `issue`, or the text of the QR code as a scanner types it (case and line ends don't matter).
        at: Aware; now for a scan, and the time of the scan for one that was synchronized later.
        issuer: Refuse badges of another issuer, where that matters.

    Raises:
        Malformed, WrongAlgorithm, UnknownKey, BadSignature, WrongConference, Expired: Checked in this order.
    """
    if at.tzinfo is None:
        raise ValueError("The time of a check needs a time zone.")
    data = from_text(token) if isinstance(token, str) else token
    protected, payload, signature = _parts(data)
    key_id = _header(protected)
    if key_id not in keys:
        raise UnknownKey("The badge was signed with a key that is not in use here.")
    try:
        keys[key_id].verify(signature, _signed_bytes(protected, payload))
    except InvalidSignature:
        raise BadSignature("The badge's signature is not good.") from None
    claims = _claims(key_id, payload)
    if claims.audience != audience or (issuer is not None and claims.issuer != issuer):
        raise WrongConference("The badge belongs to another conference.")
    if at >= claims.expires:
        raise Expired("The badge has expired.")
    return claims


def to_text(token: bytes) -> str:
    """Return the text for the QR code: `PL1:` and base45, which a QR code packs at 5.5 bits a character.

    The prefix tells it from other codes and prevents a leading space, which a reader may trim. A space is never last, since a group's last
    digit never reaches its value.
    """
    text = []
    for start in range(0, len(token) - 1, 2):
        high, low = divmod(token[start] * 256 + token[start + 1], 2025)
        text.append(_BASE45[low % 45] + _BASE45[low // 45] + _BASE45[high])
    if len(token) % 2:
        text.append(_BASE45[token[-1] % 45] + _BASE45[token[-1] // 45])
    return PREFIX + "".join(text)


def from_text(text: str) -> bytes:
    text = text.strip("\r\n\t").upper()
    if not text.startswith(PREFIX) or len(text) > 2 * len(PREFIX) + MAX_BYTES * 3 // 2:
        raise Malformed("This is not a badge code.")
    try:
        digits = [_DIGIT[character] for character in text[len(PREFIX) :]]
    except KeyError:
        raise Malformed("The code has a character that a badge's code never has.") from None
    whole = len(digits) - len(digits) % 3
    groups = zip(digits[0:whole:3], digits[1:whole:3], digits[2:whole:3], strict=True)
    values = [low + 45 * middle + 2025 * high for low, middle, high in groups]
    tail = digits[whole:]
    last = tail[0] + 45 * tail[1] if len(tail) == 2 else 0
    if len(tail) == 1 or last > 0xFF or max(values, default=0) > 0xFFFF:
        raise Malformed("The code is incomplete.")
    return struct.pack(f">{len(values)}H", *values) + bytes([last] if tail else [])


def _dumps(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _signed_bytes(protected: bytes, payload: bytes) -> bytes:
    return _dumps(["Signature1", protected, b"", payload])


def _grant(zones: tuple[str, ...], days: list[date]) -> list[object]:
    """Return zones as a string, or a list where a mark has two letters; days as the first (since 1970) and a bit for each of 64."""
    marks: object = "".join(zones) if all(len(zone) == 1 for zone in zones) else list(zones)
    if not days:
        return [marks, 0, 0]
    if (days[-1] - days[0]).days >= MAX_DAYS:
        raise ValueError(f"A badge's days lie within {MAX_DAYS} days.")
    return [marks, (days[0] - _EPOCH).days, sum(1 << (day - days[0]).days for day in days)]


def _granted(grant: object) -> tuple[tuple[str, ...], tuple[date, ...]]:
    """Return the reverse of `_grant`. Raises Malformed for what `_grant` wouldn't have written."""
    try:
        marks, first, mask = cast("list[Any]", grant)
        zones = tuple(marks)
        days = [_EPOCH + timedelta(days=first + place) for place in range(MAX_DAYS) if mask >> place & 1]
        same = _grant(zones, days) == grant
    except (TypeError, ValueError, OverflowError):
        same = False
    if not same:
        raise Malformed("The zones or days of the badge can't be read.")
    return zones, tuple(days)


def _loads(data: bytes) -> Any:
    """Decode CBOR in the one spelling of `_dumps`. Raises Malformed for everything else."""
    try:
        value = cbor2.loads(data)
        same = _dumps(value) == data
    # What hostile bytes cause in a decoder: bad lengths, unhashable keys, dates out of range, endless nesting.
    except (cbor2.CBORError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError):
        raise Malformed("The badge's code can't be read.") from None
    if not same:
        raise Malformed("The badge's code is not spelt as we spell it.")
    return value


def _parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    if len(data) > MAX_BYTES:
        raise Malformed("The code is longer than a badge's code.")
    message = _loads(data)
    if not isinstance(message, cbor2.CBORTag) or message.tag != _SIGN1_TAG:
        raise Malformed("The code is not a signed badge.")
    match message.value:
        case [bytes() as protected, {} as unprotected, bytes() as payload, bytes() as signature] if not unprotected:
            return protected, payload, signature
    raise Malformed("The signed badge has not the parts that it must have.")


def _header(protected: bytes) -> bytes:
    header = _loads(protected)
    if not isinstance(header, dict) or header.get(_ALG) != _EDDSA:
        raise WrongAlgorithm("The badge is not signed as ours are.")
    key_id = header.get(_KEY_ID)
    if set(header) != {_ALG, _KEY_ID} or not isinstance(key_id, bytes):
        raise Malformed("The badge's header is not spelt as we spell it.")
    return key_id


def _claims(key_id: bytes, payload: bytes) -> Claims:
    claims = _loads(payload)
    if not isinstance(claims, dict) or set(claims) != _CLAIMS:
        raise Malformed("The badge has not the claims that it must have.")
    zones, days = _granted(claims[_GRANT])
    match [claims[name] for name in (_ISSUER, _AUDIENCE, _SERIAL, _EXPIRES)]:
        case [str() as issuer, str() as audience, bytes() as serial, int() as expires]:
            try:
                until = datetime.fromtimestamp(expires, UTC)
            except (OverflowError, OSError, ValueError):
                raise Malformed("The expiry of the badge lies outside the calendar.") from None
            return Claims(key_id, issuer, audience, serial, zones, days, until)
    raise Malformed("A claim of the badge is of the wrong kind.")
