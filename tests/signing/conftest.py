from __future__ import annotations

import pytest

from conference.core import clock
from tests.signing.scene import BEGINS


@pytest.fixture
def begun():
    """It is the hour at which the session begins."""
    with clock.standing(BEGINS):
        yield
