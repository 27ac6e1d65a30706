from __future__ import annotations

import pytest

from tests.accreditation.kit import printer
from tests.people import sign_in


@pytest.fixture
def room(client, world):
    return sign_in(client, printer())
