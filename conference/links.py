"""Secrets of personal links: random, and kept only as a hash, so that whoever reads the database cannot follow them."""

from __future__ import annotations

import hashlib
import secrets

SECRET_BYTES = 32


def new_secret() -> tuple[str, str]:
    """A new secret for an address, and the hash to keep of it."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return secret, hash_of(secret)


def hash_of(secret: str) -> str:
    """What is kept of a secret: SHA-256 in hexadecimal. The secret is random, so no salt and no slow hash are needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
