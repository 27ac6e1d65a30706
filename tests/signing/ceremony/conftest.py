"""A session in which Brazil, Côte d'Ivoire and Kenya are to sign."""

from __future__ import annotations

import pytest

from schedule.signing.running_order.models import SigningSession
from tests.people import make_world
from tests.signing.scene import fill, intend, make_session
from tests.treaties.kit import hanoi


def make_session_of_three() -> SigningSession:
    make_world()
    made = make_session(hanoi())
    for code in ("BRA", "CIV", "KEN"):
        intend(code)
    fill(made)
    return made


@pytest.fixture
def session(begun, keeper):
    return keeper(make_session_of_three)
