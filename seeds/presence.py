"""The delegations that come, their sizes, and their liaison officers."""

import math
from collections.abc import Sequence
from functools import cache

from seeds.chance import chance
from seeds.data import PartyRow, parties, programme, read_json, signatories

DEFAULT_TOTAL = 1500
HOST_SHARE = 0.09
MOST_PLACES = 19  # the places of a delegation in all categories; larger delegations have more
# Delegations besides the signatories: States in the design's pictures, and others that follow such conferences closely.
_MORE_STATES = ("VAT", "KEN", "HRV", "GMB", "KOR", "JPN", "MLT", "IDN", "SGP", "IND", "DEU", "ITA", "PAK", "MNG", "IRQ")
_MORE_ORGANISATIONS = ("ASEAN", "DEF", "ONT", "MERIDIAN", "HOAGAO", "SONGNHUE", "BAOBAB", "DELTA")
# Invited, but nobody is entered yet.
EMPTY = ("BFA", "GNB", "VEN", "COMSEC")
_LARGE = {"CHN": 26, "RUS": 24, "JPN": 18, "KOR": 16, "FRA": 17, "AUS": 17, "BRA": 16, "GBR": 18, "EU": 17, "UNODC": 22}
_LARGE |= {"LAO": 16, "KHM": 17, "THA": 17, "MYS": 15, "PHL": 16, "IND": 15, "SAU": 16, "EOSG": 14, "SONGNHUE": 12}
_EXACT = {"KEN": 12, "EGY": 6}


@cache
def core_codes() -> tuple[str, ...]:
    """Return the codes of the 119 delegations that come by default."""
    wanted = {row["code"] for row in signatories()} | {"VNM", *_MORE_STATES, *_MORE_ORGANISATIONS}
    wanted |= {code for session in programme()["sessions"] for code in session["organisers"]}
    return tuple(row["code"] for row in parties() if row["code"] in wanted)


@cache
def _fixed_counts() -> dict[str, int]:
    return {code: len(lines) for code, lines in read_json("names/fixed.json").items() if code != "about"}


def _weight(row: PartyRow, seed: int) -> float:
    rng = chance("size", seed, row["code"])
    if row["code"] in _LARGE:
        return _LARGE[row["code"]] * (0.9 + 0.2 * rng.random())
    if row["kind"] in ("un_entity", "igo"):
        return 2 + 6 * rng.random() ** 2
    if row["kind"] == "ngo":
        return 1 + 2 * rng.random()
    if row["kind"] == "media":
        return 5 + 6 * rng.random()
    return 9 + 9 * rng.random()


def _coming(rows: Sequence[PartyRow], total: int) -> list[PartyRow]:
    core = set(core_codes())
    first = [row for row in rows if row["code"] in core]
    others = [row for row in rows if row["code"] not in core]
    more = max(0, total - 2 * DEFAULT_TOTAL) * len(others) // 7000
    others.sort(key=lambda row: chance("coming", row["code"]).random())
    chosen = {row["code"] for row in first + others[:more]}
    return [row for row in rows if row["code"] in chosen]


def delegation_sizes(rows: Sequence[PartyRow], total: int = DEFAULT_TOTAL, seed: int = 2025) -> dict[str, int]:
    """Return the number of members that each delegation has entered, by code, in the order of `rows`. Their sum is `total`.

    A few have 0. At the default total there are 119 delegations, with all signatories; from about ten thousand members on all parties come.
    """
    coming = _coming(rows, total)
    sizes = dict.fromkeys((row["code"] for row in coming), 0)
    filled = [row for row in coming if row["code"] not in EMPTY]
    floors = {row["code"]: max(1, _fixed_counts().get(row["code"], 1)) for row in filled}
    if total <= sum(floors.values()):
        return _spread_thin(sizes, floors, total)
    exact = {code: size for code, size in _EXACT.items() if code in floors}
    host = next((row["code"] for row in filled if row["host"]), "")
    if host:
        exact[host] = max(floors[host], round(total * HOST_SHARE))
    free = [row for row in filled if row["code"] not in exact]
    sizes |= exact
    sizes |= _shared(free, floors, total - sum(exact.values()), seed)
    return sizes


def _spread_thin(sizes: dict[str, int], floors: dict[str, int], total: int) -> dict[str, int]:
    """Share out a total below the floors, one each in turn."""
    rest = total
    while rest > 0:
        for code, floor in floors.items():
            if rest > 0 and sizes[code] < floor:
                sizes[code] += 1
                rest -= 1
    return sizes


def _shared(free: list[PartyRow], floors: dict[str, int], total: int, seed: int) -> dict[str, int]:
    """Share out the total by weight, between floor and ceiling; the largest fractions get the remainder."""
    weights = {row["code"]: _weight(row, seed) for row in free}
    ceiling = max(MOST_PLACES, math.ceil(total / len(weights) * 1.5))
    settled: dict[str, int] = {}
    while True:
        unsettled = [code for code in weights if code not in settled]
        unit = (total - sum(settled.values())) / sum(weights[code] for code in unsettled)
        high = {code: max(ceiling, floors[code]) for code in unsettled if weights[code] * unit > ceiling}
        low = {code: floors[code] for code in unsettled if weights[code] * unit < floors[code]}
        if not high and not low:
            break
        settled |= high or low
    ideal = {code: weights[code] * unit for code in unsettled}
    shared = settled | {code: int(value) for code, value in ideal.items()}
    missing = total - sum(shared.values())
    for code in sorted(ideal, key=lambda code: (int(ideal[code]) - ideal[code], code))[:missing]:
        shared[code] += 1
    return shared


@cache
def liaison_shares(officers: int, assigned: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the delegations of each liaison officer: the core without the host and those already assigned."""
    codes = [code for code in core_codes() if code not in {"VNM", *assigned}]
    return tuple(tuple(codes[at::officers]) for at in range(officers))
