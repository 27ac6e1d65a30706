"""The Ed25519 keys that sign badges, and their public halves that verify them.

Keys are in the environment only, never in the database: `BADGE_KEYS=kid:base64seed[,kid:base64seed...]`. The first one signs, all of them
verify. To rotate, put a new pair in front and keep the old one until its badges have expired. To stop every badge of a lost key at once,
remove its pair.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from conference.core.errors import UserError

VARIABLE = "BADGE_KEYS"
SEED_BYTES = 32
# Short, since the id is in every code; no comma, colon or space, since those separate the pairs.
KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,8}")


class BadKeys(UserError):
    """BADGE_KEYS is missing or unreadable. The message names the pair, never a seed."""


type PublicKeys = Mapping[bytes, Ed25519PublicKey]


@dataclass(frozen=True, slots=True)
class SigningKey:
    key_id: bytes
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys whose badges are still valid, in `every` with their private halves, the signing one first."""

    every: tuple[SigningKey, ...]
    public: PublicKeys

    @property
    def signing(self) -> SigningKey:
        return self.every[0]


def load(text: str) -> KeyRing:
    """Parse `kid:base64seed[,kid:base64seed...]`; base64 may use the standard or the URL alphabet, padded or not. Raises BadKeys."""
    private: dict[bytes, Ed25519PrivateKey] = {}
    for place, pair in enumerate(filter(None, (part.strip() for part in text.split(","))), 1):
        key_id, colon, seed = pair.partition(":")
        if not colon or not KEY_ID.fullmatch(key_id):
            raise BadKeys(f"{VARIABLE}: pair {place} must be a key id of 1 to 8 letters or digits, a colon and a seed.")
        if key_id.encode() in private:
            raise BadKeys(f"{VARIABLE}: key id {key_id} stands there twice.")
        private[key_id.encode()] = Ed25519PrivateKey.from_private_bytes(_seed(key_id, seed))
    if not private:
        raise BadKeys(f"{VARIABLE} is empty: badges can't be signed without a key.")
    return KeyRing(
        every=tuple(SigningKey(key_id, key) for key_id, key in private.items()),
        public={key_id: key.public_key() for key_id, key in private.items()},
    )


def generate(key_id: str) -> str:
    """Return a new pair `kid:base64seed` for BADGE_KEYS. Raises BadKeys for an unfit id."""
    if not KEY_ID.fullmatch(key_id):
        raise BadKeys(f"A key id is 1 to 8 letters, digits, dots or dashes; {key_id!r} is not.")
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    return f"{key_id}:{base64.urlsafe_b64encode(seed).decode().rstrip('=')}"


def _seed(key_id: str, text: str) -> bytes:
    standard = text.strip().replace("-", "+").replace("_", "/").rstrip("=")
    try:
        seed = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise BadKeys(f"{VARIABLE}: the seed of key {key_id} is not {SEED_BYTES} bytes of base64.")
    return seed
