"""Focal points, notes verbales and liaison officers of the delegations. Addresses end in .example."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seeds.chance import chance
from seeds.cultures import cultures_of, make_name, plain_name
from seeds.data import PartyRow, party
from seeds.people import Member, members

_KENYA_POINTS = (
    ("f", "Achieng Wambui", "focal.ken@mission.example"),
    ("m", "Kamau Gitonga", "second.ken@mission.example"),
)
_KENYA_LIAISON_PHONE = "+84 24 5550 0142"


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """A person who enters a delegation. `taken_up_at` is '' while the invitation waits."""

    name: str
    sex: str
    email: str
    language: str
    invited_at: str
    taken_up_at: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note verbale (organizations: a signed letter). `accepted_at` is '' while nobody has read it."""

    number: str
    dated: str
    received_at: str
    accepted_at: str
    names: int


@dataclass(frozen=True, slots=True)
class Liaison:
    name: str
    phone: str


def focal_points(row: PartyRow, size: int, seed: int) -> list[FocalPoint]:
    """Return one or two focal points. Half of the delegations without members have not taken up the invitation."""
    rng = chance("focal", seed, row["code"])
    points = []
    for place in range(1 if rng.random() < 0.35 else 2):
        sex = "f" if rng.random() < 0.55 else "m"
        culture = cultures_of(row["code"])[0]
        name = plain_name(culture, make_name(culture, sex, rng))
        address = f"{'focal' if place == 0 else 'second'}.{row['code'].lower()}@mission.example"
        day, hour, tens = (first + int(rng.random() * count) for first, count in ((16, 10), (9, 8), (0, 6)))
        accepted_at = f"2025-09-{day:02d}T{hour:02d}:{tens}0"
        # At least one invited person reads English, so that whoever tries the demo finds a letter in English.
        waits = size == 0 and (rng.random() < 0.5 or row["code"] == "COMSEC")
        points.append(FocalPoint(name, sex, address, row["language"], "2025-09-15T09:00", "" if waits else accepted_at))
    if row["code"] == "KEN":
        return [
            FocalPoint(name, sex, address, "en", "2025-09-15T09:00", "2025-09-16T10:20")
            for sex, name, address in _KENYA_POINTS
        ]
    return points


def note_verbale(row: PartyRow, size: int, seed: int) -> Note | None:
    """Return the note by which the party named its delegation; None for a delegation without members, and for a few others."""
    if row["code"] == "KEN":
        return Note("MFA/HAN/124/2025", "2025-09-22", "2025-09-23T09:12", "2025-09-24T10:20", 11)
    if row["code"] == "EGY":
        return Note("EG/HAN/57/2025", "2025-09-24", "2025-09-25T10:40", "2025-09-26T09:30", 6)
    rng = chance("note", seed, row["code"])
    if not size or rng.random() < 0.05:
        return None
    day = 15 + int(rng.random() * 14)
    mark = row["alpha2"] or row["code"]
    received = f"2025-09-{day + 1:02d}T{9 + int(rng.random() * 8):02d}:{int(rng.random() * 6)}2"
    accepted = f"2025-{'10-01' if day > 27 else f'09-{day + 2:02d}'}T{9 + int(rng.random() * 8):02d}:20"
    number = f"{mark}/HAN/{20 + int(rng.random() * 180)}/2025"
    return Note(number, f"2025-09-{day:02d}", received, accepted if rng.random() < 0.93 else "", size)


def liaisons(sizes: Mapping[str, int], seed: int) -> dict[str, Liaison]:
    """Return the liaison officer of each delegation, a member of the host's delegation, by code."""
    host = next((code for code in sizes if party(code)["host"]), "")
    if not host:
        return {}
    officers = [member for member in members(party(host), sizes[host], seed) if member.category == "L"]
    by_code: dict[str, Liaison] = {}
    for code in sizes:
        officer = _named_for(code, officers)
        if officer and code != host:
            phone = _KENYA_LIAISON_PHONE if code == "KEN" else officer.phone
            by_code[code] = Liaison(f"{'Ms.' if officer.sex == 'f' else 'Mr.'} {officer.name_on_badge}", phone)
    return by_code


def _named_for(code: str, officers: Sequence[Member]) -> Member | None:
    short = party(code)["en_short"]
    for officer in officers:
        title = officer.functional_title.partition(" to the delegation")[2].partition(" of ")[2]
        if short in title.replace(" and ", ", ").split(", ") or title == short:
            return officer
    return officers[sum(map(ord, code)) % len(officers)] if officers else None
