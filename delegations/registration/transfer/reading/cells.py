"""Compose the values of our columns from cells that hold several: names with titles, days with places, flights with days and hours."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError

from conference.core import days
from conference.look import honorifics
from delegations.registration.transfer.headings import DAYS, FAMILY, FIRST, GIVEN, LAST, MOMENTS, NATIVE, PARTS

# A cell that says that there is nothing to say.
NOTHING = frozenset(
    (
        *("n/a", "n.a.", "n.a", "tbd", "tbc", "tba", "s/o", "n/d", "н/д"),
        *("-", "–", "—", "--", "---", "...", "…", "?", "/", "لا يوجد", "无", "暂无"),
    )
)
FIGURES = {ord(digit) + value: str(value) for digit in "٠۰０" for value in range(10)}
# Ranks and professions; what is a name too (Gen, Maj, Eng) needs its full stop.
_RANKS = (
    r"Lt[.\s-]+Col|Lt[.\s-]+Gen|Maj[.\s-]+Gen|Brig[.\s-]+Gen|Gén|Général|Gral|Cdt|Cne|Cnel|Col(?=\.)|Gen(?=\.)|Maj(?=\.)|Capt|Cap(?=\.)"
    r"|Lt|Adm(?=\.)|Brig(?=\.)|Cmdr|Sgt|Dr|Dra|Doctor|Prof|Professor|Pr|Amb|Ambassador|Ambassadeur|Ambassadrice|Embajadora?|Ing(?=\.)"
    r"|Eng(?=\.)|Me|Mgr|(?:The )?Hon|Rev(?=\.)|P?GS(?=\.)|Th?S(?=\.)"
    r"|ген(?=\.)|полк|д-р|проф|السفير|السفيرة|الدكتور|الدكتورة|د(?=\.)|اللواء|العميد|العقيد|المستشار"
)
_TITLE = (
    r"H\.? ?E|S\.? ?E|H\.? ?R\.? ?H|H(?:is|er) Excellency|Son Excellence|Excmo|Excma|Mr|Mrs|Ms|Miss|Mme|Mlle|Sr|Sra|Srta"
    rf"|(?<=E\. )Sheikha?|г-н|г-жа|السيد|السيدة|الآنسة|معالي|سعادة|Ông|Bà|Ngài|{_RANKS}"
)
_TITLES = re.compile(rf"(?:(?:{_TITLE}|M)(?:\.?\s*/\s*|\.\s*|\s+))+", re.IGNORECASE)
# Before one part of a name. An “M.” before given names is the first letter of one.
_TITLES_OF = {FAMILY: _TITLES, GIVEN: re.compile(rf"(?:(?:{_TITLE})(?:\.?\s*/\s*|\.\s*|\s+))+", re.IGNORECASE)}
_PARTICLES = frozenset(
    ("de", "da", "do", "dos", "del", "della", "di", "du", "van", "von", "der", "den", "la", "le", "bin", "ibn", "bint")
)
_COMMA = re.compile(r"[,،，]")
_YEAR = re.compile(r"\d{4}")
WORDS_OF_A_DAY = 3  # “25 de octubre”
_SERIAL = re.compile(r"[1-7]\d{4}(?:\.\d+)?")  # days since _SERIAL_START
_SERIAL_START = datetime(1899, 12, 30, tzinfo=UTC)
_FIGURES_THEN_TEXT = re.compile(r"(\d[\d./-]{6,9})[\s,،;]+(.+)")
_HOUR = re.compile(
    r"(?<![\d./-])([01]?\d|2[0-3])\s?[:hHч]\s?([0-5]\d)(?::\d\d)?(?!\d)(?:\s?([ap])\.?m\b\.?)?", re.IGNORECASE
)
_FLIGHT = re.compile(r"(?<!\w)(?:[A-Z][A-Z0-9]|[0-9][A-Z])[ -]?\d{1,4}[A-Z]?(?!\w)")
_EMAIL = re.compile(r"[^\s,;|/<>()\[\]]*@[^\s,;|/<>()\[\]]*")
_CONTACT_LABELS = re.compile(
    r"(?<!\w)(?:t[eé]l[eé]?(?:phone|fono)?|mob(?:ile)?|cell?|gsm|ph(?:one)?|e-?mail|courriel|тел|эл\.? ?почта|هاتف|بريد)[\s.:]*[.:]\s?",
    re.IGNORECASE,
)
# Words between a day, its hour and the flight, and between a day and its place.
_LINKS = frozenset(
    (
        "à",
        "a",
        "at",
        "le",
        "on",
        "el",
        "um",
        "am",
        "в",
        "г.",
        "рейс",
        "flight",
        "vol",
        "vuelo",
        "-",
        "–",
        "—",
        "/",
        "·",
        "la",
        "las",
    )
)
_BEFORE_PLACE = re.compile(r"^(?:(?:à|at|in|en|в|г\.|года?|ở|tại|في|au)(?:\s+|$)|[\s,،;/|–—-]+)+", re.IGNORECASE)
_AFTER_PLACE = re.compile(r"(?:[\s,،;/|–—-]+|\s(?:le|on|el|ngày|في))+$", re.IGNORECASE)


def compose(values: dict[str, str], near: date | None = None) -> dict[str, str]:
    """Return the values of our columns only: names, days, hours, places and contacts apart, "n/a" and the like emptied.

    Args:
        near: Days of arrival and departure without a year have the year that brings them nearest to this day.
    """
    values = {name: "" if text.casefold() in NOTHING else text.translate(FIGURES) for name, text in values.items()}
    parts = {name: values.pop(name) for name in PARTS if name in values}
    title = _compose_names(values, parts)
    if title or values.get("honorific"):
        values["honorific"] = _honorific(values.get("honorific", ""), title)
    for name in (*DAYS, *MOMENTS):
        if values.get(name):
            values[name] = read_serial(values[name])
    for name in MOMENTS:
        _compose_travel(name, values, parts, near)
    if "@" in values.get("phone", ""):
        email, phone = divide_contact(values["phone"])
        values |= {"phone": phone, "email": values.get("email") or email}
    if values.get("date_of_birth"):
        born, place = divide_birth(values["date_of_birth"])
        values["date_of_birth"] = born
        if place:
            values["birth_place"] = values.get("birth_place") or place
    return values


def _compose_names(values: dict[str, str], parts: dict[str, str]) -> str:
    """Set the names, and return the title that stood before one."""
    title = ""
    for name in (FIRST, LAST):
        if name in parts:
            title, family, given_names = divide_name(parts[name], family_first=name == FIRST)
            values |= {FAMILY: values.get(FAMILY) or family, GIVEN: values.get(GIVEN) or given_names}
    for name, pattern in _TITLES_OF.items():
        titles = pattern.match(values.get(name, ""))
        if titles and titles.end() < len(values[name]):
            title, values[name] = title or titles[0].strip(), values[name][titles.end() :]
    if native := " ".join(filter(None, (parts.get(NATIVE[GIVEN]), parts.get(NATIVE[FAMILY])))):
        values["name_native"] = values.get("name_native") or native
    return title


def _honorific(written: str, title: str) -> str:
    """Return the honorific as the known list has it; a rank before the name says more than a plain “Mr.”."""
    written, title = honorifics.in_table(written), honorifics.in_table(title)
    return title if title and (not written or honorifics.is_plain(written)) else written


def _compose_travel(name: str, values: dict[str, str], parts: dict[str, str], near: date | None) -> None:
    day, hour, flight = divide_travel(values.get(name, ""), near)
    other_day, other_hour, other_flight = divide_travel(values.get(f"{name}_flight", ""), near)
    if other_flight and (other_day or other_hour):
        values[f"{name}_flight"] = other_flight
    day, hour = day or other_day, hour or parts.get(f"{name}_time", "") or other_hour
    if flight:
        values[f"{name}_flight"] = values.get(f"{name}_flight") or flight
    if day:
        values[name] = f"{day} {hour}".strip()


def divide_name(text: str, *, family_first: bool) -> tuple[str, str, str]:
    """Return honorific, family name and given names. A comma or capitals tell the family name, else the order does."""
    text = " ".join(text.split())
    titles = _TITLES.match(text)
    title, text = (text[: titles.end()].strip(), text[titles.end() :]) if titles else ("", text)
    if comma := _COMMA.search(text):
        return title, text[: comma.start()].strip(), text[comma.end() :].strip()
    tokens = text.split()
    capitals = [word for word in tokens if _is_capital(word)]
    if capitals and len(capitals) < len(tokens):
        return title, " ".join(capitals), " ".join(word for word in tokens if not _is_capital(word))
    if family_first or len(tokens) < 2:
        return title, " ".join(tokens[:1]), " ".join(tokens[1:])
    place = len(tokens) - 1
    while place > 1 and tokens[place - 1].casefold() in _PARTICLES:
        place -= 1
    return title, " ".join(tokens[place:]), " ".join(tokens[:place])


def tells_order(text: str) -> bool:
    """Return whether a whole name tells its family name, by capitals or a comma, or has one word only."""
    tokens = _TITLES.sub("", " ".join(text.split()), count=1).split()
    return bool(_COMMA.search(text)) or 0 < sum(map(_is_capital, tokens)) < len(tokens) or len(tokens) == 1


def find_order(texts: Iterable[str]) -> str:
    """Return FIRST or LAST if all whole names whose family name is in capitals have it in the same place; empty for none."""
    orders = set()
    for text in texts:
        tokens = _TITLES.sub("", " ".join(text.split()), count=1).split()
        capitals = [*map(_is_capital, tokens)]
        if 0 < sum(capitals) < len(tokens):
            orders.add(FIRST if capitals[0] else LAST)
    return orders.pop() if len(orders) == 1 else ""


def _is_capital(word: str) -> bool:
    return word.isupper() and sum(map(str.isalpha, word)) > 1


def read_serial(text: str) -> str:
    """Return the day that a spreadsheet's number of days is, as 45955, with its hour if it has one; another text as it is."""
    if not _SERIAL.fullmatch(text):
        return text
    moment = _SERIAL_START + timedelta(minutes=round(float(text) * 24 * 60))
    return f"{moment:%Y-%m-%d %H:%M}" if "." in text else f"{moment:%Y-%m-%d}"


@lru_cache(maxsize=4096)
def is_day(text: str) -> bool:
    """Return whether a text is a day, also one that can be read in two ways."""
    try:
        days.read(text)
    except ValidationError as problem:
        return problem.code == days.TWO_WAYS
    return True


def divide_birth(text: str) -> tuple[str, str]:
    """Return the day and the place of a birth, whichever comes first."""
    if is_day(text):
        return text, ""
    tokens = text.split()
    for count in range(len(tokens) - 1, 0, -1):
        first, last = " ".join(tokens[:count]).rstrip(",;،"), " ".join(tokens[-count:]).strip(",;،")
        if is_day(first):
            return first, _BEFORE_PLACE.sub("", " ".join(tokens[count:]))
        if is_day(last):
            return last, _AFTER_PLACE.sub("", " ".join(tokens[:-count]))
    parts = _FIGURES_THEN_TEXT.fullmatch(text)  # a mistaken day, to be corrected without its place
    return (parts[1], _BEFORE_PLACE.sub("", parts[2])) if parts else (text, "")


def _with_year(text: str, near: date) -> str:
    """Return a day without a year, as “25 Oct”, with the one that brings it nearest; empty for anything else."""
    mark = next((mark for mark in "./-" if re.fullmatch(rf"\d{{1,2}}\{mark}\d{{1,2}}\{mark}?", text)), "")
    distances = {}
    for year in sorted((near.year, near.year - 1, near.year + 1), key=lambda year: year != near.year):
        whole = f"{year}年{text}" if "月" in text else f"{text.rstrip(mark or '.')}{mark or ' '}{year}"
        if is_day(whole):
            try:
                distances[whole] = abs(days.read(whole) - near)
            except ValidationError:
                return whole  # asked about, in the year of the conference
    return min(distances, key=lambda whole: distances[whole], default="")


@lru_cache(maxsize=4096)
def divide_travel(text: str, near: date | None = None) -> tuple[str, str, str]:
    """Return the day, the hour and the flight that a cell holds; of a cell with anything else only the text itself as the day."""
    hour = _HOUR.search(text)
    rest = f"{text[: hour.start()]} {text[hour.end() :]}" if hour else text
    tokens = [word for word in re.split(r"[\s,;|()،]+", rest) if word and word.casefold() not in _LINKS]
    day, tokens = _take_day(tokens, near)
    remainder = " ".join(tokens)
    flight = _FLIGHT.search(remainder)
    if remainder and not flight:
        return text, "", ""
    return day, _clock(hour) if hour else "", flight[0] if flight else ""


def _take_day(tokens: list[str], near: date | None) -> tuple[str, list[str]]:
    """Return the day among the words of a cell, one with a year first, and the other words."""
    spans = [(start, end) for start in range(len(tokens)) for end in range(len(tokens), start, -1)]
    spans.sort(key=lambda span: span[0] - span[1])
    for start, end in spans:
        span = " ".join(tokens[start:end])
        if _YEAR.search(span) and is_day(span):
            return span, tokens[:start] + tokens[end:]
    for start, end in spans:
        if near and end - start <= WORDS_OF_A_DAY and (day := _with_year(" ".join(tokens[start:end]), near)):
            return day, tokens[:start] + tokens[end:]
    return "", tokens


def _clock(hour: re.Match[str]) -> str:
    number, half = int(hour[1]), (hour[3] or "").casefold()
    if half:
        number = number % 12 + 12 * (half == "p")
    return f"{number:02d}:{hour[2]}"


def divide_contact(text: str) -> tuple[str, str]:
    """Return the e-mail address and the telephone number of a cell that has both; several of a kind stay together, to be asked about."""
    emails = " ".join(_EMAIL.findall(text))
    return emails, _CONTACT_LABELS.sub("", _EMAIL.sub(" ", text)).strip(" \t\n,;|/·–—-<>()")


def is_contact(text: str) -> bool:
    """Return whether a cell holds an e-mail address or a telephone number."""
    return "@" in text or sum(map(str.isdigit, text)) > 5
