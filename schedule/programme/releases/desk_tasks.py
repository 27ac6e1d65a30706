"""Tasks about the programme, and its sentences in the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.audit.words import register
from conference.core import clock
from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, panel, register_tasks
from conference.models import Conference
from conference.translated import filled
from delegations.registration.overview.person import name_and_page
from schedule.programme.models import Draft, Release, Session
from schedule.programme.releases import changes, queries
from schedule.programme.sessions import queries as sessions_queries
from schedule.programme.sessions.snapshot import text_of

SOON = timedelta(hours=24)

register(
    {
        "session.added": gettext_lazy("%(who)s added the session %(what)s to the programme"),
        "session.changed": gettext_lazy("%(who)s changed the session %(what)s"),
        "session.removed": gettext_lazy("%(who)s removed the session %(what)s from the programme"),
        "site.changed": gettext_lazy("%(who)s changed the public pages"),
        "programme.published": gettext_lazy("%(who)s published release %(what)s of the programme"),
    }
)


def unpublished(actor: Actor) -> Iterator[Task]:
    """Yield the changes to what begins within a day that the release lacks; without such ones, those to what comes later."""
    release = Release.objects.values_list("number", "draft_version", "held_back").first()
    draft = Draft.objects.values_list("version", flat=True).first()
    if draft is None or (release and release[1] == draft and not release[2]):
        return
    conference = Conference.objects.filter(pk=1).first()
    if conference is None:
        return
    if release is None:
        yield from _first()
        return
    now = clock.now()
    coming = []
    for change in queries.compare(conference.zone).changes:
        ahead = [moment for moment in changes.moments_of(change) if moment >= now]
        if ahead:
            coming.append((min(ahead), change))
    near = [(moment, change) for moment, change in coming if moment < now + SOON]
    if coming:
        yield _waiting(near or coming, near=bool(near), release=release[0] + 1, zone=conference.zone)


def _waiting(found: list[tuple[datetime, changes.Change]], *, near: bool, release: int, zone: ZoneInfo) -> Task:
    count = len(found)
    if near:
        title = ngettext(
            "%(count)s change to the next 24 hours is not published",
            "%(count)s changes to the next 24 hours are not published",
            count,
        )
    else:
        title = ngettext(
            "%(count)s change to the programme is not published",
            "%(count)s changes to the programme are not published",
            count,
        )
    return Task(
        key="programme.unpublished",
        urgency=Urgency.NOW if near else Urgency.BEFORE,
        tone="wait",
        mark="△",
        word=_("Not published"),
        title=title % {"count": count},
        why=changes.sentence(found[0][1], zone),
        remedy=_("Publish release %(number)s") % {"number": release},
        url=reverse("programme:publish"),
        owner=Role.PROGRAMME.label,
        due=min(moment for moment, _change in found),
    )


def _first() -> Iterator[Task]:
    if not Session.objects.exists():
        return
    yield Task(
        key="programme.unreleased",
        urgency=Urgency.BEFORE,
        tone="wait",
        mark="○",
        word=_("Not published"),
        title=_("The programme has not been released yet"),
        why=_("Delegations and the public see an empty page."),
        remedy=_("Publish release 1"),
        url=reverse("programme:publish"),
        owner=Role.PROGRAMME.label,
    )


register_tasks("programme.publish", unpublished)


def without_their_people(actor: Actor) -> Iterator[Task]:
    """Yield one task for each session whose chair or panellist is no longer in a delegation."""
    for session, person in sessions_queries.missing_people():
        yield Task(
            key=f"programme.person.{session.key}.{person.pk}",
            urgency=Urgency.TODAY,
            tone="no",
            mark="✕",
            word=_("Nobody named"),
            title=filled(_("%(who)s is still named for %(title)s"), {"who": person, "title": session.title}),
            why=_("%(party)s no longer has this member. Name somebody else, or remove the place from the panel.")
            % {"party": person.delegation.party.short},
            remedy=_("Name somebody else"),
            url=reverse("programme:edit", args=[session.key]),
            owner=Role.PROGRAMME.label,
            due=session.starts,
            parties=(person.delegation.party,),
            names=(name_and_page(person),),
        )


register_tasks("programme.edit", without_their_people)


def next_in_the_programme(actor: Actor) -> dict[str, Any] | None:
    """Return the desk's panel of what comes next, as released."""
    found = queries.coming()
    if found is None:
        return None
    release, rows = found
    sessions = [
        {
            "day": row.day,
            "starts": row.starts,
            "title": text_of(row.data["title"], None).words,
            "room": text_of(row.data["room"]["name"], None).words,
            "key": row.key,
        }
        for row in rows
    ]
    return {"release": release, "sessions": sessions}


panel(20, "programme.see", "desk/programme/releases/next.html", next_in_the_programme)
