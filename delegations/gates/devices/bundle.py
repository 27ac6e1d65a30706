"""The signed bundle that a device needs to decide offline: the whole, or the changes since its last one.

Its version is the number of the last audit entry, since no badge changes without one. Presences change far more often and without an
entry: `moves` is the last scan included, and `moved` says where those are who went through a gate since. Zones, categories, the gate
itself and the keys are in every bundle.
"""

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from conference.audit.models import Head
from conference.core import clock
from conference.models import Category, Zone, current_conference
from delegations.accreditation.badges.contents import ISSUER, get_key_ring
from delegations.accreditation.models import Badge, EmergencyNumber, Pass
from delegations.gates.devices import occasions
from delegations.gates.devices.statements import b64, nonce_of, sign_answer
from delegations.gates.models import SITE, Clearing, Device, Gate, Policy, Presence, Scan, Tally

CONTEXT = b"plenipo-bundle-1\n"
# Scans get their numbers before they commit: so many are sent again, in case one was committed after its successors.
OVERLAP = 200
SMALL = 4096  # bytes that are not worth compressing
MOST_NUMBERS = 3  # whom a guard can call: on a telephone more would cover the verdict
COLUMNS = (
    "serial",
    "state",
    "delegate__category__letter",
    "delegate__delegation__party__code",
    "delegate__name_on_badge",
    "delegate__given_names",
    "delegate__family_name",
    "delegate__photo",
    "delegate_id",
    "number",
    "copy",
)

# Whole lists are cached for each gate in each language in which its devices ask, only the newest, up to so many bytes a process: a list of
# 3,000 badges with names has about 0.5 MB, so that six gates in seven languages fit; one of 30,000 has about 5 MB, of which nine or so fit.
MOST_CACHED = 48_000_000

type Body = tuple[bytes, bytes, str]  # plain, compressed unless it is small, and the SHA-256 of the plain one
cache: OrderedDict[tuple[int, str, str], tuple[str, Body]] = OrderedDict()  # filled here
_lock = threading.Lock()


def public_keys() -> dict[str, str]:
    """Return the public halves of the badges' keys, by key id, in base64 of the URL alphabet without padding."""
    keys = get_key_ring(settings.BADGE_KEYS).public
    return {key_id.decode(): b64(key.public_bytes_raw()) for key_id, key in keys.items()}


def gate_of(device: Device) -> dict[str, Any]:
    gate = device.gate
    zone = gate.zone.letter if gate.zone else None
    # Whoever leaves a reception is not scanned.
    direction = "in" if device.occasion else gate.direction
    return {"id": gate.pk, "name": str(gate.name), "zone": zone, "direction": direction}


def send_bundle(request: HttpRequest, device: Device, since: int, moves: int) -> HttpResponse:
    """Return the bundle for a device that has the versions `since` and `moves` (0: none); 304 when its ETag is still valid."""
    version = Head.objects.values_list("number", flat=True).first() or 0
    last = Scan.objects.aggregate(last=Max("pk"))["last"] or 0
    # Of a database that was restored; or of guests, who are few, and of whom a later one is in no list of changes.
    if since > version or moves > last or device.occasion:
        since = moves = 0
    frame = _frame(device)
    frame |= {"version": version, "moves": last}
    # The missing versions are in the ETag too: a device may not take the changes since 7 for those since 9.
    etag = f'"{hashlib.sha256(json.dumps(frame, sort_keys=True).encode()).hexdigest()[:24]}"'
    now = clock.now()
    Device.objects.filter(pk=device.pk).update(last_seen=now, bundle_version=version, bundle_at=now)
    digest = None
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        body, packed, digest = _encode(device, frame, since, moves) if since else _get_whole(device, etag, frame)
        zipped = len(body) > SMALL and "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(packed if zipped else body, content_type="application/json")
        if zipped:
            response["Content-Encoding"] = "gzip"
        keys = get_key_ring(settings.BADGE_KEYS).every
        response["Bundle-Signature"] = ",".join(b64(key.sign(CONTEXT + body)) for key in keys)
    response["ETag"] = etag
    sign_answer(response, device, nonce=nonce_of(request), at=now, version=version, digest=digest)
    # A device with a wrong clock learns the time by it; the list itself may be older.
    response["House-Clock"] = now.isoformat()
    response["Vary"] = "Accept-Encoding, Authorization"
    return response


def _get_whole(device: Device, etag: str, frame: dict[str, Any]) -> Body:
    """Return the whole bundle, built once for all devices of a gate: forty may ask at once in the morning."""
    key = (device.gate_id, device.occasion, get_language() or "")
    with _lock:
        if key not in cache or cache[key][0] != etag:
            cache[key] = (etag, _encode(device, frame, 0, 0))
        cache.move_to_end(key)
        while len(cache) > 1 and sum(len(part) for _etag, body in cache.values() for part in body[:2]) > MOST_CACHED:
            cache.popitem(last=False)
        return cache[key][1]


def _encode(device: Device, frame: dict[str, Any], since: int, moves: int) -> Body:
    badges = _badges_of_guests(device, frame["names"]) if device.occasion else _badges(frame["names"], since, moves)
    content = {**frame, "since": since, "made_at": clock.now().isoformat(), **badges}
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return body, gzip.compress(body, 1) if len(body) > SMALL else b"", hashlib.sha256(body).hexdigest()


def _frame(device: Device) -> dict[str, Any]:
    conference = current_conference()
    inside = dict(Tally.objects.values_list("place").annotate(n=Sum("inside")).values_list("place", "n"))
    cleared = dict(Clearing.objects.values_list("place").annotate(at=Max("at")).values_list("place", "at"))
    zones = list(Zone.objects.all())
    letters = {SITE: "", **{zone.pk: zone.letter for zone in zones}}
    policy = Policy.current()
    return {
        **_at_the_entrance(device, policy.names),
        "second_entry": policy.second_entry,
        "gates": {str(gate.pk): str(gate.name) for gate in Gate.objects.order_by("pk")},
        "conference": conference.code,
        "issuer": ISSUER,
        "zone_name": conference.zone_name,
        "keys": public_keys(),
        "names": policy.names,
        "photos": policy.photos,
        "gate": gate_of(device),
        "site": {"inside": inside.get(SITE, 0)},
        "zones": [
            {
                "letter": zone.letter,
                "name": str(zone.name),
                "per_delegation": zone.per_delegation,
                "capacity": zone.capacity,
                "inside": inside.get(zone.pk, 0),
            }
            for zone in zones
        ],
        "cleared": {letters[place]: at.isoformat() for place, at in cleared.items() if place in letters},
        "categories": {
            category.letter: {
                "name": str(category.name),
                "zones": [zone.letter for zone in category.zones.all()],
                "days": category.days,
                "colour": category.band_colour,
                "text": category.text_colour,
            }
            for category in Category.objects.prefetch_related("zones")
        },
        "floaters": {} if device.occasion else _floaters(letters),
        "help": [
            {"name": str(row.name), "number": row.gate_number}
            for row in EmergencyNumber.objects.exclude(gate_number="")[:MOST_NUMBERS]
        ],
    }


def _at_the_entrance(device: Device, names: bool) -> dict[str, Any]:
    """Return the occasion and guest list of a device at an entrance; nothing for a device at a gate."""
    occasion = occasions.find_occasion(device.occasion, names=names)
    if occasion is None:
        return {}
    values = {name: getattr(occasion, name) for name in ("key", "name", "issuer", "guests")}
    return {"occasion": {**values, "opens": occasion.opens.isoformat(), "ends": occasion.ends.isoformat()}}


def _floaters(letters: dict[int, str]) -> dict[str, list[str]]:
    """Return, by party, the letters of the zones that its lent floater passes open."""
    rows = Pass.objects.filter(state="lent", allowance__type__kind="floater", allowance__type__zone__isnull=False)
    names = ("allowance__delegation__party__code", "allowance__type__zone")
    zones: dict[str, list[str]] = {}
    for party, zone in rows.order_by(*names).values_list(*names).distinct():
        zones.setdefault(party, []).append(letters[zone or SITE])
    return zones


def _badges_of_guests(device: Device, names: bool) -> dict[str, list[Any]]:
    """Return the badges of the occasion's guests alone, without where they are."""
    badges = Badge.objects.filter(delegate__in=occasions.find_bearers(device.occasion)).order_by("pk")
    return {"badges": _rows(badges, names, {}), "moved": []}


def _badges(names: bool, since: int, moves: int) -> dict[str, list[Any]]:
    badges = Badge.objects.order_by("pk")
    if not since:
        return {"badges": _rows(badges, names, _inside(Presence.objects.all())), "moved": []}
    badges = badges.filter(record__number__gt=since)
    scans = Presence.objects.filter(scan__gt=max(0, moves - OVERLAP))
    moved_people = set(scans.values_list("delegate_id", flat=True))
    concerned = moved_people | set(badges.values_list("delegate_id", flat=True))
    inside = _inside(Presence.objects.filter(delegate__in=concerned))
    moved = Badge.objects.filter(live_for__in=moved_people).order_by("pk").values_list("serial", "delegate_id")
    return {
        "badges": _rows(badges, names, inside),
        "moved": [[serial, *inside.get(delegate, ([], []))] for serial, delegate in moved],
    }


type Places = tuple[list[str], list[list[int]]]


def _inside(presences: QuerySet[Presence]) -> dict[int, Places]:
    """Return, by delegate, the zones they are inside, each with the time of entry (s) and the gate."""
    letters = {SITE: "", **dict(Zone.objects.values_list("pk", "letter"))}
    inside: dict[int, Places] = {}
    presences = presences.filter(since__isnull=False, place__in=letters).order_by("place")
    rows = presences.values_list("delegate_id", "place", "since", "scan__device__gate_id")
    for delegate, place, since, gate in rows.iterator(chunk_size=5000):
        assert since is not None
        zones, came = inside.setdefault(delegate, ([], []))
        zones.append(letters[place])
        came.append([int(since.timestamp()), gate])
    return inside


def _rows(badges: QuerySet[Badge], names: bool, inside: dict[int, Places]) -> list[Any]:
    rows = []
    columns = badges.values_list(*COLUMNS).iterator(chunk_size=5000)
    for serial, state, category, party, on_badge, given_names, family, photo, delegate, number, copy in columns:
        name = (on_badge or f"{given_names} {family}".strip()) if names else None
        zones, came = inside.get(delegate, ([], []))
        rows.append([serial, state, category, party, name, 1 if photo else 0, delegate, zones, number, came, copy])
    return rows
