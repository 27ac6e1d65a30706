"""Whole pages of the released programme, kept in the process as bytes: (ETag, body, gzip) under what makes them differ.

A release never changes, so a page is made once for each release, language, choice of filters, and stretch of time between two edges
of the programme (what runs now is marked). Which release is the latest is asked at most once a second. Pages are made for a
visitor whom we invent, without session, so that nothing of whoever asked first can stand in them; a test looks for it.

No process reads what another has kept, so that one begun with other templates or translations serves nothing of before; the ETag is
the digest of the bytes, so that a reader who holds a page of before is sent the new one.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from schedule.programme.models import Release
from schedule.programme.releases import outline, queries, rows

HTML = "text/html; charset=utf-8"
ASK_EVERY = 1.0  # s
KEEP = 60.0  # s; what a page takes from elsewhere, such as the conference's name, may change without a release
MOST_PAGES = 400
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class CachedPage:
    """A page ready to be sent."""

    etag: str
    body: bytes
    zipped: bytes
    content_type: str
    made: float

    @property
    def size(self) -> int:
        return len(self.body) + len(self.zipped)


class PageCache:
    """A bounded store: the page that was not asked for longest goes first. Safe for threads."""

    def __init__(self, most_pages: int, most_bytes: int) -> None:
        self.most_pages, self.most_bytes = most_pages, most_bytes
        self.bytes = 0
        self._pages: OrderedDict[Hashable, CachedPage] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Hashable) -> CachedPage | None:
        """The page, unless it is missing or too old."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or time.monotonic() - page.made > KEEP:
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: CachedPage) -> None:
        """Keeps the page, and lets go of others until all are within the bounds."""
        with self._lock:
            old = self._pages.pop(key, None)
            self.bytes += page.size - (old.size if old else 0)
            self._pages[key] = page
            while self._pages and (len(self._pages) > self.most_pages or self.bytes > self.most_bytes):
                _key, gone = self._pages.popitem(last=False)
                self.bytes -= gone.size

    def clear(self) -> None:
        """Forgets every page."""
        with self._lock:
            self._pages.clear()
            self.bytes = 0


@dataclass(frozen=True)
class Current:
    """The latest release and its outline; None of both before the first."""

    release: Release | None
    outline: outline.Outline | None
    asked: float


page_cache = PageCache(MOST_PAGES, MOST_BYTES)
_making = tuple(Lock() for _number in range(16))
_current: Current | None = None


def current() -> Current:
    """The latest release, asked of the database at most once a second in each process."""
    global _current
    known = _current
    now = time.monotonic()
    if known is not None and now - known.asked < ASK_EVERY:
        return known
    digest = Release.objects.values_list("number", "digest").first()
    if known and known.release and digest == (known.release.number, known.release.digest):
        _current = Current(known.release, known.outline, now)
    else:
        release = queries.latest() if digest else None
        _current = Current(release, outline.read(release.outline) if release else None, now)
    return _current


def ask_again() -> None:
    """Has the next request ask which release is the latest, as after publishing in this process."""
    global _current
    _current = None


def forget(**_kwargs: Any) -> None:
    """Forget everything: receives `file_changed` too."""
    ask_again()
    rows.forget()
    page_cache.clear()


def page(key: Hashable, make: Callable[[], str | bytes], content_type: str = HTML) -> CachedPage:
    """The page under `key`, made by `make` when it isn't there."""
    found = page_cache.get(key)
    if found is None:
        # When a page has grown old everybody asks for it at once: one makes it and the others wait for that one.
        with _making[hash(key) % len(_making)]:
            found = page_cache.get(key)
            if found is None:
                found = made(make(), content_type)
                page_cache.put(key, found)
    return found


def made(content: str | bytes, content_type: str = HTML) -> CachedPage:
    """A page ready to be sent, kept by nobody."""
    body = content.encode() if isinstance(content, str) else content
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    # A PDF is packed already.
    zipped = b"" if content_type == "application/pdf" else gzip.compress(body, 6, mtime=0)
    return CachedPage(etag, body, zipped, content_type, time.monotonic())


def answer(request: HttpRequest, found: CachedPage, *, vary: bool = True) -> HttpResponse:
    """Sends the page: 304 to who has it, packed to who can unpack.

    Arguments: vary, True when the language of the page depends on the reader.
    """
    if found.etag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    elif found.zipped and "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(found.zipped, content_type=found.content_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(found.body, content_type=found.content_type)
    if request.method == "HEAD" and response.content:
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    response["ETag"] = found.etag
    response["Cache-Control"] = "no-cache"
    response["Vary"] = "Accept-Encoding, Accept-Language, Cookie" if vary else "Accept-Encoding"
    return response


def visitor(request: HttpRequest) -> HttpRequest:
    """A request for the same page by nobody in particular: no session, no cookies, no messages."""
    nobody = HttpRequest()
    nobody.method = "GET"
    nobody.path, nobody.path_info = request.path, request.path_info
    nobody.resolver_match = request.resolver_match
    nobody.user = AnonymousUser()
    nobody.META = {
        "SERVER_NAME": settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost",
        "SERVER_PORT": "80",
    }
    return nobody
