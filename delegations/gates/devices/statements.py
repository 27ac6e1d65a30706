"""The signed statement that accompanies each answer to a device: which list it is, for whom, and in answer to which request.

A whole list is the same for all devices of a gate and is signed once as such. The statement, a few hundred bytes, ties it, or the answer
that nothing is new, to one device, its gate and zone, the moment and the request.
"""

import base64
import json
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from delegations.accreditation.badges.contents import get_key_ring
from delegations.gates.models import Device

CONTEXT = b"plenipo-answer-1\n"
LONGEST_NONCE = 64


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def nonce_of(request: HttpRequest) -> str:
    """Return what the device wrote into its request to know the answer by; empty without it, or if it is no base64url of that length."""
    nonce = request.headers.get("Bundle-Nonce", "")
    is_usable = len(nonce) <= LONGEST_NONCE and nonce.isascii() and nonce.replace("-", "").replace("_", "").isalnum()
    return nonce if is_usable else ""


def sign_answer(
    response: HttpResponse, device: Device, *, nonce: str, at: datetime, version: int, digest: str | None
) -> None:
    """Add the statement to a response that has its ETag, signed by every live key.

    Args:
        digest: SHA-256 of the list's bytes before compression, in hexadecimal; None where the device's own list is still valid.
    """
    zone = device.gate.zone
    statement = {
        "device": device.pk,
        "gate": device.gate_id,
        "zone": zone.letter if zone else None,
        "occasion": device.occasion,
        "at": at.isoformat(),
        "version": version,
        "etag": response["ETag"],
        "nonce": nonce,
        "list": digest,
    }
    text = json.dumps(statement, separators=(",", ":"))
    # By every one: a device that knows only the older key learns the newer from a list that it can verify.
    keys = get_key_ring(settings.BADGE_KEYS).every
    response["Bundle-Key"] = ",".join(key.key_id.decode() for key in keys)
    response["Bundle-Statement"] = text
    response["Bundle-Statement-Signature"] = ",".join(b64(key.sign(CONTEXT + text.encode())) for key in keys)
