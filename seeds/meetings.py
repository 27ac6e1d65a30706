"""Bilateral meetings between heads of delegation on the days of the conference, as on 10 October 2025.

No head and no room has two meetings at once, buffers included, and no head a meeting during the programme or a reception.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from seeds.chance import chance, one_of
from seeds.data import conference, party, signatories
from seeds.roles import LANGUAGES
from seeds.standings import DRAFTS_ONLY

DEFAULT_MEETINGS = 60
BUFFER = 10  # minutes that belong to a meeting after its end
_STATES = (
    ("confirmed", 26),
    ("accepted", 8),
    ("requested", 12),
    ("countered", 3),
    ("declined", 5),
    ("cancelled", 3),
    ("bumped", 3),
)
# States in which the calendar holds the time; a counter-proposal holds it until it is answered.
_HOLDS = ("confirmed", "accepted", "requested", "bumped", "countered")
_FREE = (
    ("2025-10-25", 12 * 60 + 40, 15 * 60 + 40),
    ("2025-10-26", 9 * 60, 11 * 60 + 40),
    ("2025-10-26", 13 * 60 + 20, 15 * 60 + 20),
)
_TOPICS = (
    "Ratification timetables. A 24/7 contact point for electronic evidence (article 41).",
    "Training of central authorities.",
    "An agreement on joint investigations of online fraud.",
    "Extradition practice and pending requests.",
    "Support for a national digital forensics laboratory.",
    "Protection of children online; exchange of hash lists.",
    "Recovery of assets after ransomware payments.",
    "Cooperation of computer emergency response teams.",
    "Scam centres and trafficking in persons.",
    "Exchange of experience with legislation under chapters II and IV.",
    "Undersea cables and the security of small networks.",
    "Secondment of liaison officers.",
)
_ANSWERS = {
    "declined": "The head of delegation leaves on Saturday evening.",
    "cancelled": "Taken up at the level of ambassadors instead.",
    "countered": "We propose the same day, one hour later.",
}


@dataclass(frozen=True, slots=True)
class Bilateral:
    """A requested meeting. Times are ISO in Hanoi time without offset; `room` is '' for none."""

    asking: str
    asked: str
    starts: str
    ends: str
    minutes: int
    room: str
    state: str
    topics: str
    party_size: int
    interpretation: str
    press: str
    layout: str
    requested_at: str
    holds_until: str
    answer_words: str


class _Diary:
    """The busy times of persons and rooms, in minutes of each day."""

    def __init__(self) -> None:
        self._busy: dict[str, list[tuple[str, int, int]]] = {}

    def free(self, name: str, day: str, start: int, end: int) -> bool:
        return all(d != day or end <= a or b <= start for d, a, b in self._busy.get(name, ()))

    def engage(self, name: str, day: str, start: int, end: int) -> None:
        self._busy.setdefault(name, []).append((day, start, end))


def _clock(day: str, minutes: int) -> str:
    return f"{day}T{minutes // 60:02d}:{minutes % 60:02d}"


def _rooms() -> list[tuple[str, int]]:
    rooms = [room for room in conference()["rooms"] if room["purpose"] == "bilateral"]
    return sorted(((room["code"], room["seats_per_side"]) for room in rooms), key=lambda pair: (pair[1], pair[0]))


def _pairs(codes: list[str], count: int, rng: Random) -> list[tuple[str, str]]:
    """Return pairs of asking and asked: the host often, signatories more than others, no pair twice in either direction."""
    signed = {row["code"] for row in signatories()}
    pool = [code for code in codes for _ in range(3 if code in signed else 1)]
    host = [code for code in codes if party(code)["host"]]
    pairs: list[tuple[str, str]] = []
    drawn: set[frozenset[str]] = set()
    tries = 0
    while len(pairs) < count and tries < 100 * count:
        tries += 1
        other = host[0] if host and rng.random() < 0.2 else one_of(pool, rng)
        pair = (one_of(pool, rng), other)
        if pair[0] != pair[1] and frozenset(pair) not in drawn:
            drawn.add(frozenset(pair))
            pairs.append(pair)
    return pairs


def _find_slot(diary: _Diary, pair: tuple[str, str], minutes: int, rng: Random) -> tuple[str, int] | None:
    slots = [(day, start) for day, first, last in _FREE for start in range(first, last - minutes - BUFFER + 1, 20)]
    rng.shuffle(slots)
    for day, start in slots:
        if all(diary.free(code, day, start, start + minutes + BUFFER) for code in pair):
            return day, start
    return None


def _room(diary: _Diary, size: int, day: str, start: int, end: int) -> str:
    for code, seats in _rooms():
        if seats >= size and diary.free(code, day, start, end):
            diary.engage(code, day, start, end)
            return code
    return ""


def bilaterals(sizes: Mapping[str, int], seed: int, count: int = DEFAULT_MEETINGS) -> list[Bilateral]:
    """Return `count` meetings among the delegations that have a head, by time. `sizes` are of `seeds.presence.delegation_sizes`."""
    rng = chance("bilaterals", seed)
    kinds = ("member_state", "observer_state", "reio")
    codes = [code for code, size in sizes.items() if size and party(code)["kind"] in kinds and code not in DRAFTS_ONLY]
    states = [state for state, share in _STATES for _ in range(share)]
    diary = _Diary()
    made: list[Bilateral] = []
    for pair in _pairs(codes, 2 * count, rng) if len(codes) > 1 else ():
        meeting = _meeting(pair, states[len(made) % len(states)], diary, rng) if len(made) < count else None
        if meeting:
            made.append(meeting)
    return sorted(made, key=lambda meeting: (meeting.starts, meeting.asking, meeting.asked))


def _meeting(pair: tuple[str, str], state: str, diary: _Diary, rng: Random) -> Bilateral | None:
    minutes = (15, 20, 20, 30)[int(rng.random() * 4)]
    slot = _find_slot(diary, pair, minutes, rng)
    if slot is None:
        return None
    day, start = slot
    end = start + minutes + BUFFER
    size = 2 + int(rng.random() * 5)
    room = _room(diary, size, day, start, end) if state == "confirmed" else ""
    if state == "confirmed" and not room:
        state = "accepted"
    if state in _HOLDS:
        for code in pair:
            diary.engage(code, day, start, end)
    requested_at, holds_until = _request_times(state, rng)
    languages = sorted({LANGUAGES[party(code)["language"]] for code in pair})
    return Bilateral(
        asking=pair[0],
        asked=pair[1],
        starts=_clock(day, start),
        ends=_clock(day, start + minutes),
        minutes=minutes,
        room=room,
        state=state,
        topics=one_of(_TOPICS, rng),
        party_size=size,
        interpretation=" and ".join(languages) if len(languages) > 1 else "",
        press=one_of(("photo", "photo", "closed", "open"), rng),
        layout=one_of(("table", "sofas"), rng),
        requested_at=requested_at,
        holds_until=holds_until,
        answer_words=_ANSWERS.get(state, ""),
    )


def _request_times(state: str, rng: Random) -> tuple[str, str]:
    """Return the time of the request, and until when it holds the time of the meeting: a day, unless it is answered."""
    if state == "requested":
        hour = int(rng.random() * 6)
        return f"2025-10-10T{8 + hour:02d}:{int(rng.random() * 6)}0", f"2025-10-11T{8 + hour:02d}:00"
    return f"2025-10-0{1 + int(rng.random() * 8)}T{8 + int(rng.random() * 9):02d}:{int(rng.random() * 6)}0", ""
