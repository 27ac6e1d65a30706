"""Differences between two releases, or a release and the draft: as data, and in the reader's language."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from conference.look import lists
from conference.look.lists import join_facts
from conference.look.times import clock_text, day_text, span_text
from schedule.programme.models import PublicDetail
from schedule.programme.sessions.public_detail import get_public_detail, most_reserved
from schedule.programme.sessions.snapshot import Data, chair_words, text_of

# Fields that are compared one by one, with their labels; the others have sentences of their own.
DETAILS: dict[str, Promise] = {
    "type": gettext_lazy("type"),
    "number": gettext_lazy("number"),
    "description": gettext_lazy("description"),
    "all_day": gettext_lazy("all day"),
    "for_heads": gettext_lazy("heads of delegation"),
    "public_detail": gettext_lazy("what the public is told"),
    "webcast": gettext_lazy("webcast"),
    "webcast_url": gettext_lazy("address of the webcast"),
    "interpretation": gettext_lazy("languages of interpretation"),
    "agenda": gettext_lazy("agenda items"),
    "organisers": gettext_lazy("organizers"),
    "chair": gettext_lazy("chair"),
    "panel": gettext_lazy("panel"),
    "documents": gettext_lazy("documents"),
}
# Of an open meeting these have a sentence with names; of a closed one it is only said that they changed. The number of persons expected
# is internal and no change of the programme.
NAMED = ("chair", "panel", "documents")
# What a field counts as in releases that are older than it.
BEFORE = {"public_detail": PublicDetail.TIME.value}
# Kinds of change that the public reads of a session of which not everything is public.
PUBLIC = {
    PublicDetail.TIME.value: ("new", "removed", "time", "title", "access"),
    PublicDetail.PLACE.value: ("new", "removed", "time", "title", "access", "room"),
    PublicDetail.ALL.value: ("new", "removed", "time", "title", "access", "room", "details"),
}
Change = dict[str, Any]


def find_changes(before: Iterable[Data], after: Iterable[Data]) -> list[Change]:
    """Return the changes from one programme to another, in the programme's order.

    Returns:
        Dicts with `key`, `title` (by language), `starts`, `ends` (ISO), `room` and `what`: new, removed, time, room, title, access, chair,
            panel, documents or details; as needed `was`, `now`, `fields`.
    """
    old, new = {data["key"]: data for data in before}, {data["key"]: data for data in after}
    changes: list[Change] = []
    for key, data in new.items():
        changes += _changes_of_session(old[key], data) if key in old else [_change(data, "new")]
    changes += [_change(data, "removed") for key, data in old.items() if key not in new]
    return sorted(changes, key=lambda change: (change["starts"], change["key"]))


def _change(data: Data, kind: str, **values: Any) -> Change:
    where = {"starts": data["starts"], "ends": data["ends"], "room": data["room"]["name"]}
    return {"key": data["key"], "title": dict(data["title"]), "what": kind, **where, **values}


def public_part(change: Change, detail: str) -> list[Change]:
    """Return what the public may read of a change, of whose session `detail` is public; nothing if it may not."""
    if detail and change["what"] not in PUBLIC[detail]:
        return []
    return [{**change, "room": {}} if detail == PublicDetail.TIME else change]


def _changes_of_session(old: Data, new: Data) -> list[Change]:
    changes: list[Change] = []
    if (old["starts"], old["ends"]) != (new["starts"], new["ends"]):
        changes.append(_change(new, "time", was=[old["starts"], old["ends"]]))
    if old["room"]["code"] != new["room"]["code"]:
        changes.append(_change(new, "room", was=old["room"]["name"]))
    if old["title"] != new["title"]:
        changes.append(_change(new, "title", was=old["title"]))
    if old["open"] != new["open"]:
        changes.append(_change(new, "access", was=old["open"]))
    fields = [name for name in DETAILS if (old.get(name) or BEFORE.get(name)) != (new.get(name) or BEFORE.get(name))]
    if old["open"] and new["open"]:
        changes += [_change(new, name, was=old.get(name), now=new.get(name)) for name in NAMED if name in fields]
        fields = [name for name in fields if name not in NAMED]
    if fields:
        changes.append(_change(new, "details", fields=fields))
    # The room of a meeting stays hidden if it is closed before or after the change.
    detail = most_reserved(get_public_detail(old), get_public_detail(new))
    return [{**change, "told": detail} for change in changes] if detail else changes


def group_by_key(changes: Iterable[Change]) -> dict[str, list[Change]]:
    grouped: dict[str, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change["key"], []).append(change)
    return grouped


def _moments(pair: Iterable[str], zone: ZoneInfo) -> list[datetime]:
    return [datetime.fromisoformat(text).astimezone(zone) for text in pair]


def _times(change: Change, zone: ZoneInfo) -> dict[str, str]:
    """Return `is` and `was` of a change of time, as short as is clear."""
    starts, ends = _moments([change["starts"], change["ends"]], zone)
    was_starts, was_ends = _moments(change["was"], zone)
    if starts.date() != was_starts.date():
        return {
            name: join_facts((day_text(a, year=False), span_text(a, b)))
            for name, a, b in (("now", starts, ends), ("was", was_starts, was_ends))
        }
    if ends - starts == was_ends - was_starts:
        return {"now": clock_text(starts), "was": clock_text(was_starts)}
    if starts == was_starts:
        ends_at = pgettext("of a session", "until %s")
        return {"now": ends_at % clock_text(ends), "was": ends_at % clock_text(was_ends)}
    return {"now": span_text(starts, ends), "was": span_text(was_starts, was_ends)}


def mark(change: Change, zone: ZoneInfo) -> str:
    """Return the change for beside the session: `15:45, was 15:30`. Plain text."""
    form = _("%(now)s, was %(was)s")
    match change["what"]:
        case "new":
            return pgettext("a session", "New")
        case "time":
            return form % _times(change, zone)
        case "room":
            return form % {"now": text_of(change["room"]), "was": text_of(change["was"])}
        case "title":
            return _("other title, was “%(was)s”") % {"was": text_of(change["was"])}
        case "access":
            return _("now closed") if change["was"] else _("now open")
        case "chair":
            return _("other chair")
        case "panel":
            return _("other panel")
        case "documents":
            return _("other documents")
        case "details":
            return lists.in_words(DETAILS[name] for name in change["fields"])
    return _("Removed")


def marks(changes: Iterable[Change], zone: ZoneInfo) -> str:
    """Return `Changed: 15:45, was 15:30`, or `New`; empty without changes."""
    listed = list(changes)
    text = lists.join_by_semicolons(mark(change, zone) for change in listed)
    if not text or any(change["what"] == "new" for change in listed):
        return text
    return _("Changed: %(what)s") % {"what": text}


def _sentence(change: Change, zone: ZoneInfo) -> tuple[str, dict[str, str]]:
    """Return a format string, and its values besides the title."""
    starts, ends = _moments([change["starts"], change["ends"]], zone)
    times = join_facts((day_text(starts, year=False), span_text(starts, ends)))
    room = text_of(change["room"]).words
    match change["what"]:
        case "new":
            if not room:
                return _("{title} is new: {times}."), {"times": times}
            return _("{title} is new: {room}, {times}."), {"room": room, "times": times}
        case "removed":
            return _("{title} ({times}) is removed."), {"times": times}
        case "time":
            return _("{title} has a new time: {now}, was {was}."), _times(change, zone)
        case "room":
            return _("{title} moves from {was} to {room}."), {"was": text_of(change["was"]).words, "room": room}
        case "title":
            return _("{title} was called “{was}”."), {"was": text_of(change["was"]).words}
        case "access":
            return (_("{title} is now closed.") if change["was"] else _("{title} is now open.")), {}
        case "chair":
            return _chair_sentence(change)
        case "panel":
            return _panel_sentence(change)
        case "documents":
            return _documents_sentence(change)
    names = lists.in_words(DETAILS[name] for name in change["fields"])
    return _("{title}: changed {fields}."), {"fields": names}


def _form_for(values: dict[str, str], *, replaced: str, added: str, ended: str) -> str:
    """Return the format string for what is new (`now`), what is no more (`was`), or both; empty for neither."""
    if values["now"] and values["was"]:
        return replaced
    return added if values["now"] else ended if values["was"] else ""


def _chair_sentence(change: Change) -> tuple[str, dict[str, str]]:
    values = {side: chair_words(change[side]) if change[side] else "" for side in ("now", "was")}
    form = _form_for(
        values,
        replaced=_("{title} is chaired by {now} in place of {was}."),
        added=_("{title} is chaired by {now}."),
        ended=_("{title} is no longer chaired by {was}."),
    )
    return form, values


def _new_and_former(change: Change, name: Callable[[Data], str]) -> tuple[list[str], list[str]]:
    now, was = ([name(entry) for entry in change[side] or []] for side in ("now", "was"))
    return [entry for entry in now if entry not in was], [entry for entry in was if entry not in now]


def _panel_sentence(change: Change) -> tuple[str, dict[str, str]]:
    # Function and party stand behind commas, so persons are separated by semicolons.
    values = dict(zip(("now", "was"), map(lists.join_by_semicolons, _new_and_former(change, chair_words)), strict=True))
    form = _form_for(
        values,
        replaced=_("{title}: panel now includes {now} in place of {was}."),
        added=_("{title}: panel now also includes {now}."),
        ended=_("{title}: panel no longer includes {was}."),
    )
    return form or _("{title}: order or roles of the panel changed."), values


def _documents_sentence(change: Change) -> tuple[str, dict[str, str]]:
    new, former = _new_and_former(change, lambda document: document["symbol"] or document["title"])
    values = {"now": lists.in_words(new), "was": lists.in_words(former), "fields": str(DETAILS["documents"])}
    form = _form_for(
        values,
        replaced=_("{title}: new documents {now} in place of {was}."),
        added=_("{title}: new documents {now}."),
        ended=_("{title}: documents removed {was}."),
    )
    return form or _("{title}: changed {fields}."), values


def sentence(change: Change, zone: ZoneInfo) -> str:
    """Return plain text: `Cable cuts and small islands moves from Room 2 to Room 311.`"""
    form, values = _sentence(change, zone)
    return form.format(title=text_of(change["title"]), **values)


def sentence_html(change: Change, zone: ZoneInfo) -> SafeString:
    form, values = _sentence(change, zone)
    return format_html(form, title=format_html("<strong>{}</strong>", text_of(change["title"])), **values)


def day_of(change: Change, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(change["starts"]).astimezone(zone).date()


def moments_of(change: Change) -> list[datetime]:
    """Return when the session begins, and began before the change."""
    was = [change["was"][0]] if change["what"] == "time" else []
    return [datetime.fromisoformat(text) for text in (change["starts"], *was)]
