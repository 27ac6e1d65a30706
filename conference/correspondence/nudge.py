"""Tells the relay that there is something to do, without making anybody wait and without mattering when it fails."""

from __future__ import annotations

import logging
import threading

log = logging.getLogger(__name__)
_wanted = threading.Event()
_lock = threading.Lock()
_thread: threading.Thread | None = None


def nudge() -> None:
    """Wakes a thread of this process that asks Celery to relay now. Returns at once; beat relays anyway, every few seconds."""
    global _thread
    _wanted.set()
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_work, name="nudge", daemon=True)
            _thread.start()


def _work() -> None:
    from conference.correspondence.tasks import relay

    while _wanted.wait(timeout=30):
        _wanted.clear()
        try:
            relay.apply_async(retry=False, ignore_result=True)
        except Exception as problem:  # noqa: BLE001 (whatever the broker does, beat relays in a few seconds)
            log.info("The relay was not nudged: %s", problem)
