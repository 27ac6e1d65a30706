"""Tasks about the programme, and its sentences in the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

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
    """Yield sessions that begin within a day and differ from the release."""
    release = Release.objects.values_list("number", "draft_version", "held_back").first()
    draft = Draft.objects.values_list("version", flat=True).first()
    if draft is None or (release and release[1] == draft and not release[2]):
        return
    conference = Conference.objects.filter(pk=1).first()
    if conference is None:
        return
    now = clock.now()
    if release is None:
        yield from _first()
        return
    comparison = queries.compare(conference.zone)
    near = [
        change
        for change in comparison.changes
        if any(now <= moment < now + SOON for moment in changes.moments_of(change))
    ]
    if near:
        count = len(near)
        yield Task(
            key="programme.unpublished",
            urgency=Urgency.NOW,
            tone="wait",
            mark="△",
            word=_("Not published"),
            title=ngettext(
                "%(count)s change to the next 24 hours is not published",
                "%(count)s changes to the next 24 hours are not published",
                count,
            )
            % {"count": count},
            why=changes.sentence(near[0], conference.zone),
            remedy=_("Publish release %(number)s") % {"number": release[0] + 1},
            url=reverse("programme:publish"),
            owner=Role.PROGRAMME.label,
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
