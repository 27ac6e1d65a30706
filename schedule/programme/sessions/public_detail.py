"""What the public reads of a session: all of an open meeting; of a closed one or a reception, what its `public_detail` says.

Every public page, file, print and search reads `public_data`. Releases older than the setting show time and title.
"""

from typing import Any
from zoneinfo import ZoneInfo

from schedule.programme.models import PublicDetail, Type
from schedule.programme.sessions.snapshot import Data, SessionItem, item_of

# From the least; "" is everything.
ORDER = (PublicDetail.TIME.value, PublicDetail.PLACE.value, PublicDetail.ALL.value, "")
NO_ROOM: dict[str, Any] = {"code": "", "purpose": "", "capacity": 0, "position": 9999, "name": {}, "venue": {}}
HIDDEN: dict[str, Any] = {
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
    return resolve_public_detail(data["open"], data["type"], data["all_day"], data.get("public_detail"))


def resolve_public_detail(is_open: bool, kind: str, all_day: bool, detail: str | None) -> str:
    # An all-day item, such as an exhibition, is no reception.
    if is_open and (kind != Type.SOCIAL or all_day):
        return ""
    return detail or PublicDetail.TIME.value


def most_reserved(*details: str) -> str:
    return min(details, key=ORDER.index, default="")


def public_data(data: Data, *, at_the_door: bool = False) -> Data:
    """Return the session as the public may read it. `at_the_door` keeps the room, for the sign that hangs there."""
    detail = get_public_detail(data)
    if detail in ("", PublicDetail.ALL):
        return data
    room = data["room"] if at_the_door or detail == PublicDetail.PLACE else NO_ROOM
    return {**data, **HIDDEN, "room": room}


def public_item(data: Data, zone: ZoneInfo) -> SessionItem:
    return item_of(public_data(data), zone)
