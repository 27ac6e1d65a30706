"""Lists of speakers on paper: data for the template speakers.typ."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look.lists import join_facts, join_sentences
from conference.look.times import clock_text, day_text, span_text
from conference.models import current_conference
from conference.printing.documents.revisions import digest_of, revise_document
from conference.printing.models import Revision
from schedule.programme.models import Session, SpeakersList
from schedule.programme.sessions.snapshot import LANGUAGES
from schedule.programme.speaking import queries
from schedule.programme.speaking.queries import SpeakerRow

TEMPLATE, DOCUMENT = "speakers.typ", "speakers"
# Where somebody stands needs a word when it is not what the order says by itself.
SAID = ("speaking", "spoken", "absent", "missed")


def data(lists: Sequence[SpeakersList]) -> dict[str, Any]:
    """Return the template's data, with each list's revision. Five queries a list, and a few for all."""
    conference = current_conference()
    zone, now = conference.zone, clock.now().astimezone(conference.zone)
    lines_by_list = {speakers.key: queries.lines(speakers) for speakers in lists}
    revisions = revise_document(
        DOCUMENT,
        {key: {str(line.row.public_id): _content(line) for line in some} for key, some in lines_by_list.items()},
    )
    stamp = {"time": clock_text(now), "date": day_text(now, year=False, long=True)}
    return {
        "title": _("List of speakers"),
        "author": str(conference.name),
        "lang": get_language() or "en",
        "event": str(conference.name),
        "as_at": _("%(time)s on %(date)s") % stamp,
        "zone": conference.zone_label(now),
        "lists": [
            _list_data(speakers, lines_by_list[speakers.key], revisions[speakers.key], zone) for speakers in lists
        ],
        "words": {
            "page": _("Page {page} of {pages}"),
            "stamp": _("As at {time}\nrevision {revision}\nall times {zone}"),
            "foot": _("{title}, {name} · as at {time} · revision {revision} · all times {zone}"),
            "nobody": _("There are no speakers on this list yet."),
            "columns": [_("No."), _("Time"), _("Party"), _("Speaker"), _("Limit"), _("Language")],
        },
    }


def limit_text(minutes: Iterable[int]) -> str:
    """Return how long statements may be: `5 minutes for a statement`, `4 to 8 minutes for a statement` where limits go by rank."""
    every = sorted(minutes)
    if every[0] == every[-1]:
        message = ngettext("%(n)s minute for a statement", "%(n)s minutes for a statement", every[-1])
    else:
        message = ngettext(
            "%(least)s to %(n)s minute for a statement", "%(least)s to %(n)s minutes for a statement", every[-1]
        )
    return message % {"least": every[0], "n": every[-1]}


def _content(line: SpeakerRow) -> dict[str, Any]:
    """Return what revisions are compared by. Having spoken is no change."""
    state = "" if line.state in ("speaking", "spoken") else line.state
    values = {
        "number": line.number,
        "at": line.starts.isoformat() if line.starts else "",
        "speaker": str(line.speaker),
        "function": line.speaker.functional_title,
        "minutes": line.minutes,
        "language": line.row.language,
        "state": state,
    }
    return {"digest": digest_of(values)}


def _list_data(
    speakers: SpeakersList, lines: Sequence[SpeakerRow], revision: Revision, zone: ZoneInfo
) -> dict[str, Any]:
    parts = groupby(lines, key=lambda line: line.session)
    limits = limit_text([line.minutes for line in lines] or [speakers.minutes])
    return {
        "name": str(speakers),
        "note": join_sentences([speakers.get_state_display(), limits[:1].upper() + limits[1:]]),
        "revision": str(revision.number),
        "parts": [
            {"title": _part_title(session, zone), "rows": [_row_data(line, revision, zone) for line in some]}
            for session, some in parts
        ],
    }


def _part_title(session: Session | None, zone: ZoneInfo) -> str:
    if session is None:
        return _("Without a time")
    starts, ends = session.starts.astimezone(zone), session.ends.astimezone(zone)
    return join_facts((session.title, day_text(starts, year=False), span_text(starts, ends), session.room))


def _row_data(line: SpeakerRow, revision: Revision, zone: ZoneInfo) -> dict[str, Any]:
    key = str(line.row.public_id)
    member = line.speaker
    return {
        "number": str(line.number),
        "time": clock_text(line.starts.astimezone(zone)) if line.starts else "–",
        # Heads speak under the State's formal name, others under the short one (UN practice).
        "party": line.party.formal if member.is_head else line.party.short,
        "speaker": member.called_on_paper,
        "function": member.functional_title,
        "limit": _("%(n)s min") % {"n": line.minutes},
        "language": str(LANGUAGES.get(line.row.language, line.row.language.upper())),
        "state": str(line.row.get_state_display()) if line.state in SAID else "",
        "done": line.state in ("spoken", "missed"),
        "changed": bool(revision.before) and revision.before.get(key) != revision.content.get(key),
    }
