"""`./run bench [NAME…]`: how fast the hot paths are, each beside its limit measured in the same run.

Each module here is a bench of that name with a function `run() -> list[Figure]`. Figures are ratios where they can be: machines differ, and
one machine differs from hour to hour. Benches run on the database named by DATABASE_URL, on SQLite without it, in a test database that they
make and drop; they need no other service. One to which SQLite has nothing to say gives the reason as `NEEDS_POSTGRESQL`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Arguments: name; value, in unit; limit, what the machine can do at the most (the same work without us), in the same unit and run,
    None where there is none; target, what the design asks for; lower, True when smaller is better; note, how it was measured.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    target: float | None = None
    lower: bool = False
    note: str = ""

    @property
    def of_limit(self) -> float | None:
        """The part of the limit that is reached, 1 = all of it."""
        if not self.limit or not self.value:
            return None
        return self.limit / self.value if self.lower else self.value / self.limit

    @property
    def of_target(self) -> float | None:
        """The part of the target that is reached, 1 and more = all of it."""
        if self.target is None or not self.value:
            return None
        return self.target / self.value if self.lower else self.value / self.target
