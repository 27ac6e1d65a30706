"""A session's field in words, for choosing between two values."""

from django.utils.translation import gettext as _

from conference.look import lists
from conference.look.times import when_text
from conference.models import current_conference
from conference.translated import FALLBACK
from schedule.programme.models import Session
from schedule.programme.sessions.snapshot import chair_words, data_of, item_of, text_of


def field_text(session: Session, name: str) -> str:
    """Return the session's value of the form field `name` in words; `–` for nothing."""
    zone = current_conference().zone
    data = data_of(session)
    item = item_of(data, zone)
    kind, _underscore, code = name.partition("_")
    match name:
        case "starts" | "ends":
            text = when_text(getattr(item, name))
        case "type":
            text = str(session.get_type_display())
        case "public_detail":
            text = str(session.get_public_detail_display())
        case "room":
            text = item.room.words
        case "chair":
            text = chair_words(data["chair"]) if data["chair"] else ""
        case "panel":
            text = lists.join_by_semicolons(chair_words(panellist) for panellist in data["panel"])
        case "documents":
            text = lists.in_words(document["symbol"] or document["title"] for document in data["documents"])
        case "organisers":
            text = lists.in_words(text_of(party["name"]).words for party in data["organisers"])
        case "interpretation":
            text = item.spoken
        case "agenda":
            text = lists.join_by_semicolons(point.words for point in item.agenda)
        case "is_open" | "webcast" | "all_day" | "for_heads":
            text = _("yes") if getattr(session, name) else _("no")
        case _:
            if kind in ("title", "description"):
                text = getattr(session, kind).get(code or FALLBACK, "")
            else:
                text = "" if (value := getattr(session, name)) is None else str(value)
    return text or "–"
