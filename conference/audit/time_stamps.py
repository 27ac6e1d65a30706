"""Have a time-stamping authority (RFC 3161) say when a line was there: AUDIT_TSA_URL, with its roots in AUDIT_TSA_CERTIFICATES."""

import base64
import logging
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerificationError, Verifier, VerifierBuilder
from rfc3161_client import decode_timestamp_response as decode

log = logging.getLogger(__name__)

PATIENCE = 20  # s that the authority has to answer
MAX_ANSWER_BYTES = 64 * 1024  # bytes of its answer
APART = timedelta(minutes=10)  # by which its clock and ours may differ


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        """Follow none: the operator named one address, and no other is called (ASVS 5.0.0, 15.3.2)."""


def add(line: str) -> str:
    """Return the line with its time stamp behind it; without, and logged, when the authority gives none that is good."""
    if not settings.AUDIT_TSA_URL:
        return line
    request = TimestampRequestBuilder().data(line.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    asked = urllib.request.Request(  # noqa: S310 (http or https: environment.py)
        settings.AUDIT_TSA_URL, request.as_bytes(), {"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.build_opener(_NoRedirect).open(asked, timeout=PATIENCE) as answer:
            response = answer.read(MAX_ANSWER_BYTES)
        _verifier(request.nonce).verify_message(decode(response), line.encode())
    except (OSError, ValueError, VerificationError) as problem:
        log.error("No time stamp for the audit log's head: %s", problem)
        return line
    return f"{line} {base64.b64encode(response).decode()}"


def find_problem(response: bytes, line: str, at: datetime) -> str:
    """Return why the time stamp does not say that the line was there at that time, empty when it does."""
    try:
        stamp = decode(response)
        _verifier(None).verify_message(stamp, line.encode())
    except (ValueError, VerificationError) as problem:
        return str(problem)
    given = stamp.tst_info.gen_time
    return "" if abs(given - at) <= APART else f"it was given at {given:%Y-%m-%d %H:%M:%S} UTC"


def _verifier(nonce: int | None) -> Verifier:
    roots = x509.load_pem_x509_certificates(Path(settings.AUDIT_TSA_CERTIFICATES).read_bytes())
    return VerifierBuilder(roots=roots, nonce=nonce).build()
