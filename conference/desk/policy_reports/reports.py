"""Read what browsers report against the pages' Content-Security-Policy. Anybody may report, so all is bounded."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

LONGEST = 8 * 1024  # bytes of a report
A_NETWORK, IN_ALL = 20, 200  # reports counted a minute, by each process
DIRECTIVE = re.compile(r"(?=.{1,40}$)[a-z]+(-[a-z]+){0,4}")
KEYWORD = re.compile(r"[a-z][a-z-]{0,40}")  # inline, eval, data, blob, an extension's scheme
ORIGIN = re.compile(r"(https?|wss?)://([a-z0-9.-]{1,90}|\[[0-9a-f:]{2,39}\])(:\d{1,5})?")
NO_PAGE = "-"


@dataclass(frozen=True)
class Report:
    """What was blocked on a page; attributes as of PolicyViolation."""

    directive: str
    blocked: str
    page: str


class MinuteLimit:
    """Counts reports of this process by network, for a minute at most."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute = 0
        self._counts: Counter[str] = Counter()

    def take(self, network: str) -> bool:
        """Return whether one more of this network may be counted."""
        with self._lock:
            minute = int(monotonic() // 60)
            if minute != self._minute:
                self._minute, self._counts = minute, Counter()
            if self._counts[network] >= A_NETWORK or self._counts.total() >= IN_ALL:
                return False
            self._counts[network] += 1
            return True


limit = MinuteLimit()


def read_report(body: bytes, host: str) -> Report | None:
    """Return a report in the form of `report-uri` (CSP 2), None for what is none, or of another site's page.

    Args:
        host: Under which this site was asked.
    """
    try:
        report = json.loads(body)["csp-report"]
        page = urlsplit(str(report["document-uri"]))
        directive = str(report.get("effective-directive") or report["violated-directive"]).split(" ")[0]
        blocked = _source_of(str(report.get("blocked-uri", "")))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    if page.netloc != host or not blocked or not DIRECTIVE.fullmatch(directive):
        return None
    return Report(directive, blocked, _pattern_of(page.path))


def _source_of(uri: str) -> str:
    """Return the origin of an address, or the keyword or scheme that stands for it; empty for anything else."""
    scheme, colon, rest = uri.strip().lower().partition(":")
    if not colon or not rest.startswith("//"):
        return scheme if KEYWORD.fullmatch(scheme) else ""
    origin = f"{scheme}://{urlsplit(uri).netloc.rpartition('@')[2].lower()}"
    return origin if ORIGIN.fullmatch(origin) else scheme if KEYWORD.fullmatch(scheme) else ""


def _pattern_of(path: str) -> str:
    """Return the pattern of an address of this site, without the key or secret in it."""
    try:
        return f"/{resolve(path).route}"[:200]
    except Resolver404:
        return NO_PAGE
