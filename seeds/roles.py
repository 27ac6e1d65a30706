"""The roles in a delegation: capacities, functional titles, ranks, categories, names."""

import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from seeds.chance import one_of
from seeds.cultures import Culture, Name, cultures_of, make_name
from seeds.data import PartyRow, conference, party, read_json
from seeds.presence import liaison_shares

# In the order of precedence.
CAPACITIES = (
    "head",
    "deputy_head",
    "delegate",
    "adviser",
    "support",
    "interpreter",
    "security",
    "media",
    "companion",
)
ORGANISATIONS = ("un_entity", "igo")
DECOMPOSED_SHARE = 0.2  # of the Nguyễns are written with combining marks, as by some keyboards
LANGUAGES = {
    "en": "English",
    "fr": "French",
    "es": "Spanish",
    "ar": "Arabic",
    "ru": "Russian",
    "zh": "Chinese",
    "vi": "Vietnamese",
}

# The order in which places are filled as a delegation grows; larger delegations repeat the tail.
_STATE_PLACES = [
    *("head", "delegate", "deputy_head", "adviser", "delegate", "support", "delegate", "interpreter", "adviser"),
    *("security", "delegate", "media", "support", "security", "support", "media", "media", "companion", "companion"),
]
_STATE_TAIL = ["delegate", "adviser", "support", "adviser", "delegate", "security", "interpreter", "media"]
_ORGANISATION_PLACES = ["head", "delegate", "adviser", "delegate", "support", "adviser", "delegate", "security"]
_ORGANISATION_TAIL = ["delegate", "adviser"]
# The host has the places of any State, and as many liaison officers as are needed.
_HOST_PLACES = [
    *("head", "deputy_head", "delegate", "support", "delegate", "support", "delegate", "support", "adviser", "support"),
    *("interpreter", "support", "delegate", "support", "security", "support", "interpreter", "support", "adviser"),
    *("support", "support", "interpreter", "security", "support", "media", "support", "interpreter", "media"),
]
_HOST_TAIL = ["support"]
_CATEGORY = {
    "head": "H",
    "deputy_head": "A",
    "delegate": "D",
    "adviser": "D",
    "support": "U",
    "interpreter": "U",
    "security": "S",
    "media": "M",
    "companion": "C",
}
_EXCELLENT = frozenset(
    [
        "deputy_head_of_government",
        "foreign_minister",
        "minister",
        "ambassador",
        "special_envoy",
        "deputy_minister",
        "executive_head",
    ]
)
# Shares of heads by rank, as limits of a draw; above the last limit the head is a special envoy.
_HEAD_RANKS = ((0.12, "foreign_minister"), (0.66, "minister"), (0.86, "deputy_minister"), (0.96, "ambassador"))


@dataclass(frozen=True, slots=True)
class Role:
    capacity: str
    sex: str
    honorific: str
    name: Name
    title: str
    rank: str
    category: str
    culture: Culture


def capacities(kind: str, count: int, host: bool = False) -> list[str]:
    """Return the capacities of a delegation of `count` members, in the order of precedence."""
    if kind in ("media", "ngo"):
        return ["head", *["media" if kind == "media" else "delegate"] * (count - 1)][:count]
    places, tail = _STATE_PLACES, _STATE_TAIL
    if kind in ORGANISATIONS:
        places, tail = _ORGANISATION_PLACES, _ORGANISATION_TAIL
    elif host:
        places, tail = _HOST_PLACES, _HOST_TAIL
    chosen = places[:count]
    while len(chosen) < count:
        chosen.append(tail[(len(chosen) - len(places)) % len(tail)])
    return sorted(chosen, key=CAPACITIES.index)


def category_of(row: PartyRow, capacity: str) -> str:
    """Return the letter of the category of a member with this capacity."""
    if row["kind"] in ("media", "ngo"):
        return "M" if row["kind"] == "media" else "O"
    if row["kind"] in ORGANISATIONS and capacity in ("deputy_head", "delegate", "adviser"):
        return "I"
    if row["host"] and capacity == "support":
        return "L"
    return _CATEGORY[capacity]


@cache
def _titles(group: str) -> list[str]:
    """Return the functional titles of a capacity, or of heads of a rank under "head/RANK"."""
    table = read_json("names/titles.json")
    for key in group.split("/"):
        table = table[key]
    return list(table)


@cache
def _common_law() -> frozenset[str]:
    return frozenset(str(read_json("names/titles.json")["common_law"]).split())


@cache
def _set_heads() -> dict[str, str]:
    return dict(read_json("names/titles.json")["set_heads"])


@cache
def _set_titles() -> dict[str, str]:
    return dict(read_json("names/titles.json")["set_titles"])


@cache
def photo_exempt() -> frozenset[str]:
    return frozenset(rank["code"] for rank in conference()["ranks"] if not rank["photo_required"])


def _head_rank(row: PartyRow, rng: Random) -> str:
    if row["code"] in _set_heads():
        return _set_heads()[row["code"]]
    if row["kind"] in ORGANISATIONS:
        return "senior_official" if rng.random() < 0.5 else "organisation_representative"
    if row["kind"] in ("ngo", "media"):
        return "observer" if row["kind"] == "ngo" else "staff"
    draw = rng.random()
    return next((rank for limit, rank in _HEAD_RANKS if draw < limit), "special_envoy")


def _head_title(row: PartyRow, rank: str, rng: Random) -> str:
    set_title = _set_titles().get(row["code"])
    if set_title:
        return set_title
    common_law = rank == "minister" and row["code"] in _common_law()
    return one_of(_titles("head/minister_common_law" if common_law else f"head/{rank}"), rng)


def _rank(kind: str, capacity: str, rng: Random) -> str:
    if kind in ORGANISATIONS and capacity in ("delegate", "adviser"):
        return "organisation_representative"
    if kind == "ngo":
        return "observer"
    if capacity == "deputy_head":
        return "ambassador" if rng.random() < 0.5 else "senior_official"
    if capacity == "delegate":
        return "senior_official" if rng.random() < 0.25 else "delegate"
    return "adviser" if capacity == "adviser" else "staff"


def _title(row: PartyRow, capacity: str, rank: str, rng: Random) -> str:
    kind = row["kind"]
    if kind in ("media", "ngo"):
        return one_of(_titles("media_house" if kind == "media" else "ngo"), rng)
    if kind in ORGANISATIONS and capacity in ("delegate", "adviser"):
        return one_of(_titles("organisation"), rng)
    if row["host"] and capacity in ("delegate", "adviser"):
        return one_of(_titles("host"), rng)
    if row["host"] and capacity == "support":
        return "Liaison officer"
    if capacity == "interpreter":
        own = LANGUAGES[row["language"]]
        return f"Interpreter, {own if own != 'English' else 'French'} and English"
    return one_of(_titles("head/ambassador" if rank == "ambassador" else capacity), rng)


def _honorific(rank: str, sex: str) -> str:
    excellent = rank in photo_exempt() or rank in _EXCELLENT
    return ("H.E. " if excellent else "") + ("Mr." if sex == "m" else "Ms.")


def _fixed_role(line: str, culture: Culture) -> Role:
    capacity, sex, honorific, family, given_names, badge, native, title, rank, category = line.split("|")
    name = Name(family, given_names, badge or f"{given_names} {family}".strip(), native)
    return Role(capacity, sex, honorific, name, title, rank, category, culture)


def _drawn_role(row: PartyRow, capacity: str, head_sex: str, rng: Random) -> Role:
    culture = one_of(cultures_of(row["code"]), rng)
    sex = "f" if rng.random() < (0.15 if capacity == "security" else 0.43) else "m"
    if capacity == "companion":
        sex = "f" if head_sex == "m" else "m"
    name = _decomposed(make_name(culture, sex, rng), rng)
    head = capacity == "head"
    rank = _head_rank(row, rng) if head else _rank(row["kind"], capacity, rng)
    title = _head_title(row, rank, rng) if head else _title(row, capacity, rank, rng)
    return Role(capacity, sex, _honorific(rank, sex), name, title, rank, category_of(row, capacity), culture)


def _decomposed(name: Name, rng: Random) -> Name:
    """Return some of the Nguyễns with combining marks, which are other code points for the same name."""
    if name.family != "Nguyễn" or rng.random() >= DECOMPOSED_SHARE:
        return name
    return Name(
        *(unicodedata.normalize("NFD", part) for part in (name.family, name.given_names, name.badge, name.native))
    )


def _fixed_lines(code: str, count: int) -> list[str]:
    lines = list(read_json("names/fixed.json").get(code, ()))
    has_head = any(line.startswith("head|") for line in lines)
    return lines[: count if has_head else max(0, count - 1)]


def roles(row: PartyRow, count: int, rng: Random) -> list[Role]:
    """Return the roles of a delegation: the members in the design's pictures, and others that are drawn."""
    fixed = [_fixed_role(line, cultures_of(row["code"])[0]) for line in _fixed_lines(row["code"], count)]
    wanted = capacities(row["kind"], count, bool(row["host"]))
    for role in fixed:
        if role.capacity in wanted:
            wanted.remove(role.capacity)
    head_sex = next((role.sex for role in fixed if role.capacity == "head"), "")
    drawn = []
    # Members in the pictures may have capacities that so small a delegation would not have; the last places are dropped then.
    for capacity in wanted[: count - len(fixed)]:
        role = _drawn_role(row, capacity, head_sex, rng)
        head_sex = head_sex or role.sex
        drawn.append(role)
    together = sorted(fixed + drawn, key=lambda role: CAPACITIES.index(role.capacity)) if drawn else fixed
    return _with_liaison(together) if row["host"] else together


def _with_liaison(host: list[Role]) -> list[Role]:
    """Add to the title of each liaison officer the officer's delegations."""
    named = " to the delegation of "
    assigned = tuple(
        code
        for code in ("CIV", "KEN")
        if any(role.title.endswith(named + party(code)["en_short"]) for role in host if role.category == "L")
    )
    free = [at for at, role in enumerate(host) if role.category == "L" and named not in role.title]
    for at, codes in zip(free, liaison_shares(len(free), assigned) if free else (), strict=True):
        short = [party(code)["en_short"] for code in codes]
        if not short:
            title = "Liaison officer, reserve"
        elif len(short) == 1:
            title = f"Liaison officer{named}{short[0]}"
        else:
            title = f"Liaison officer to the delegations of {', '.join(short[:-1])} and {short[-1]}"
        if len(title) > 200:
            title = f"Liaison officer: {', '.join(codes)}"
        host[at] = replace(host[at], title=title)
    return host
