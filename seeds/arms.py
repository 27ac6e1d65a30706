"""Arms and radios that security officers bring, of invented numbers, at every state of the request."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from seeds.chance import chance, one_of

FIREARMS = (
    {"make": "Glock", "type": "Pistol", "model": "17", "calibre": "9 × 19 mm", "rounds": 34},
    {"make": "SIG Sauer", "type": "Pistol", "model": "P226", "calibre": "9 × 19 mm", "rounds": 30},
    {"make": "Beretta", "type": "Pistol", "model": "92FS", "calibre": "9 × 19 mm", "rounds": 30},
    {"make": "CZ", "type": "Pistol", "model": "75", "calibre": "9 × 19 mm", "rounds": 32},
)
RADIOS = (
    {"make": "Motorola", "model": "DP4800e", "frequency": "430.250 MHz", "power": "4 W"},
    {"make": "Hytera", "model": "PD785", "frequency": "440.125 MHz", "power": "4 W"},
    {"make": "Sepura", "model": "STP9000", "frequency": "412.600 MHz", "power": "1.8 W"},
)
CHECKPOINTS = ("Nội Bài International Airport", "Tân Sơn Nhất International Airport", "Hữu Nghị border gate")
REFUSAL = "The frequency is kept for the host’s emergency services; name another one."
STATES = ("asked", "licensed", "refused", "asked", "licensed")  # one delegation after the other


@dataclass(frozen=True)
class Thing:
    kind: str
    state: str
    values: dict[str, Any] = field(default_factory=dict)
    licence: str = ""
    reason: str = ""


def arms(code: str, number: int, seed: int) -> list[Thing]:
    """Return what one officer of a delegation brings.

    Args:
        number: Which of the delegations that bring something: it decides how the requests stand.
    """
    rng = chance("arms", seed, code)
    state = STATES[number % len(STATES)]
    # Whoever was refused one thing mostly has the other.
    other = "licensed" if state == "refused" else state
    kinds = [("firearm", other), ("radio", state)] if number % 3 != 1 else [("radio", state)]
    checkpoint = one_of(CHECKPOINTS, rng)
    return [_thing(kind, at, checkpoint, number, rng) for kind, at in kinds]


def _thing(kind: str, state: str, checkpoint: str, number: int, rng: Random) -> Thing:
    values: dict[str, Any] = dict(one_of(FIREARMS if kind == "firearm" else RADIOS, rng))
    letters = "".join(one_of("ABCDEFGHJKLMNPRSTUVWX", rng) for _each in range(3))
    values |= {"serial": f"{letters}{int(rng.random() * 900_000) + 100_000}", "checkpoint": checkpoint}
    if state == "licensed":
        return Thing(kind, state, values, licence=f"SL {41 + number}/2025")
    return Thing(kind, state, values, reason=REFUSAL if state == "refused" else "")
