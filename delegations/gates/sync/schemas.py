"""What devices at gates send and receive (views_api.py), for the interface's document.

The views parse JSON themselves, for speed; tests compare their answers with these schemas.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from conference.core.parsing import MOST
from conference.machines.routes import ExternalRoute
from delegations.gates.sync.actions import REASON, SERIAL

YEARS = "ISO 8601 with its offset, from the year 1900 to 2199."
Number = Annotated[int, Field(ge=0, le=MOST)]
Serial = Annotated[str, Field(pattern=SERIAL.pattern)]
Way = Literal["in", "out"]
Decided = Literal["enter", "refused", "check"]


class EnrolIn(Schema):
    code: str = Field(description="As the desk shows it; case and hyphen do not matter.", examples=["ABCD-EFGH"])


class EnrolledDevice(Schema):
    id: int
    name: str


class GateOfDevice(Schema):
    id: int
    name: str
    zone: str | None = Field(description="The letter of the zone it leads to; null: the whole site.")
    direction: Literal["in", "out", "both"]


class Enrolled(Schema):
    key: str = Field(description="The device's key, told here and nowhere again.")
    device: EnrolledDevice
    gate: GateOfDevice
    keys: dict[str, str] = Field(
        description="By key id, the public keys (Ed25519, base64url) that badges and lists are signed with."
    )


class CheckIn(Schema):
    number: Number = Field(
        description="Of the device's own counting, one for each scan; sent again, it is answered the same."
    )
    text: str = Field(
        max_length=1000,
        description="What the code on the badge says; or, typed by hand, the number that is printed on it.",
    )
    direction: Way
    at: datetime = Field(description=f"By the device's clock. {YEARS}")


class BearerOut(Schema):
    name: str
    party: str
    party_code: str
    category: str
    letter: str
    number: str
    copy_: int = Field(alias="copy", description="Which copy of the badge it is.")
    photo: str | None = Field(
        description="An address of `thumbs`, good for two minutes where devices may keep no photos."
    )


class Checked(Schema):
    verdict: Decided
    reason: str = Field(description="A stable word, such as `wrong-zone`; empty when there is nothing to say.")
    bearer: BearerOut | None
    zone: str | None
    inside: int | None = Field(description="How many are inside now.")
    since: datetime | None = Field(None, description="With `already-inside`: since when.")
    where: str | None = Field(None, description="With `already-inside`: by which gate.")
    server_now: datetime


class ScanIn(Schema):
    number: Number
    at: datetime = Field(description=f"By the device's clock. {YEARS}")
    serial: Serial | None = Field(
        None, description="Of the badge, in lower-case hexadecimal; null when it was no badge."
    )
    direction: Way
    verdict: Decided
    reason: str = Field(
        pattern=REASON.pattern, description="A stable word, as the answer to a check has it; empty for none."
    )
    bundle: Number | None = Field(None, description="The version of the list that it was decided by.")
    ask: bool = Field(
        False, description="At the entrance of an occasion: the person is still there, and `said` is waited for."
    )


class ScansIn(Schema):
    now: datetime = Field(description=f"The device's clock as it sends this; moments are reckoned by it. {YEARS}")
    scans: list[ScanIn] = Field(max_length=1000)


class SaidAtEntrance(Schema):
    verdict: Decided
    reason: str
    since: datetime | None = Field(description="With `here-already`: since when.")
    name: str
    party: str


class Synced(Schema):
    kept: list[int]
    known: list[int]
    differ: list[int] = Field(description="Kept before with another content, which stays.")
    said: dict[int, SaidAtEntrance] | None = Field(
        None,
        description="By number, what the guest list says of those that asked; it takes the place of the device's word.",
    )
    revoked: Literal[True] | None = Field(None, description="The device is revoked; its scans are kept apart.")


class ZoneOfBundle(Schema):
    letter: str
    name: str
    per_delegation: int | None
    capacity: int | None
    inside: int


class CategoryOfBundle(Schema):
    name: str
    zones: list[str]
    days: list[str]
    colour: str
    text: str


class OccasionOfBundle(Schema):
    key: str
    name: str
    issuer: str = Field(description="Of the guests' codes; badges, with their own issuer, are as good.")
    opens: datetime
    ends: datetime
    guests: list[list[Any]] = Field(
        description="Each `[serial, state, bearer or null, party, name or null, is a companion, arrived (s from 1970) or null]`."
    )


class NumberOfBundle(Schema):
    name: str = Field(description="Whom it reaches.")
    number: str = Field(description="As a telephone at a gate dials it; spaces are for the eye.")


class Bundle(Schema):
    """All that a device needs to decide by itself."""

    second_entry: int = Field(
        description="The minutes in which a second entry, with no way out between, has to be checked by hand."
    )
    gates: dict[str, str] = Field(description="The names of all gates, by their keys.")
    conference: str
    issuer: str
    zone_name: str = Field(description="The conference's time zone.")
    version: int = Field(description="Ask with `since` this for what changed.")
    since: int = Field(description="0: the whole list; replace everything.")
    moves: int = Field(description="Ask with `moves` this for who went through a gate since.")
    made_at: datetime
    keys: dict[str, str]
    names: bool
    photos: bool
    gate: GateOfDevice
    site: dict[str, int]
    zones: list[ZoneOfBundle]
    cleared: dict[str, datetime] = Field(description="By zone, when somebody last said that it is empty.")
    categories: dict[str, CategoryOfBundle]
    floaters: dict[str, list[str]] = Field(
        description="By party, the zones for which its delegation has a floater pass out: there, look at the pass."
    )
    help: list[NumberOfBundle] = Field(
        description="Whom a guard can call after a refusal or for a check by hand, the first first."
    )
    occasion: OccasionOfBundle | None = Field(
        None, description="Of a device at the entrance of an occasion, which lets in by its guest list alone."
    )
    badges: list[list[Any]] = Field(
        description="Each `[serial, state, category, party, name or null, has a photo, bearer, zones inside, number, came]`; "
        "`came` has `[since (s from 1970), gate]` for each of the zones."
    )
    moved: list[list[Any]] = Field(
        description="Each `[serial, zones inside, came]`; an empty letter is the whole site."
    )


class Thumbs(Schema):
    """By serial, a small photo as a data address; none for who has none.

    Where devices may keep no photos, only of whom this device has just scanned.
    """

    model_config = {"extra": "allow"}


def _asked(name: str, kind: str, description: str) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "description": description, "schema": {"type": kind}}


TURNED_AWAY = (401, "`unknown-device`, or `device-revoked`: wipe what the device keeps, and say so.")
BAD = (400, "`request`: not what this address takes.")
OR_NONE = "What is no whole number counts as 0, so that whoever lost count gets the whole list."
SIGNED = (
    "The body is signed: `Bundle-Signature` is Ed25519, in base64url, over `plenipo-bundle-1`, a line feed and the body, by the key that "
    "`Bundle-Key` names. While keys are changed both headers hold several, separated by commas, in one order: one that you know is enough. "
    "Send `If-None-Match` with the last `ETag`; 304 says that the list one has is fresh."
)
TOLD = (
    ExternalRoute(
        "post",
        "/gate/enrol",
        "device_enrol",
        "A device enrols itself",
        "With the one-time code that the desk, or a machine with the scope `devices.enrol`, made for it.",
        Enrolled,
        EnrolIn,
        keyed=False,
        refusals=(
            (400, "`request`, or `code`: unknown, used or older than 15 minutes."),
            (429, "`code`: too many were tried."),
        ),
    ),
    ExternalRoute(
        "post",
        "/gate/check",
        "device_check",
        "Check one badge",
        "The verdict on one badge, now. What it lets in counts as inside. `category` and `where` are in the first language of "
        "`Accept-Language`, where they are kept in it, else in English; the party is in English.",
        Checked,
        CheckIn,
        refusals=(
            (400, "`request`, or `direction`: the gate has no such direction."),
            TURNED_AWAY,
            (409, "`number`: it was used for another scan."),
        ),
    ),
    ExternalRoute(
        "post",
        "/gate/scans",
        "device_scans",
        "Send what was scanned offline",
        "In any order, any number of times, days late: each number is kept once.",
        Synced,
        ScansIn,
        refusals=(BAD, (401, "`unknown-device`.")),
    ),
    ExternalRoute(
        "get",
        "/gate/bundle",
        "device_bundle",
        "The list to decide by without a network",
        SIGNED,
        Bundle,
        parameters=(
            _asked("since", "integer", f"`version` of the list one has; 0 for none. {OR_NONE}"),
            _asked("moves", "integer", f"`moves` of the list one has; 0 for none. {OR_NONE}"),
        ),
        refusals=((304, "Nothing changed."), BAD, TURNED_AWAY),
    ),
    ExternalRoute(
        "get",
        "/gate/thumbs",
        "device_thumbs",
        "Small photos",
        "96 by 128, at most 60 at once.",
        Thumbs,
        parameters=(_asked("serials", "string", "Serials of badges, separated by commas."),),
        refusals=(BAD, TURNED_AWAY),
    ),
)
