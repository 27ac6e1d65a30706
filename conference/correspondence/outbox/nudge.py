import logging
import os
import threading
import time

log = logging.getLogger(__name__)
IDLE = 30.0
PAUSE = 0.1  # s; what is written meanwhile is asked for together
wanted = threading.Event()
_lock = threading.Lock()
thread: threading.Thread | None = None


def nudge() -> None:
    """Wake a thread of this process that asks Celery to relay now. Beat relays anyway, every few seconds.

    While the broker is slow, and for a moment after each time, one thread waits and asks once for all.
    """
    global thread
    with _lock:
        wanted.set()
        if thread is None or not thread.is_alive():
            thread = threading.Thread(target=_work, name="nudge", daemon=True)
            thread.start()


def _work() -> None:
    from conference.correspondence.tasks import relay  # late: tasks import delivery, which a nudge does not need

    global thread
    while True:
        if wanted.wait(timeout=IDLE):
            wanted.clear()
            try:
                relay.apply_async(retry=False, ignore_result=True)
            except Exception as problem:  # noqa: BLE001 (whatever the broker does, beat relays in a few seconds)
                log.info("The relay was not nudged: %s", problem)
            time.sleep(PAUSE)
            continue
        with _lock:
            if not wanted.is_set():
                thread = None
                return


def _after_fork() -> None:
    """Start anew in a child, which lacks its parent's threads and may have a held lock."""
    global _lock, thread
    _lock, thread = threading.Lock(), None


os.register_at_fork(after_in_child=_after_fork)
