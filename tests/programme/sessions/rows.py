from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def with_rows(data: Mapping[str, Any]) -> dict[str, Any]:
    counted: dict[str, Any] = {}
    for prefix in ("panel", "documents"):
        numbers = [int(found[1]) for key in data if (found := re.match(rf"{prefix}-(\d+)-", key))]
        if numbers:
            counted |= {f"{prefix}-TOTAL_FORMS": str(max(numbers) + 1), f"{prefix}-INITIAL_FORMS": "0"}
    return {**counted, **data}
