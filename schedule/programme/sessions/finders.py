"""What the desk's search finds of the programme: sessions of the draft, and their documents."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from conference.core.access import Actor
from conference.desk.finding import SHOWN, Query, Result, register
from conference.look import lists
from conference.look.times import when_text
from conference.models import current_conference
from schedule.programme.models import Session, SessionDocument


def sessions(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield sessions by their title in any language, kind and number, by time. Two queries."""
    zone = current_conference().zone
    rows = Session.objects.select_related("room").order_by("starts", "room__position", "pk")
    for row in rows.only("key", "type", "number", "title", "starts", "room__name", "room__code"):
        kind = f"{row.get_type_display()} {row.number or ''}".strip()
        if query.fits(*row.title.values(), kind, row.key):
            yield Result(str(row), _page(row.key, actor), f"{when_text(row.starts.astimezone(zone))}, {row.room}")


def documents(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield the documents of sessions by a part of their symbol or title. One query."""
    rows = SessionDocument.objects.filter(symbol__icontains=query.text) | SessionDocument.objects.filter(
        title__icontains=query.text
    )
    for row in rows.select_related("session").order_by("symbol", "title", "pk")[: SHOWN + 1]:
        title = lists.beside([row.symbol, row.title])
        yield Result(title, _page(row.session.key, actor), f"{row.session}, {row.language}")


def _page(key: str, actor: Actor) -> str:
    """Return the session's page at the desk for those who edit it, else the public one."""
    return reverse("programme:edit" if actor.may("programme.edit") else "programme:session", args=[key])


register("sessions", "programme.see", sessions)
register("documents", "programme.see", documents)
