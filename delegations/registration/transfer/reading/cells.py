"""Compose the values of our columns from cells that hold several: names with titles, days with places, flights with days and hours."""

import re
from functools import lru_cache

from django.core.exceptions import ValidationError

from conference.core import days
from conference.look import honorifics
from delegations.registration.transfer.headings import FAMILY, FIRST, GIVEN, LAST, MOMENTS, NATIVE, PARTS

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
    r"|Lt|Adm(?=\.)|Brig(?=\.)|Cmdr|Sgt|Dr|Dra|Prof|Pr|Amb|Ing(?=\.)|Eng(?=\.)|Me|Mgr|Hon|Rev(?=\.)"
    r"|ген(?=\.)|полк|д-р|проф|السفير|السفيرة|الدكتور|الدكتورة|د(?=\.)|اللواء|العميد|العقيد|المستشار"
)
_TITLES = re.compile(
    r"(?:(?:H\.? ?E|S\.? ?E|H\.? ?R\.? ?H|Excmo|Excma|Mr|Mrs|Ms|Miss|Mme|Mlle|M|Sr|Sra|Srta"
    rf"|г-н|г-жа|السيد|السيدة|الآنسة|معالي|سعادة|{_RANKS})(?:\.\s*|\s+))+",
    re.IGNORECASE,
)
_RANK = re.compile(rf"(?:(?:{_RANKS})(?:\.\s*|\s+))+(?=\S)", re.IGNORECASE)
_PARTICLES = frozenset(
    ("de", "da", "do", "dos", "del", "della", "di", "du", "van", "von", "der", "den", "la", "le", "bin", "ibn", "bint")
)
_COMMA = re.compile(r"[,،，]")
_YEAR = re.compile(r"\d{4}")
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


def compose(values: dict[str, str]) -> dict[str, str]:
    """Return the values of our columns only: names, days, hours, places and contacts apart, "n/a" and the like emptied."""
    values = {name: "" if text.casefold() in NOTHING else text.translate(FIGURES) for name, text in values.items()}
    parts = {name: values.pop(name) for name in PARTS if name in values}
    title = _compose_names(values, parts)
    if title or values.get("honorific"):
        values["honorific"] = _honorific(values.get("honorific", ""), title)
    for name in MOMENTS:
        _compose_travel(name, values, parts)
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
    for name in (FAMILY, GIVEN):
        if not title and (rank := _RANK.match(values.get(name, ""))):
            title, values[name] = rank[0].strip(), values[name][rank.end() :]
    if native := " ".join(filter(None, (parts.get(NATIVE[GIVEN]), parts.get(NATIVE[FAMILY])))):
        values["name_native"] = values.get("name_native") or native
    return title


def _honorific(written: str, title: str) -> str:
    """Return the honorific as the known list has it; a rank before the name says more than a plain “Mr.”."""
    written, title = honorifics.in_table(written), honorifics.in_table(title)
    return title if title and (not written or honorifics.is_plain(written)) else written


def _compose_travel(name: str, values: dict[str, str], parts: dict[str, str]) -> None:
    day, hour, flight = divide_travel(values.get(name, ""))
    other_day, other_hour, other_flight = divide_travel(values.get(f"{name}_flight", ""))
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


def _is_capital(word: str) -> bool:
    return word.isupper() and sum(map(str.isalpha, word)) > 1


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


@lru_cache(maxsize=4096)
def divide_travel(text: str) -> tuple[str, str, str]:
    """Return the day, the hour and the flight that a cell holds; of a cell with anything else only the text itself as the day."""
    hour = _HOUR.search(text)
    rest = f"{text[: hour.start()]} {text[hour.end() :]}" if hour else text
    tokens = [word for word in re.split(r"[\s,;|()،]+", rest) if word and word.casefold() not in _LINKS]
    day = ""
    spans = [(start, end) for start in range(len(tokens)) for end in range(len(tokens), start, -1)]
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        span = " ".join(tokens[start:end])
        if _YEAR.search(span) and is_day(span):
            day, tokens = span, tokens[:start] + tokens[end:]
            break
    remainder = " ".join(tokens)
    flight = _FLIGHT.search(remainder)
    if remainder and not flight:
        return text, "", ""
    return day, _clock(hour) if hour else "", flight[0] if flight else ""


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
