"""A reader's choice in the programme, from the address alone: it works without JavaScript and can be shared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from schedule.programme.releases.outline import ReleaseDay
from schedule.programme.releases.rows import ProgrammeRow


@dataclass(frozen=True)
class Filters:
    """A choice by room's code, type, language of interpretation, open meetings; `as_list` is no grid."""

    room: str = ""
    type: str = ""
    interpretation: str = ""
    open: bool = False
    as_list: bool = False

    @classmethod
    def read(cls, query: Mapping[str, Any], day: ReleaseDay) -> Filters:
        """Return the choice, without what the day lacks: it could only show an empty page."""

        def offered(name: str, values: Iterable[str]) -> str:
            value = str(query.get(name, ""))
            return value if value in values else ""

        return cls(
            room=offered("room", day.rooms),
            type=offered("type", day.types),
            interpretation=offered("interpretation", day.languages),
            open=query.get("open") == "1",
            as_list=query.get("view") == "list",
        )

    @classmethod
    def read_all(cls, query: Mapping[str, Any], days: Iterable[ReleaseDay]) -> Filters:
        listed = list(days)
        rooms, types, languages = (
            tuple(dict.fromkeys(value for day in listed for value in getattr(day, name)))
            for name in ("rooms", "types", "languages")
        )
        return cls.read(query, ReleaseDay(listed[0].date, 0, rooms, types, languages, edges=()))

    @property
    def narrows(self) -> bool:
        return bool(self.room or self.type or self.interpretation or self.open)

    def select(self, rows: Iterable[ProgrammeRow]) -> list[ProgrammeRow]:
        return [
            row
            for row in rows
            if (not self.room or row.room == self.room)
            and (not self.type or row.type == self.type)
            and (not self.interpretation or self.interpretation in row.languages)
            and (not self.open or row.is_open)
        ]

    def query(self, **other: Any) -> str:
        """Return the choice as a query, partly replaced: `?room=CR1&open=1`, or nothing."""
        chosen = replace(self, **other)
        parts = {name: getattr(chosen, name) for name in ("room", "type", "interpretation")}
        parts |= {"open": "1" if chosen.open else "", "view": "list" if chosen.as_list else ""}
        text = urlencode({name: value for name, value in parts.items() if value})
        return f"?{text}" if text else ""
