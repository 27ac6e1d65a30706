"""Make secrets of personal links: random, and kept only as hashes, so that whoever reads the database cannot follow them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

SECRET_BYTES = 32


def new_secret() -> tuple[str, str]:
    """Return a new secret and the hash to keep."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return secret, hash_of(secret)


def hash_of(secret: str) -> str:
    """Return the SHA-256 of a secret in hexadecimal. The secret is random, so it needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def opened_by_secret[V: Callable[..., HttpResponseBase]](view: V) -> V:
    """Decorate the view of an address that is itself the key: not cached, not indexed, not told to other sites.

    The origin is still sent as Referer: without one, Django's check of where a form comes from would fail.
    """

    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapper  # type: ignore[return-value]
