"""The city that a zone of the tz database is named after, as the active language writes it."""

import re
from collections import defaultdict
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from django.utils.translation import get_language, to_locale

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
    """Return the city whose clocks show this zone's time, in the active language; `UTC` for none."""
    if "/" not in zone.key or zone.key.startswith("Etc/"):
        return "UTC"
    return _city(zone.key, to_locale(get_language() or "en"))


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
