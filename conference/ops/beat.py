"""Celery's beat, which goes on when the machine's clock is set back."""

import logging
import time
from datetime import timedelta
from typing import Any

from celery import beat

log = logging.getLogger(__name__)
MOST_BACK = timedelta(seconds=1)  # steps of a clock that is kept right are smaller


class Scheduler(beat.Scheduler):
    """Celery's own would ask for nothing until the clock has come to the hour of the last time again."""

    _time_ahead: float | None = None  # s, of the wall's clock before the one that only goes forward

    def tick(self, *args: Any, **kwargs: Any) -> float:
        ahead, before = time.time() - time.monotonic(), self._time_ahead
        self._time_ahead = ahead
        if before is not None and ahead < before - MOST_BACK.total_seconds():
            log.warning("The clock was set back by %.0f s: every task begins to wait anew.", before - ahead)
            for entry in self.schedule.values():
                entry.last_run_at = entry.default_now()
            self._heap = None
        return float(super().tick(*args, **kwargs))
