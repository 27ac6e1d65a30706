"""The rules of a member's fields, for the form, the import and the actions. Each refusal repeats the value and says what to do."""

import re
import unicodedata
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.characters import BIDI, MOST_MARKS, refusal
from conference.fields import blind_index
from conference.look.times import day_text
from conference.models import Category, Conference, Rank
from conference.parties.models import search_key
from delegations.registration.members import similar_names
from delegations.registration.models import Capacity, Delegate

# Invisible and without meaning in a name: dropped silently, since they come along when a name is copied.
DROPPED = dict.fromkeys(map(ord, "\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff"))
JOINERS = "\u200c\u200d"  # ZWNJ and ZWJ: Persian and the scripts of India are misspelt without them
LONGEST = 500  # characters, as typed
OLDEST = 120  # years
FARTHEST = timedelta(days=366)  # of a flight from the conference


def clean_name(text: str, *, letters: bool = True) -> str:
    """Return a name as it is stored: composed (NFC), with single spaces, without invisible marks.

    Args:
        letters: False for a line that may be figures only.

    Raises:
        ValidationError: For control and direction characters, many combining marks in a row, or no letter at all.
    """
    # Before composing, whose time grows with the square of the marks in a row.
    if len(text) > LONGEST:
        raise ValidationError(
            _("This has %(length)s characters, which is too long for a name."), "long", {"length": len(text)}
        )
    name = unicodedata.normalize("NFC", " ".join(text.translate(DROPPED).split())).strip(JOINERS)
    marks = 0
    for place, character in enumerate(name):
        kind = unicodedata.category(character)
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if character in BIDI:
            raise ValidationError(
                refusal(_("a character that reverses the direction of the text"), character), code="bidi"
            )
        twice = character in JOINERS and name[place - 1] in JOINERS
        if kind in {"Cc", "Cs", "Co"} or (kind == "Cf" and (character not in JOINERS or twice)):
            raise ValidationError(refusal(_("a control character"), character), code="control")
        if marks > MOST_MARKS:
            message = _("One letter carries more than %(most)s accents or marks. Write the name as in the passport.")
            raise ValidationError(message % {"most": MOST_MARKS}, code="marks")
    if letters and name and not any(unicodedata.category(c)[0] == "L" for c in name):
        raise ValidationError(_("“%(name)s” contains no letter.") % {"name": name[:40]}, code="no_letter")
    return name


def in_latin(*names: str) -> bool:
    """Return True when these names have a Latin letter, by which lists are sorted, gates search and passports are read."""
    return any(unicodedata.name(character, "").startswith("LATIN") for name in names for character in name)


def clean_number(text: str) -> str:
    """Return a document's number in capitals with single spaces. Raises ValidationError for other than letters, figures, - and /."""
    number = " ".join(unicodedata.normalize("NFKC", text).upper().split())
    if number and not re.fullmatch(r"[A-Z0-9][A-Z0-9 /-]{2,29}", number):
        message = _(
            "“%(number)s” is not a document number. It consists of letters A to Z and digits, as in "
            "the machine-readable lines."
        )
        raise ValidationError(message % {"number": number[:40]}, code="number")
    return number


def check_birth(born: date) -> None:
    """Raise ValidationError for a date of birth in the future or more than OLDEST years ago."""
    _check_past(born)
    if born.year < clock.now().year - OLDEST:
        message = _("%(date)s is more than %(years)s years ago. Check the year.")
        raise ValidationError(message % {"date": day_words(born), "years": OLDEST}, code="old")


def _check_past(day: date) -> None:
    if day > clock.now().date():
        raise ValidationError(_("%(date)s is in the future. Check the year."), "future", {"date": day_words(day)})


def check_expiry(expires: date, conference: Conference) -> None:
    """Raise ValidationError for a document that expires before the conference's last day, or sooner after it than the host asks."""
    if expires < conference.ends_on:
        message = _(
            "%(date)s is before the end of the conference (%(end)s). Check the year, or enter the renewed document."
        )
        values = {"date": day_words(expires), "end": day_words(conference.ends_on)}
        raise ValidationError(message % values, code="expired")
    if expires < conference.documents_valid_to:
        message = _(
            "%(date)s is too early: the host asks for a document that is valid until %(least)s at least. Check the year, or enter the "
            "renewed document."
        )
        values = {"date": day_words(expires), "least": day_words(conference.documents_valid_to)}
        raise ValidationError(message % values, code="short")


def check_issue(issue_day: date | None, expires: date | None, born: str) -> None:
    """Raise ValidationError for a document issued in the future, after it expires, or before its bearer's birth."""
    if issue_day is None:
        return
    _check_past(issue_day)
    if (expires and issue_day >= expires) or (born and issue_day < date.fromisoformat(born)):
        message = _("%(date)s does not fit the date of birth or the date of expiry. Check the year.")
        raise ValidationError(message % {"date": day_words(issue_day)}, code="order")


def check_near(day: date, starts_on: date) -> None:
    """Raise ValidationError for a day more than a year from the conference.

    An arrival then would also head the officers' queue, and is out of range in some time zones.
    """
    if abs(day - starts_on) > FARTHEST:
        message = _("%(date)s is more than a year away from the conference. Check the year.")
        raise ValidationError(message % {"date": day_words(day)}, code="far")


def day_words(value: date) -> str:
    """Return the day as a refusal repeats it: 14 March 2025."""
    return day_text(value, weekday=False, long=True)


def check_category(capacity: str, category: Category, heads_have_own: bool) -> None:
    """Raise ValidationError when the heads' category, if they have one of their own, is given to another, or another one to a head."""
    if category.for_heads and capacity != Capacity.HEAD:
        message = _(
            "“%(category)s” is for the head of delegation only. Choose another category, or change the capacity."
        )
        raise ValidationError(message % {"category": category}, code="not_head")
    if capacity == Capacity.HEAD and heads_have_own and not category.for_heads:
        message = _("The head of delegation has the head's own category, not “%(category)s”.")
        raise ValidationError(message % {"category": category}, code="head")


def photo_wanted(category: Category | None, rank: Rank | None, exempt: bool) -> bool:
    return bool(category and category.needs_photo and not exempt and not (rank and rank.photo_exempt))


def derived(member: Delegate) -> dict[str, str]:
    """Return the derived columns: what searches use, and the blind indexes."""
    names = (member.family_name, member.given_names, member.name_on_badge, member.name_native)
    return {
        "search": " ".join(dict.fromkeys(search_key(name) for name in names if name))[:500],
        "alike": alike_index(member.date_of_birth, member.family_name, member.given_names),
        "alike_native": alike_index(member.date_of_birth, member.name_native),
        "document_number_index": number_index(member.document_number),
    }


def alike_index(born: str, *names: str) -> str:
    """Return the blind index of a date of birth and a similar name (similar_names.py), which finds a person without reading the date.

    Empty without a date or a letter.
    """
    key = similar_names.key(*names)
    return blind_index(f"{born} {key}", "registration_delegate.alike") if born and key else ""


SERIAL = "registration_equipment.serial"


def serial_index(serial: str) -> str:
    return blind_index(serial, SERIAL)


def number_index(number: str) -> str:
    """Return the blind index that finds equal document numbers; empty for none."""
    return blind_index(number, "registration_delegate.document_number") if number else ""
