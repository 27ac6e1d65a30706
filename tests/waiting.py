"""Waiting for other threads or processes: asked again until a deadline, never a fixed sleep."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(happened: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Return as soon as `happened()` is true; raise AssertionError with `what` after so many seconds."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)
