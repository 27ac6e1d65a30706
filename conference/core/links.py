"""Make random secrets of personal links, kept only as hashes so that the database reveals none; and the addresses that are printed."""

import hashlib
import secrets
from collections.abc import Callable
from email.utils import parseaddr
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

SECRET_BYTES = 32


def new_secret() -> tuple[str, str]:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return secret, hash_of(secret)


def hash_of(secret: str) -> str:
    """Return the SHA-256 in hexadecimal. A random secret needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def printed_address(path: str) -> str:
    """Return the address to print for a path, without its scheme.

    The demo's host and port would lead nowhere from the paper; the domain of the conference's letters is printed instead.
    """
    parts = urlsplit(settings.PUBLIC_URL)
    if parts.port is None and parts.hostname:
        return f"{parts.hostname}{path}"
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] + path


def opened_by_secret[V: Callable[..., HttpResponseBase]](view: V) -> V:
    """Decorate a view whose address is itself the key: it is not cached, indexed or sent to other sites.

    The Referer keeps the origin, which Django's CSRF check needs.
    """

    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapper  # type: ignore[return-value]
