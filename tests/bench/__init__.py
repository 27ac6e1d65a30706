"""`./run bench [NAME…]`: how fast the hot paths are, each beside its limit measured in the same run.

Each module here is a bench of that name with a function `run() -> list[Figure]`. Figures are ratios where they can be: machines differ, and
one machine from hour to hour. Benches run in a test database that they make and drop, on the server of DATABASE_URL or the embedded one.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass


def database() -> AbstractContextManager[None]:
    """Return the test database of the benches."""
    # Here, since tests/prepared_database.py reads the settings, which whoever asks for a Figure need not have.
    from tests.prepared_database import copied_database

    return copied_database()


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Attributes:
        value: in unit.
        limit: the same work without us, in the same unit and run; None where there is none.
        target: what the design asks for.
        lower: smaller is better.
        note: how it was measured.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    target: float | None = None
    lower: bool = False
    note: str = ""

    @property
    def missed(self) -> bool:
        """Return whether the target was not reached."""
        return self.target is not None and (self.value > self.target if self.lower else self.value < self.target)

    @property
    def of_limit(self) -> float | None:
        """Return the part of the limit reached, 1 = all."""
        if not self.limit or not self.value:
            return None
        return self.limit / self.value if self.lower else self.value / self.limit

    @property
    def of_target(self) -> float | None:
        """Return the part of the target reached, 1 or more = all."""
        if self.target is None or not self.value:
            return None
        return self.target / self.value if self.lower else self.value / self.target
