"""Arms and radios of security officers, with invented numbers, and requests in every state."""

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
class Arm:
    """A firearm or a radio, with the state of its request."""

    kind: str
    state: str
    values: dict[str, Any] = field(default_factory=dict)
    licence: str = ""
    reason: str = ""


def arms(code: str, number: int, seed: int) -> list[Arm]:
    """Return the firearm and the radio of an officer. `number` counts the delegations that bring any, and decides the states."""
    rng = chance("arms", seed, code)
    state = STATES[number % len(STATES)]
    # An officer whose radio is refused has the firearm licensed.
    firearm_state = "licensed" if state == "refused" else state
    kinds = [("firearm", firearm_state), ("radio", state)] if number % 3 != 1 else [("radio", state)]
    checkpoint = one_of(CHECKPOINTS, rng)
    return [_arm(kind, state, checkpoint, number, rng) for kind, state in kinds]


def _arm(kind: str, state: str, checkpoint: str, number: int, rng: Random) -> Arm:
    values: dict[str, Any] = dict(one_of(FIREARMS if kind == "firearm" else RADIOS, rng))
    letters = "".join(one_of("ABCDEFGHJKLMNPRSTUVWX", rng) for _each in range(3))
    values |= {"serial": f"{letters}{int(rng.random() * 900_000) + 100_000}", "checkpoint": checkpoint}
    if state == "licensed":
        return Arm(kind, state, values, licence=f"SL {41 + number}/2025")
    return Arm(kind, state, values, reason=REFUSAL if state == "refused" else "")
