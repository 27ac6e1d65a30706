"""Waiting for something that other threads or processes do: asked again and again until a deadline, never a fixed sleep."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(happened: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Returns as soon as `happened()` is true. Raises AssertionError, which says `what`, after so many seconds."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)
