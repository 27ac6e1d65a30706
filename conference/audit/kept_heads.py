"""Keep the audit log's head outside the database, signed, and compare what was kept with the log.

Who owns the database can rewrite the log from its first entry, hashes and head included, and the chain is whole again. A head that was
kept elsewhere before does not fit it any more. A kept head is one line:

    2026-12-01T17:00:00+00:00 NUMBER HASH KEY-ID SIGNATURE [TIME-STAMP]

The signature is Ed25519 over "plenipo audit head ", the time, number and hash: whoever can write the file, but has not the environment,
cannot put another line there. The time stamp (RFC 3161, base64 of the response in DER) is over the first five parts: nobody who has the
environment too can make up an older line.

AUDIT_KEYS are keys of their own. Dropping one of BADGE_KEYS is the emergency stop of all its badges, and must not cost what was kept.
"""

import base64
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.mail import EmailMessage

from conference.audit import access_chain, time_stamps
from conference.audit.chain import Fault
from conference.audit.models import GENESIS, AuditEntry, Head
from conference.core import clock
from conference.models import Backup, BackupKind

PREFIX = "plenipo audit head"


@dataclass(frozen=True)
class KeptHead:
    """What was the log's last entry once.

    Attributes:
        text: The signed words, empty where nobody signed: what a person typed.
        time_stamp: A response in DER, as of RFC 3161.
    """

    number: int
    hash: str
    text: str = ""
    key_id: str = ""
    signature: bytes = b""
    time_stamp: bytes = b""


def keep() -> str:
    """Keep the present head where AUDIT_FILE and AUDIT_MAIL say, time-stamped where AUDIT_TSA_URL does. Return the line.

    The pages that staff opened are sealed before, so that it covers them. An authority out of reach costs the time stamp, not the line.

    Raises:
        OSError: The file cannot be written, or the mail server does not take the mail.
    """
    if not settings.AUDIT_KEYS:
        return ""
    access_chain.seal()
    head = Head.objects.get(pk=1)
    line = time_stamps.add(sign(head.number, head.hash, clock.now()))
    if settings.AUDIT_FILE:
        _append(Path(settings.AUDIT_FILE), line)
    if settings.AUDIT_MAIL:
        body = f"The head of the audit log. Keep this line: ./run verify_audit --kept-file compares the log with it.\n\n{line}\n"
        EmailMessage(f"Audit log {head.number}", body, to=settings.AUDIT_MAIL).send()
    Backup.objects.update_or_create(kind=BackupKind.HEAD, defaults={"at": clock.now()})
    return line


def _append(path: Path, line: str) -> None:
    """Write one whole line at the end, on disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        os.write(handle, f"{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def sign(number: int, hash_: str, at: datetime) -> str:
    """Return the line of a head, signed with the first of AUDIT_KEYS."""
    text = f"{at.astimezone(UTC).isoformat(timespec='seconds')} {number} {hash_}"
    key_id, key = next(iter(_keys().items()))
    signature = base64.b64encode(key.sign(f"{PREFIX} {text}".encode())).decode()
    return f"{text} {key_id} {signature}"


def _keys() -> dict[str, Ed25519PrivateKey]:
    pairs = (part.strip().partition(":") for part in settings.AUDIT_KEYS.split(",") if part.strip())
    return {key_id: Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed)) for key_id, _colon, seed in pairs}


def read_typed(text: str) -> KeptHead:
    """Read `NUMBER:HASH`, as verify_audit prints it. Raises ValueError."""
    number, _colon, hash_ = text.strip().partition(":")
    if not (number.isascii() and number.isdecimal()) or len(hash_) != len(GENESIS):
        raise ValueError(
            f"{text[:80]!r} is no kept head: a number, a colon and the {len(GENESIS)} characters of its hash."
        )
    return KeptHead(int(number), hash_.lower())


def read_line(line: str) -> KeptHead:
    """Read a line of AUDIT_FILE, or of a mail. Raises ValueError."""
    parts = line.split()
    try:
        at, number, hash_, key_id, signature, *rest = parts
        kept = read_typed(f"{number}:{hash_}")
        time_stamp = base64.b64decode(rest[0], validate=True) if rest else b""
        signed = base64.b64decode(signature, validate=True)
    except ValueError as problem:
        raise ValueError(f"{line.strip()[:80]!r} is no line of a kept head.") from problem
    return KeptHead(kept.number, kept.hash, f"{at} {number} {hash_}", key_id, signed, time_stamp)


def find_faults(heads: Iterable[KeptHead]) -> Iterator[Fault]:
    """Yield each kept head whose signature or time stamp is false, and each that the log does not lead to."""
    keys = _keys()
    for head in heads:
        if head.text:
            yield from _faults_of_line(head, keys)
        hash_ = AuditEntry.objects.filter(number=head.number).values_list("hash", flat=True).first()
        if head.number == 0:
            hash_ = GENESIS
        if hash_ is None:
            yield Fault(head.number, "was kept outside, and the log has no such entry")
        elif hash_ != head.hash:
            yield Fault(head.number, "differs from what was kept outside: the log was rewritten")


def _faults_of_line(head: KeptHead, keys: dict[str, Ed25519PrivateKey]) -> Iterator[Fault]:
    if head.key_id not in keys:
        yield Fault(head.number, f"the kept line is signed with key {head.key_id!r}, which is not among AUDIT_KEYS")
        return
    try:
        keys[head.key_id].public_key().verify(head.signature, f"{PREFIX} {head.text}".encode())
    except InvalidSignature:
        yield Fault(head.number, "the kept line's signature is false: somebody else wrote the line")
        return
    if head.time_stamp and settings.AUDIT_TSA_CERTIFICATES:
        signed_line = f"{head.text} {head.key_id} {base64.b64encode(head.signature).decode()}"
        if problem := time_stamps.find_problem(
            head.time_stamp, signed_line, datetime.fromisoformat(head.text.split()[0])
        ):
            yield Fault(head.number, f"the kept line's time stamp is false: {problem}")
