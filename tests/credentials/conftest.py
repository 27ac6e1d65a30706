from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

NOW = datetime(2025, 10, 22, 4, tzinfo=UTC)


@pytest.fixture
def october():
    """Three days before the ceremony: papers have a date that has come."""
    with time_machine.travel(NOW, tick=True):
        yield NOW
