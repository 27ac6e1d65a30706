"""The capital or seat whose clocks show a zone of the tz database, as the active language writes it."""

import csv
import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from django.utils.translation import get_language, to_locale

from conference.translated import FALLBACK, short_code

# The capitals of States whose zone is named after another city, or after an island. New York and Zurich are not among them: those zones
# are also those of organizations that have their seat there or in Geneva.
CAPITALS = Path(__file__).with_name("capitals.csv")
# Cities that the tz database spells without accents or otherwise, for languages of which CLDR has no name.
SPELT = {
    "Araguaina": "Araguaína",
    "Belem": "Belém",
    "Bogota": "Bogotá",
    "Cancun": "Cancún",
    "Comoro": "Comoros",
    "Cordoba": "Córdoba",
    "Cuiaba": "Cuiabá",
    "Eirunepe": "Eirunepé",
    "Lome": "Lomé",
    "Maceio": "Maceió",
    "Mahe": "Mahé",
    "Mazatlan": "Mazatlán",
    "Merida": "Mérida",
    "Ndjamena": "N’Djamena",
    "Noumea": "Nouméa",
    "Rio Gallegos": "Río Gallegos",
    "Santarem": "Santarém",
    "Sao Paulo": "São Paulo",
    "Sao Tome": "São Tomé",
    "Tirane": "Tirana",
    "Tucuman": "Tucumán",
}
# Renamed cities, of which CLDR still has the former name in some languages of Latin script.
RENAMED = {"Asia/Kolkata", "Asia/Yangon", "Europe/Kyiv"}
LATIN = {"en", "es", "fr", "vi"}
# CLDR's names with an explanation in brackets are used without it, except this one.
HEBRON = {"هيبرون (مدينة الخليل)": "الخليل"}


def city_of(zone: ZoneInfo) -> str:
    """Return the capital or city whose clocks show this zone's time, in the active language; `UTC` for none."""
    if "/" not in zone.key or zone.key.startswith("Etc/"):
        return "UTC"
    language = get_language() or FALLBACK
    return _capitals().get(zone.key, {}).get(short_code(language)) or _city(zone.key, to_locale(language))


@cache
def _capitals() -> dict[str, dict[str, str]]:
    with CAPITALS.open(encoding="utf-8", newline="") as lines:
        return {row["zone"]: row for row in csv.DictReader(lines)}


@lru_cache(maxsize=2048)
def _city(key: str, locale: str) -> str:
    zones = Locale.parse(locale).time_zones
    # CLDR has the city under the zone's first name, which may have changed since: Asia/Saigon, America/Buenos_Aires.
    others = () if key in RENAMED and locale in LATIN else _other_names().get(key, ())
    for name in (key, *others):
        if city := zones.get(name, {}).get("city"):
            return HEBRON.get(city) or re.sub(r" \(.*\)$", "", city)
    plain = key.rsplit("/", 1)[1].replace("_", " ")
    return SPELT.get(plain, plain)


@cache
def _other_names() -> dict[str, list[str]]:
    """Return the other names of each zone, sorted."""
    groups: dict[str, set[str]] = defaultdict(set)
    for other, current in get_global("zone_aliases").items():
        groups[current] |= {other, current}
    return {name: sorted(group - {name}) for group in groups.values() for name in group}
