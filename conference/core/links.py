"""Secrets of personal links: random, and kept only as a hash, so that whoever reads the database cannot follow them."""

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
    """A new secret for an address, and the hash to keep of it."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return secret, hash_of(secret)


def hash_of(secret: str) -> str:
    """What is kept of a secret: SHA-256 in hexadecimal. The secret is random, so no salt and no slow hash are needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def opened_by_secret[V: Callable[..., HttpResponseBase]](view: V) -> V:
    """Decorates the door of a page whose address is itself the key: kept by nobody, found by no search, told to no other page.

    The origin alone is sent as Referer, and not nothing: a form that came without would fail the check of where it comes from.
    """

    @never_cache
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return door  # type: ignore[return-value]
