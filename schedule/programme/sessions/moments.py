from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from conference.core.errors import NotPossible


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Return `2025-10-25T09:00` in `zone`, or a moment with an offset of its own.

    Raises NotPossible for no date and time, and for a local time that does not exist or occurs twice.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise NotPossible(_("“%(text)s” is not a date and time.") % {"text": text[:60]}) from problem
    if moment.tzinfo is not None:
        return moment
    early, late = moment.replace(tzinfo=zone), moment.replace(tzinfo=zone, fold=1)
    if early.utcoffset() != late.utcoffset():
        values = {"text": text, "zone": zone.key}
        raise NotPossible(_("“%(text)s” does not exist in %(zone)s or is ambiguous there.") % values)
    return early
