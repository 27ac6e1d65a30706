"""Kenya's full powers, handed in and not yet decided."""

from __future__ import annotations

import uuid
from functools import cached_property

from tests.access.parts.scheduled import OWN
from tests.credentials.kit import minister, received


class Powered:
    @cached_property
    def full_powers(self) -> uuid.UUID:
        return received(minister(OWN)).public_id
