"""What the tests of gates share."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from conference import clock
from tests.gates.scene import NOW


@pytest.fixture
def saturday(world):
    """The conference on its first day, at ten in the morning."""
    cache.clear()
    with clock.standing(NOW):
        yield world
