"""Invented documents, contacts, travel and needs of members. Addresses end in .example."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from random import Random

from seeds.chance import one_of
from seeds.cultures import Culture
from seeds.data import PartyRow
from seeds.roles import Role

HOTELS = (
    "Hồ Tây Guest House, Wing A",
    "Hồ Tây Guest House, Wing B",
    "Sen Trắng Hotel",
    "Hoa Sữa Palace Hotel",
    "Lưu Ly Hotel",
    "Bến Nứa Hotel",
    "Ngọc Hà Garden Hotel",
    "Tràng Tiền Riverside Hotel",
    "Ao Sen Business Hotel",
)
_LONG_HAUL = (
    "QR 976",
    "QR 8944",
    "EK 394",
    "TK 164",
    "VN 18",
    "VN 36",
    "VN 54",
    "SQ 192",
    "CX 741",
    "KE 441",
    "TG 560",
)
_NEAR = ("VN 832", "VN 660", "VN 612", "TG 560", "SQ 176", "MH 752", "PR 595", "VN 920", "QV 312", "K6 850", "CX 743")
_SIX_MONTHS_ON = date(2026, 4, 26)


@dataclass(frozen=True, slots=True)
class Papers:
    """Documents, contact and travel of one member; the names are those of `seeds.people.Member`."""

    date_of_birth: str
    document_type: str
    document_number: str
    document_expiry: str
    email: str
    phone: str
    diet: str
    accessibility: str
    arrival: str
    arrival_flight: str
    departure: str
    departure_flight: str
    hotel: str

    def fields(self) -> dict[str, str]:
        return asdict(self)


def address_part(text: str) -> str:
    """Return a name as the local part of an address: Latin letters without accents, joined by dots; '' where none remain."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("ø", "o").replace("ı", "i"))
    return ".".join(re.findall(r"[a-z]+", "".join(c for c in plain if not unicodedata.combining(c))))


def _document(party: PartyRow, capacity: str, rank: str, rng: Random) -> str:
    if party["kind"] == "un_entity":
        return "laissez_passer"
    if party["kind"] in ("ngo", "media") or capacity in ("media", "companion"):
        return "ordinary"
    if party["host"]:
        return "identity_card" if rank == "staff" else "diplomatic"
    if rank in ("staff", "adviser"):
        return "service" if rng.random() < 0.6 else "ordinary"
    return "diplomatic"


def _number(prefix: str, serial: int) -> str:
    """Return a document number. The factor is coprime to ten million, so that no two serials get the same number."""
    return f"{prefix}{serial * 7_654_321 % 10_000_000:07d}"


def _diet(party: PartyRow, culture: Culture, rng: Random) -> str:
    muslim = culture.cover >= 0.3
    draw = rng.random()
    if muslim and draw < 0.55:
        return "halal"
    if party["code"] in ("IND", "NPL", "LKA", "BTN") and draw < 0.35:
        return "vegetarian"
    if party["code"] == "ISR" and draw < 0.4:
        return "kosher"
    for limit, diet in ((0.05, "vegetarian"), (0.06, "vegan"), (0.075, "gluten-free"), (0.085, "no nuts")):
        if draw < limit:
            return diet
    return ""


def _accessibility(rng: Random) -> str:
    draw = rng.random()
    if draw < 0.006:
        return "Wheelchair; step-free way to the seat"
    if draw < 0.01:
        return "Hard of hearing; induction loop"
    return ""


def _at(day: date, first_hour: int, rng: Random) -> str:
    minutes = 60 * first_hour + 5 * int(rng.random() * (24 - first_hour) * 12)
    return f"{day}T{minutes // 60:02d}:{minutes % 60:02d}"


def make_papers(party: PartyRow, role: Role, nationality: str, serial: int, rng: Random) -> Papers:
    """Return the papers of a member. `serial` must be unique within the party: the document's number is made of it."""
    capacity, rank, name = role.capacity, role.rank, role.name
    age = 24 + int(rng.random() * 30) + (12 if capacity == "head" else 0)
    born = date(2025, 10, 25) - timedelta(days=int((age + rng.random()) * 365.25))
    kind = _document(party, capacity, rank, rng)
    expiry = _SIX_MONTHS_ON + timedelta(days=40 + int(rng.random() * 3000))
    host = bool(party["host"])
    flights = _NEAR if party["region"] in ("Asia", "Oceania") else _LONG_HAUL
    arrives_on = date(2025, 10, 22 if rng.random() < 0.3 and capacity != "head" else 23 if rng.random() < 0.6 else 24)
    at_once = rng.random() < 0.4
    departs_on = date(2025, 10, 26 if at_once else 27)
    flight_in, flight_out = (one_of(flights, rng) for _ in range(2))
    domain = f"{party['code'].lower()}.example"
    parts = address_part(f"{name.given_names} {name.family}").split(".")
    own = ".".join(dict.fromkeys((parts[0], parts[-1])))  # the local part of an address has at most 64 letters
    shared = rng.random() < 0.25 or not own
    hotel = one_of(HOTELS[:2] if capacity == "head" else HOTELS, rng)
    return Papers(
        date_of_birth=born.isoformat(),
        document_type=kind,
        document_number=_number("UN" if kind == "laissez_passer" else nationality, serial),
        document_expiry=expiry.isoformat(),
        email=f"{'delegation' if shared else own}@{domain}",
        phone=f"+84 24 5550 {int(rng.random() * 10_000):04d}",
        diet=_diet(party, role.culture, rng),
        accessibility=_accessibility(rng),
        arrival="" if host else _at(arrives_on, 6, rng),
        arrival_flight="" if host else flight_in,
        departure="" if host else _at(departs_on, 19 if at_once else 0, rng),
        departure_flight="" if host else flight_out,
        hotel="" if host else hotel,
    )
