from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.look.honorifics import join_honorific
from conference.look.names import in_readers_script
from conference.look.times import box_text, day_text
from conference.printing.badges.data import BackWords, ConferenceLines, Day, Zone
from conference.printing.documents.text import clean_text


def conference_lines(
    *,
    name: str,
    place_dates: str,
    zones: Iterable[Zone],
    numbers: Iterable[tuple[str, str]],
    office: str,
    last_day: date,
    short_name: str = "",
    short_place_dates: str = "",
) -> ConferenceLines:
    """Return what the badges share, in the active language.

    Args:
        place_dates: "National Convention Center, Hanoi · 25–26 October 2025".
        numbers: Name and telephone number, for emergencies.
        office: Where a badge is returned or replaced, "the Accreditation Office, Gate 2".
    """
    return ConferenceLines(
        name=name,
        place_dates=place_dates,
        zones=tuple(zones),
        copy=_("copy"),
        no_photo=_("No photo"),
        back=_back(tuple(numbers), office, last_day),
        language=get_language() or "en",
        short_name=short_name,
        short_place_dates=short_place_dates,
    )


def badge_name(honorific: str, name: str) -> str:
    """Return the name behind its honorific as the delegation wrote both, unless the honorific was typed with the name."""
    return name if not honorific or name.startswith(honorific) else f"{honorific} {name}"


def badge_names(honorific: str, name: str, native: str) -> tuple[str, str]:
    """Return the name and the name in its own script as a badge prints them, with the honorific in the active language.

    It stands once: beside the name that is in the script of that language, else beside the Latin one. So does a name that is entered as
    both.
    """
    bare = name.removeprefix(f"{honorific} ").strip()
    if clean_text(native).casefold() == clean_text(bare).casefold():
        native = ""
    if in_readers_script(native):
        return bare, join_honorific(honorific, native.removeprefix(f"{honorific} ").strip())
    return join_honorific(honorific, bare), native


def days(all_days: Iterable[date], granted: Iterable[date]) -> tuple[Day, ...]:
    """Return the days' boxes, "Sat 25 Oct", framed where granted, else struck."""
    good = frozenset(granted)
    return tuple(Day(box_text(day), day in good) for day in all_days)


def _back(numbers: tuple[tuple[str, str], ...], office: str, last_day: date) -> BackWords:
    return BackWords(
        leads=_("Where this badge leads"),
        leads_note=_(
            "A black box on the front gives access to the zone; an empty, crossed-out box does not. "
            "Restricted rooms also require a floater pass or a seat from your delegation’s quota. "
            "Valid on the days framed on the front."
        ),
        emergency=_("In an emergency"),
        numbers=numbers,
        lost=_("Lost or found"),
        lost_text=_(
            "Lost: inform %(office)s at once; this badge stops working within a minute and a new one "
            "is issued on presentation of your identity document. Found: hand it to any guard or "
            "liaison officer, or to %(office)s."
        )
        % {"office": office},
        rules=_("Rules"),
        rule_list=(
            _("Wear it visibly at all times."),
            _("It is personal. Lending it to another person ends the accreditation."),
            _("It is neither an identity document nor full powers."),
            _("Return it at the last exit on %(day)s.") % {"day": day_text(last_day, weekday=False, long=True)},
        ),
        owner=_("Property of the Organizing Committee"),
        card_text=_(
            "Lost: inform %(office)s at once. Found: hand it to any guard. Personal; wear it "
            "visibly; not an identity document."
        )
        % {"office": office},
    )
