"""Public pages cached in each process as (ETag, body, gzip).

Pages are rendered for an anonymous visitor without session, so that nothing personal is cached. The ETag is the digest of the bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, cast
from weakref import WeakSet

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from conference.web import menu

HTML = "text/html; charset=utf-8"
KEEP = 60.0  # s; what a page takes from elsewhere, such as the conference's name, may change without notice
_caches: WeakSet[PageCache | Recent[Any]] = WeakSet()  # all of this process


@dataclass(frozen=True)
class CachedPage:
    etag: str
    body: bytes
    content_type: str
    made: float

    @cached_property
    def zipped(self) -> bytes:
        """The body packed, empty for a PDF, which is packed already. Packing takes as long as a sixth of the page."""
        return b"" if self.content_type == "application/pdf" else gzip.compress(self.body, 6, mtime=0)

    @property
    def size(self) -> int:
        return len(self.body) + len(self.zipped)


class PageCache:
    """A bounded, thread-safe store that drops the least recently used page first."""

    def __init__(self, most_pages: int, most_bytes: int) -> None:
        _caches.add(self)
        self.most_pages, self.most_bytes = most_pages, most_bytes
        self.bytes = 0
        self._pages: OrderedDict[Hashable, CachedPage] = OrderedDict()
        self._lock = Lock()
        self._making = tuple(Lock() for _number in range(16))

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Hashable) -> CachedPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None or time.monotonic() - page.made > KEEP:
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: CachedPage) -> None:
        if not self.most_pages:
            return
        size = page.size  # packs it, which others need not wait for
        with self._lock:
            old = self._pages.pop(key, None)
            self.bytes += size - (old.size if old else 0)
            self._pages[key] = page
            while self._pages and (len(self._pages) > self.most_pages or self.bytes > self.most_bytes):
                _key, dropped = self._pages.popitem(last=False)
                self.bytes -= dropped.size

    def page(self, key: Hashable, make: Callable[[], str | bytes], content_type: str = HTML) -> CachedPage:
        """Return the page kept as `key`, else make and keep it."""
        page = self.get(key)
        if page is None:
            # When a page expires, many ask for it at once: one makes it and the others wait.
            with self._making[hash(key) % len(self._making)]:
                page = self.get(key)
                if page is None:
                    page = make_page(make(), content_type)
                    self.put(key, page)
        return page

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.bytes = 0


class Recent[T]:
    """A value that each process reads again after `every` seconds at the earliest.

    One thread reads it anew, and the others use the old value meanwhile, but never one older than `LATE` times that age.
    """

    LATE = 3

    def __init__(self, read: Callable[[], T], every: float = 1.0) -> None:
        _caches.add(self)
        self.every = every
        self._read = read
        self._cached: tuple[float, T] | None = None
        self._reading = Lock()

    def get(self) -> T:
        cached, age = self._aged()
        if cached is not None and age < self.every:
            return cached[1]
        if not self._reading.acquire(blocking=cached is None or age > self.LATE * self.every):
            return cast("tuple[float, T]", cached)[1]
        try:
            cached, age = self._aged()  # another may have read it while this one waited
            if cached is None or age >= self.every:
                self._cached = cached = (time.monotonic(), self._read())
            return cached[1]
        finally:
            self._reading.release()

    def _aged(self) -> tuple[tuple[float, T] | None, float]:
        cached = self._cached
        return cached, time.monotonic() - cached[0] if cached else 0.0

    def clear(self) -> None:
        self._cached = None


def current_versions() -> tuple[Hashable, ...]:
    return tuple(item.version() for item in menu.entries.values() if item.version)


def forget(**_kwargs: Any) -> None:
    """Empty every cache of this process; receives `file_changed` too."""
    for cache in _caches:
        cache.clear()


def make_page(content: str | bytes, content_type: str = HTML) -> CachedPage:
    """Return a page that is not cached."""
    body = content.encode() if isinstance(content, str) else content
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    return CachedPage(etag, body, content_type, time.monotonic())


def send_page(request: HttpRequest, page: CachedPage, *, vary: bool = True) -> HttpResponse:
    """Send the page: 304 to who has it, gzip to who accepts it.

    Args:
        vary: True if the page's language depends on the reader.
    """
    if page.etag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", "") and page.zipped:
        response = HttpResponse(page.zipped, content_type=page.content_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(page.body, content_type=page.content_type)
    if request.method == "HEAD" and response.content:
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    response["ETag"] = page.etag
    response["Cache-Control"] = "no-cache"
    response["Vary"] = "Accept-Encoding, Accept-Language, Cookie" if vary else "Accept-Encoding"
    return response


def visitor(request: HttpRequest) -> HttpRequest:
    """Return an anonymous request for the same page: no session, cookies or messages."""
    nobody = HttpRequest()
    nobody.method = "GET"
    nobody.path, nobody.path_info = request.path, request.path_info
    nobody.resolver_match = request.resolver_match
    nobody.user = AnonymousUser()
    if hasattr(request, "_conference"):  # read already (context_processors.conference_of)
        nobody._conference = request._conference  # type: ignore[attr-defined]
    nobody.META = {
        "SERVER_NAME": settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost",
        "SERVER_PORT": "80",
    }
    return nobody
