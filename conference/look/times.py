"""Write times as they are printed, with the zone's name."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_interval
from django.utils.translation import get_language, ngettext, pgettext, to_locale
from django.utils.translation import gettext as _

from conference.core.clock import offset_label
from conference.look.calendar_words import weekday_name, written
from conference.look.cities import city_of
from conference.look.lists import with_brackets
from conference.translated import short_code

MINUTE, HOUR, DAY = 60, 3600, 86400


def day_text(moment: date | datetime, *, weekday: bool = True, year: bool = True, long: bool = False) -> str:
    """Return `Wed 15 Oct 2025`; `long` gives `Wednesday 15 October 2025`, ordered by language."""
    if long and year:
        form = pgettext("date format: day, month, year", "j F Y")
    elif long:
        form = pgettext("date format: day, month", "j F")
    elif year:
        form = pgettext("date format: day, short month, year", "j M Y")
    else:
        form = pgettext("date format: day, short month", "j M")
    if weekday:
        pattern = pgettext("date format: weekday before a date", "%(weekday)s %(date)s")
        form = pattern % {"weekday": "l" if long else "D", "date": form}
    return written(moment, form)


def box_text(day: date) -> str:
    """Return `Sat 25 Oct` for a box of a badge; in Arabic `السبت 25/10`, since the month's double name fills no box that size."""
    if short_code(get_language()) == "ar":
        return f"{weekday_name(day)} {day.day}/{day.month}"
    return day_text(day, year=False)


def clock_text(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def when_text(moment: datetime, *, year: bool = True, long: bool = False) -> str:
    """Return `Wed 15 Oct 2025, 18:00`."""
    return when_pattern().format(date=day_text(moment, year=year, long=long), time=clock_text(moment))


def when_pattern() -> str:
    """Return how a date and a time stand together, `{date}, {time}`."""
    return pgettext("a date and a time", "%(date)s, %(time)s") % {"date": "{date}", "time": "{time}"}


def zone_text(moment: datetime, zone: ZoneInfo, place: str) -> str:
    """Return whose clock it is: `Hanoi time (UTC+7)`."""
    return _("%(place)s time (%(offset)s)") % {"place": place, "offset": offset_label(moment.astimezone(zone))}


def clock_of(moment: datetime, place: str) -> str:
    """Return whose clock the page shows, as it stands beside a heading: `Hanoi (UTC+7)`."""
    pattern = pgettext("a place and its clock", "%(place)s (%(offset)s)")
    return pattern % {"place": place, "offset": offset_label(moment)}


def zone_in_brackets(moment: datetime, zone: ZoneInfo, place: str) -> str:
    """Return `Hanoi time, UTC+7`, for what stands in brackets itself."""
    return _("%(place)s time, %(offset)s") % {"place": place, "offset": offset_label(moment.astimezone(zone))}


def elsewhere_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return the moment on another clock: `14:00 in Nairobi (UTC+3)`, with the day if it differs; empty where both show the same time.

    A clock is named after its city: a delegation must not read its own by capital here and by State there.
    """
    there = moment.astimezone(zone)
    if there.utcoffset() == moment.utcoffset():
        return ""
    time, city, offset = _there_text(moment, there), city_of(zone), offset_label(there)
    if city == offset:
        return _("%(time)s UTC") % {"time": time}
    return _("%(time)s in %(place)s (%(offset)s)") % {"time": time, "place": city, "offset": offset}


def time_there(moment: datetime, zone: ZoneInfo) -> str:
    """Return the moment on another clock without the city, which the page names itself: `14:00 (UTC+3)`, with the day if it differs."""
    there = moment.astimezone(zone)
    return with_brackets(_there_text(moment, there), offset_label(there))


def _there_text(moment: datetime, there: datetime) -> str:
    return clock_text(there) if there.date() == moment.date() else when_text(there, year=False)


def span_text(start: datetime, end: datetime) -> str:
    """Return `14:20–14:40`, or `19:00–00:30 (Sun 26 Oct)` to another day, in the given zone."""
    text = f"{clock_text(start)}–{clock_text(end)}"
    # Midnight belongs to the day before: a banquet until 00:00 is no event of two days.
    if (end - timedelta(seconds=1)).date() == start.date():
        return text
    return f"{text} ({day_text(end, year=False)})"


def days_text(first: date, last: date) -> str:
    """Return `25–26 October 2025`, `31 October – 2 November 2025`, or the one day."""
    if first == last:
        return day_text(first, weekday=False, long=True)
    if (first.year, first.month) == (last.year, last.month):
        month = written(last, pgettext("date format: month, year", "F Y"))
        values = {"first": first.day, "last": last.day, "month": month}
        return (
            pgettext("days of one month: first, last, and the format of month and year", "%(first)s–%(last)s %(month)s")
            % values
        )
    if to_locale(get_language() or "en").startswith("zh"):  # the year stands first
        return format_interval(first, last, "yMMMMd", locale="zh")
    start = day_text(first, weekday=False, long=True, year=first.year != last.year)
    return f"{start} – {day_text(last, weekday=False, long=True)}"


def left_text(seconds: float, *, short: bool = False) -> str:
    """Return the two largest units: `5 days 4 h`, `4 h 10 min`, `10 min`; `short` gives `5 d 4 h`.

    A zero part is left out; less than a minute is `1 min`. `seconds` is not negative.
    """
    whole = int(seconds)
    days, hours, minutes = whole // DAY, whole % DAY // HOUR, whole % HOUR // MINUTE
    parts: list[str] = []
    if days:
        pattern = _("%(count)s d") if short else ngettext("%(count)s day", "%(count)s days", days)
        parts.append(pattern % {"count": days})
    if hours:
        parts.append(ngettext("%(count)s h", "%(count)s h", hours) % {"count": hours})
    if not days and (minutes or not hours):
        minutes = max(minutes, 1)
        parts.append(ngettext("%(count)s min", "%(count)s min", minutes) % {"count": minutes})
    return parts[0] if len(parts) == 1 else _pair(*parts)


def _pair(first: str, second: str) -> str:
    pattern = pgettext("two lengths of time, as in 5 days 4 h", "%(first)s %(second)s")
    return pattern % {"first": first, "second": second}


def left_words(seconds: float) -> dict[str, list[str]]:
    """Return all parts of `left_text` while that time runs out, each a list by number, and the pattern of two.

    They spare the countdown's script the plural forms.
    """
    return {
        "days": ["", *(left_text(n * DAY) for n in range(1, int(seconds) // DAY + 1))],
        "hours": ["", *(left_text(n * HOUR) for n in range(1, 24))],
        "minutes": ["", *(left_text(n * MINUTE) for n in range(1, 60))],
        "pair": [_pair("{0}", "{1}")],
    }


def place_classes(start: datetime, end: datetime, origin: datetime, step: int) -> str:
    """Return the grid classes of an event, `at-9 for-4`: it begins at the 9th `step` (minutes) after `origin` and is 4 long.

    Starts are rounded down and ends up, so that no event vanishes, within the 240 steps of grid.css.
    """
    first = max(0, int((start - origin).total_seconds() // (step * MINUTE)))
    last = max(first + 1, -int(-(end - origin).total_seconds() // (step * MINUTE)))
    at = min(first + 1, 240)
    return f"at-{at} for-{min(max(last - first, 1), 241 - at)}"
