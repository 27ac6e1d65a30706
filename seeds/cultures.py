"""Invented names that fit a country, composed from `names/*.json` by the rule of each culture."""

import re
from dataclasses import dataclass, field
from functools import cache
from random import Random

from seeds.chance import one_of
from seeds.data import HERE, parties, read_json

_TOKEN = re.compile(r"\{(\w+)\}")
_NO_CULTURES = ("parties.json", "titles.json", "fixed.json", "fixed_states.json")

Entry = tuple[str, str]  # Latin letters, own script ('' where there is none)


@dataclass(frozen=True)
class Name:
    """A person's names. `given_names` is '' for a single name, `native` is '' where the own script is Latin or cannot be printed."""

    family: str
    given_names: str
    badge: str
    native: str


@dataclass(frozen=True)
class Culture:
    """The names and the looks of a culture.

    Attributes:
        tones: Lowest and highest of the seven skin tones of the portraits.
        badge: "G F", "F G", with FU for a family name in capitals.
        native: "FG", "F G", "G F" or "F G P" (patronymic last); '' for none.
        cover: Share of women who cover their hair.
        turban: Share of men with a head covering of `headdress`.
        on_badge: Share whose badge has the own script alone.
    """

    key: str
    tones: tuple[int, int]
    badge: str
    native: str
    cover: float
    turban: float
    headdress: str
    on_badge: float
    particles: dict[str, str]
    patterns: dict[str, list[str]]
    pools: dict[str, dict[str, list[Entry]]] = field(repr=False)


def _entry(text: str, sex: str) -> Entry:
    """Read "Hrubý/Hrubá|Грубы/Груба": Latin letters before the bar, men's form before the stroke."""
    halves = [half.split("/") for half in text.split("|")]
    chosen = [half[-1] if sex == "f" else half[0] for half in halves]
    return chosen[0].strip(), chosen[1].strip() if len(chosen) > 1 else ""


def _culture(key: str, raw: dict) -> Culture:
    pools = {
        sex: {name: [_entry(item, sex) for item in text.split(",")] for name, text in raw["pools"].items()}
        for sex in "mf"
    }
    return Culture(
        key=key,
        tones=tuple(raw["tones"]),
        badge=raw["badge"],
        native=raw.get("native", ""),
        cover=raw.get("cover", 0.0),
        turban=raw.get("turban", 0.0),
        headdress=raw.get("headdress", "turban"),
        on_badge=raw.get("on_badge", 0.0),
        particles=raw.get("words", {}),
        patterns={"m": raw["m"], "f": raw["f"]},
        pools=pools,
    )


@cache
def cultures() -> dict[str, Culture]:
    by_key: dict[str, Culture] = {}
    for path in sorted((HERE / "names").glob("*.json")):
        if path.name not in _NO_CULTURES:
            for key, raw in read_json(f"names/{path.name}").items():
                by_key[key] = _culture(key, raw)
    return by_key


@cache
def cultures_of(code: str) -> tuple[Culture, ...]:
    """Return the cultures of a party, each repeated by its weight; a mixture for organizations that recruit everywhere."""
    table = read_json("names/parties.json")
    return tuple(cultures()[key] for key in table.get(code, table[""]).split())


@cache
def home_of(culture: str) -> str:
    """Return the alpha-2 code of a State of the culture, one without another culture first."""
    table = read_json("names/parties.json")
    weighted = [
        (len(set(table[row["code"]].split())), row["alpha2"])
        for row in parties()
        if row["alpha2"] and culture in table.get(row["code"], "").split()
    ]
    return min(weighted, key=lambda pair: pair[0])[1]


def _pick(pool: list[Entry], used: set[str], rng: Random) -> Entry:
    """Return an entry that the name does not have yet."""
    for _attempt in range(4):
        entry = one_of(pool, rng)
        if entry[0] not in used:
            break
    used.add(entry[0])
    return entry


def _fill(part: str, culture: Culture, sex: str, used: set[str], rng: Random) -> Entry:
    latin, native = "", ""
    complete = True
    position = 0
    for match in _TOKEN.finditer(part):
        literal = part[position : match.start()]
        entry = _pick(culture.pools[sex][match.group(1)], used, rng)
        latin += literal + entry[0]
        native += _native_literal(literal, culture) + entry[1]
        complete = complete and bool(entry[1])
        position = match.end()
    latin += part[position:]
    native += _native_literal(part[position:], culture)
    return latin, native if complete else ""


def _native_literal(literal: str, culture: Culture) -> str:
    for word, own in culture.particles.items():
        literal = re.sub(rf"\b{word}\b", own, literal)
    return literal.replace("-", " ")


def _arranged(rule: str, family: str, given_names: str, patronymic: str = "") -> str:
    if rule == "FG":
        return family + given_names
    pieces = {"F": family, "FU": family.upper(), "G": given_names, "P": patronymic}
    return " ".join(pieces[code] for code in rule.split() if pieces[code])


def make_name(culture: Culture, sex: str, rng: Random) -> Name:
    """Return an invented name for the sex "m" or "f"."""
    parts = one_of(culture.patterns[sex], rng).split("|")
    used: set[str] = set()
    (family, family_own), (given_names, given_own), (patronymic, patronymic_own) = [
        _fill(part, culture, sex, used, rng) for part in (*parts, "", "")[:3]
    ]
    badge = _arranged(culture.badge, family, given_names)
    native = ""
    if culture.native and family_own and (given_own or not given_names):
        native = _arranged(culture.native, family_own, given_own, patronymic_own)
    if native and rng.random() < culture.on_badge:
        badge = native
    return Name(family, f"{given_names} {patronymic}".strip(), badge, native)


def plain_name(culture: Culture, name: Name) -> str:
    """Return the name in Latin letters in the culture's order, without capitals."""
    return _arranged(culture.badge.replace("FU", "F"), name.family, name.given_names)
