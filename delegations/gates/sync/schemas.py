"""What devices at gates send and receive (views_api.py).

Requests are parsed by their schemas, which are plain pydantic: Ninja's `Schema` takes several times as long. Answers are documented by
theirs, and tests compare them.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BaseModel, Field, PlainValidator

from conference.core import parsing
from conference.machines.problems import MOMENT, WHOLE
from conference.machines.routes import ExternalRoute

YEARS = "It is written in ISO 8601 with its offset, from the year 1900 to 2199."


def _parse_number(value: Any) -> int:
    number = parsing.whole(value)
    if number is None:
        raise ValueError(WHOLE)
    return number


def _parse_moment(value: Any) -> datetime:
    moment = parsing.moment(value) if isinstance(value, str) else None
    if moment is None:
        raise ValueError(MOMENT)
    return moment


Number = Annotated[
    int, PlainValidator(_parse_number, json_schema_input_type=Annotated[int, Field(ge=0, le=parsing.LARGEST_KEY)])
]
Moment = Annotated[datetime, PlainValidator(_parse_moment, json_schema_input_type=datetime)]
Way = Literal["in", "out"]
Decided = Literal["enter", "refused", "check"]


def parse_body[Body: BaseModel](schema: type[Body], body: bytes) -> Body:
    """Return what a device sent. Raises ValueError: RepeatedKeyError of an object that names a key twice."""
    parsing.read_json(body)
    return schema.model_validate_json(body)


class EnrolIn(BaseModel):
    code: str = Field(
        description="The code as the desk shows it; capitals and the hyphen do not matter.", examples=["ABCD-EFGH"]
    )


class EnrolledDevice(Schema):
    id: int
    name: str


class GateOfDevice(Schema):
    id: int
    name: str
    zone: str | None = Field(description="The letter of the zone to which the gate leads; null for the whole site.")
    direction: Literal["in", "out", "both"]


class Enrolled(Schema):
    key: str = Field(description="The key of the device, which is shown only in this answer.")
    device: EnrolledDevice
    gate: GateOfDevice
    keys: dict[str, str] = Field(
        description="The public keys (Ed25519, base64url) with which badges and lists are signed, by id of the key."
    )


class CheckIn(BaseModel):
    number: Number = Field(
        description="A number counted by the device, one for each scan; the same number receives the same answer."
    )
    text: str = Field(
        max_length=1000,
        description="The content of the code on the badge, or the number printed on it when typed by hand.",
    )
    direction: Way
    at: Moment = Field(description=f"The time of the scan, by the device's clock. {YEARS}")


class BearerOut(Schema):
    name: str
    party: str
    party_code: str
    category: str
    letter: str
    number: str
    copy_: int = Field(alias="copy", description="The number of this copy of the badge.")
    photo: str | None = Field(
        description="An address of `thumbs`; where devices may not keep photos, it is valid for two minutes."
    )


class CheckResponse(Schema):
    verdict: Decided
    reason: str = Field(
        description="A word that does not change between versions, such as `wrong-zone`; empty when there is no reason to give."
    )
    bearer: BearerOut | None
    zone: str | None
    inside: int | None = Field(description="The number of persons inside now.")
    since: datetime | None = Field(None, description="With `already-inside`, this is the time of the first entry.")
    where: str | None = Field(None, description="With `already-inside`, this is the gate of the first entry.")
    server_now: datetime


class ScanIn(BaseModel):
    """A scan as a device reports it."""

    number: Number
    at: Moment = Field(description=f"The time of the scan, by the device's clock. {YEARS}")
    serial: str | None = Field(
        None,
        pattern="^([0-9a-f]{16,64})?$",
        description="The serial of the badge, in lower-case hexadecimal; null when the code was not that of a badge.",
    )
    direction: Way
    verdict: Decided
    reason: str = Field(
        pattern="^[a-z-]{0,20}$",
        description="The word that the answer to a check gives as `reason`; empty when there is none.",
    )
    bundle: Number | None = Field(None, description="The version of the list on which the verdict is based.")
    ask: bool = Field(
        False,
        strict=True,
        description="True at the entrance of an occasion when the person is still there and the device waits for `said`.",
    )


class ScansIn(BaseModel):
    now: Moment = Field(
        description=f"The time by the device's clock when the request is sent; other times are corrected by it. {YEARS}"
    )
    scans: list[ScanIn] = Field(max_length=1000)


class EntranceDecision(Schema):
    verdict: Decided
    reason: str
    since: datetime | None = Field(description="With `here-already`, this is the time of arrival.")
    name: str
    party: str


class SyncResponse(Schema):
    kept: list[int]
    known: list[int]
    differ: list[int] = Field(
        description="The numbers recorded earlier with different content; the earlier content is kept."
    )
    said: dict[int, EntranceDecision] | None = Field(
        None,
        description="By number, the decision of the guest list on the scans sent with `ask`; it replaces the decision of the device.",
    )
    revoked: Literal[True] | None = Field(
        None, description="True when the device is revoked; its scans are kept separately."
    )


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
    issuer: str = Field(
        description="The issuer of the guests' codes; badges, which have their own issuer, are also accepted."
    )
    opens: datetime
    ends: datetime
    guests: list[list[Any]] = Field(
        description="Each guest is `[serial, state, bearer or null, party, name or null, is a companion, arrived (s from 1970) or null]`."
    )


class NumberOfBundle(Schema):
    name: str = Field(description="The person or office that answers this number.")
    number: str = Field(description="The number as it is dialled at a gate; spaces are for legibility only.")


class Bundle(Schema):
    """Everything that a device needs in order to decide without a network."""

    second_entry: int = Field(
        description="The number of minutes in which a second entry without an exit in between must be checked manually."
    )
    gates: dict[str, str] = Field(description="The names of all gates, by key of the gate.")
    conference: str
    issuer: str
    zone_name: str = Field(description="The name of the conference's time zone.")
    version: int = Field(description="Send this value as `since` to receive what has changed.")
    since: int = Field(description="The value is 0 when this is the whole list, which replaces everything held before.")
    moves: int = Field(description="Send this value as `moves` to receive the passages through gates since then.")
    made_at: datetime
    keys: dict[str, str]
    names: bool
    photos: bool
    gate: GateOfDevice
    site: dict[str, int]
    zones: list[ZoneOfBundle]
    cleared: dict[str, datetime] = Field(description="The time at which each zone was last declared empty.")
    categories: dict[str, CategoryOfBundle]
    floaters: dict[str, list[str]] = Field(
        description="By party, the zones for which its delegation holds a floater pass; the pass is checked there."
    )
    help: list[NumberOfBundle] = Field(
        description="The numbers that a guard can call after a refusal or for a manual check, in order of preference."
    )
    occasion: OccasionOfBundle | None = Field(
        None,
        description="The occasion at whose entrance the device stands; the guest list alone decides on admission there.",
    )
    badges: list[list[Any]] = Field(
        description="Each badge is `[serial, state, category, party, name or null, has a photo, bearer, zones inside, number, came, "
        "copy]`; "
        "`came` has `[since (s from 1970), gate]` for each of the zones."
    )
    moved: list[list[Any]] = Field(
        description="Each entry is `[serial, zones inside, came]`; the empty letter is the whole site."
    )


class Thumbs(Schema):
    """By serial, a small photo as a data address; persons without a photo are omitted.

    Where devices may not keep photos, only persons whom this device has just scanned are included.
    """

    model_config = {"extra": "allow"}


def _asked(name: str, kind: str, description: str) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "description": description, "schema": {"type": kind}}


TURNED_AWAY = (
    401,
    "`unknown-device`: the key is not known. `device-revoked`: the device must erase its data and say so to the guard.",
)
BAD = (400, "`request`: the request is not in a form that this address accepts.")
INVALID_NUMBER_NOTE = "A value that is not a whole number counts as 0, so that the whole list is returned."
SIGNED = (
    "The body is signed: `Bundle-Signature` is Ed25519, in base64url, over `plenipo-bundle-1`, a line feed and the body, by the key that "
    "`Bundle-Key` names. While keys are being replaced, both headers hold several values, separated by commas, in the same order; one "
    "known key is enough. Send `If-None-Match` with the last `ETag`; the answer 304 means that the device's list is up to date. "
    "Every answer, 304 too, has a `Bundle-Statement`: JSON with `device`, `gate`, `zone`, `occasion`, `at`, `version`, `etag`, "
    "`nonce` (the value of the header `Bundle-Nonce` of the request, at most 64 characters of base64url) and `list` (the SHA-256 of "
    "the body in hexadecimal; null with 304). `Bundle-Statement-Signature` is Ed25519 over `plenipo-answer-1`, a line feed and the "
    "statement. Discard an answer whose statement is not signed, names another device or another `nonce`, or does not match the body."
)
DOCUMENTED_ROUTES = (
    ExternalRoute(
        "post",
        "/gate/enrol",
        "device_enrol",
        "Enrol a device",
        "A device enrols with the one-time code that was created for it on the desk, or by a machine with the scope `devices.enrol`.",
        Enrolled,
        EnrolIn,
        keyed=False,
        refusals=(
            (400, "`request`: the request is not valid. `code`: the code is unknown, used or older than 15 minutes."),
            (429, "`code`: too many codes were tried."),
        ),
    ),
    ExternalRoute(
        "post",
        "/gate/check",
        "device_check",
        "Check one badge",
        "Return the verdict on one badge. A person admitted counts as inside. `category` and `where` are in the first language of "
        "`Accept-Language` if they exist in it, otherwise in English; the party is in English.",
        CheckResponse,
        CheckIn,
        refusals=(
            (400, "`request`: the request is not valid. `direction`: the gate does not have this direction."),
            TURNED_AWAY,
            (409, "`number`: this number was used for another scan."),
        ),
    ),
    ExternalRoute(
        "post",
        "/gate/scans",
        "device_scans",
        "Send the scans made offline",
        "Scans may be sent in any order, repeatedly and days later: each number is recorded once.",
        SyncResponse,
        ScansIn,
        refusals=(BAD, (401, "`unknown-device`: the key is not known.")),
    ),
    ExternalRoute(
        "get",
        "/gate/bundle",
        "device_bundle",
        "Fetch the list for deciding without a network",
        SIGNED,
        Bundle,
        parameters=(
            _asked(
                "since",
                "integer",
                f"The `version` of the list that the device holds; 0 for none. {INVALID_NUMBER_NOTE}",
            ),
            _asked(
                "moves", "integer", f"The `moves` of the list that the device holds; 0 for none. {INVALID_NUMBER_NOTE}"
            ),
        ),
        refusals=((304, "The list has not changed."), BAD, TURNED_AWAY),
    ),
    ExternalRoute(
        "get",
        "/gate/thumbs",
        "device_thumbs",
        "Fetch small photos",
        "Return photos of 96 by 128 pixels, at most 60 in one request.",
        Thumbs,
        parameters=(_asked("serials", "string", "The serials of the badges, separated by commas."),),
        refusals=(BAD, TURNED_AWAY),
    ),
)
