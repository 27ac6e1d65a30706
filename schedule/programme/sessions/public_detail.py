"""What the public programme tells of a session: all of an open meeting; of a closed one or a reception, what its setting says.

Every public page, file, print and search reads `public_data`, old releases too: those lack the setting and so tell time and title.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from schedule.programme.models import PublicDetail, Type
from schedule.programme.sessions.snapshot import Data, SessionItem, item_of

# From the most reticent; "" is everything.
ORDER = (PublicDetail.TIME.value, PublicDetail.PLACE.value, PublicDetail.ALL.value, "")
NO_ROOM: dict[str, Any] = {"code": "", "purpose": "", "capacity": 0, "position": 9999, "name": {}, "venue": {}}
UNTOLD: dict[str, Any] = {
    "description": {},
    "agenda": [],
    "webcast": False,
    "webcast_url": "",
    "expected": None,
    "interpretation": [],
    "organisers": [],
    "chair": None,
    "panel": [],
    "documents": [],
}


def get_public_detail(data: Data) -> str:
    """Return a PublicDetail of a closed meeting or a reception, empty for a session of which everything is public."""
    return resolve_public_detail(
        is_open=data["open"], kind=data["type"], all_day=data["all_day"], detail=str(data.get("public_detail") or "")
    )


def resolve_public_detail(*, is_open: bool, kind: str, all_day: bool, detail: str) -> str:
    # What stands all day above the others, as an exhibition, is no reception.
    if is_open and (kind != Type.SOCIAL or all_day):
        return ""
    return detail or PublicDetail.TIME.value


def most_reserved(*details: str) -> str:
    """Return the most reticent of several."""
    return min(details, key=ORDER.index, default="")


def public_data(data: Data, *, at_the_door: bool = False) -> Data:
    """Return the session without what the public is not told.

    Args:
        at_the_door: True to keep the room: the paper hangs there.
    """
    detail = get_public_detail(data)
    if detail in ("", PublicDetail.ALL):
        return data
    room = data["room"] if at_the_door or detail == PublicDetail.PLACE else NO_ROOM
    return {**data, **UNTOLD, "room": room}


def public_item(data: Data, zone: ZoneInfo) -> SessionItem:
    return item_of(public_data(data), zone)
