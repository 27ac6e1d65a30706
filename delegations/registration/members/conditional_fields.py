"""Which fields apply to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from delegations.registration.models import Capacity


@dataclass(frozen=True)
class OnlyIf:
    """A field that applies only while the field `other` has one of `values`; `why` is the hint beside it, empty where it is obvious."""

    other: str
    values: tuple[str, ...]
    why: str | Promise = ""

    def holds(self, now: Mapping[str, Any]) -> bool:
        return str(now.get(self.other) or "") in self.values

    @property
    def attribute(self) -> str:
        """Return the condition as `forms.js` reads it."""
        return f"{self.other}={'|'.join(self.values)}"


# While the capacity is empty it is undecided, so that the function is asked for.
ONLY_IF: dict[str, OnlyIf] = {
    "functional_title": OnlyIf(
        "capacity", ("", *(capacity for capacity in Capacity.values if capacity != Capacity.COMPANION))
    ),
    "visa_post": OnlyIf(
        "visa_support", ("yes",), gettext_lazy("Required because a visa support letter was requested.")
    ),
}
EQUIPMENT = OnlyIf("capacity", (Capacity.SECURITY.value,))
