"""Whole pages of the released programme, cached in the process (conference/web/page_cache.py).

A release never changes, so a page is made once for each release, language, choice of filters and stretch between two edges of the programme
(what runs now is marked). The latest release, and the versions of what else stands on every page, such as the public menu (`versions`),
are queried at most once a second.
"""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from conference.web import page_cache as pages
from conference.web.page_cache import HTML, CachedPage, PageCache
from schedule.programme.models import Release
from schedule.programme.releases import outline, queries, rows

ASK_EVERY = 1.0  # s
MOST_PAGES = 400
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class CurrentRelease:
    release: Release | None
    outline: outline.Outline | None
    asked_at: float
    versions: tuple[Hashable, ...] = ()


page_cache = PageCache(MOST_PAGES, MOST_BYTES)
_current: CurrentRelease | None = None


def current() -> CurrentRelease:
    """Return the latest release with its public outline, queried at most once a second in each process."""
    global _current
    cached = _current
    now = time.monotonic()
    if cached is not None and now - cached.asked_at < ASK_EVERY:
        return cached
    digest = Release.objects.values_list("number", "digest").first()
    stand = pages.current_versions()
    if cached and cached.release and digest == (cached.release.number, cached.release.digest):
        _current = CurrentRelease(cached.release, cached.outline, now, stand)
    else:
        release = queries.get_latest() if digest else None
        _current = CurrentRelease(release, _public_outline(release) if release else None, now, stand)
    return _current


def _public_outline(release: Release) -> outline.Outline:
    zone = ZoneInfo(release.outline["zone"])
    return outline.build_public([row.item for row in rows.get_rows(release, zone)], zone)


def ask_again() -> None:
    """Query the latest release and the versions again on the next request, as after publishing."""
    global _current
    _current = None


def forget(**_kwargs: Any) -> None:
    """Forget everything; receives `file_changed` too."""
    ask_again()
    rows.forget()
    pages.forget()


def page(key: Hashable, make: Callable[[], str | bytes], content_type: str = HTML) -> CachedPage:
    return page_cache.page((key, current().versions), make, content_type)
