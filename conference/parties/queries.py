from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from conference.translated import short_code


def named[T: Any](rows: QuerySet[T], path: str) -> QuerySet[T]:
    """Load the parties' names where needed: the party itself has the English ones."""
    names = f"{path}__names" if path else "names"
    return rows if short_code(get_language()) == "en" else rows.prefetch_related(names)
