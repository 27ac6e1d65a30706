"""What the desk's search finds of the programme: sessions of the draft, and their documents."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from conference.core.access import Actor
from conference.desk.finding import RESULTS_SHOWN, Query, Result, register_finder
from conference.look import lists
from conference.look.times import when_text
from conference.models import current_conference
from schedule.programme.models import Session, SessionDocument


def sessions(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield sessions by their title in any language, kind and number, by time. Two queries."""
    zone = current_conference().zone
    ordered = Session.objects.select_related("room").order_by("starts", "room__position", "pk")
    for session in ordered.only("key", "type", "number", "title", "starts", "room__name", "room__code"):
        kind = f"{session.get_type_display()} {session.number or ''}".strip()
        if query.fits(*session.title.values(), kind, session.key):
            when = when_text(session.starts.astimezone(zone))
            yield Result(str(session), _page(session.key, actor), f"{when}, {session.room}")


def documents(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield the documents of sessions by a part of their symbol or title. One query."""
    documents = SessionDocument.objects.filter(Q(symbol__icontains=query.text) | Q(title__icontains=query.text))
    for document in documents.select_related("session").order_by("symbol", "title", "pk")[: RESULTS_SHOWN + 1]:
        title = lists.join_facts([document.symbol, document.title])
        yield Result(title, _page(document.session.key, actor), f"{document.session}, {document.language}")


def _page(key: str, actor: Actor) -> str:
    """Return the session's page at the desk for those who edit it, else the public one."""
    return reverse("programme:edit" if actor.may("programme.edit") else "programme:session", args=[key])


register_finder("sessions", "programme.see", sessions)
register_finder("documents", "programme.see", documents)
