"""Tasks about the programme, and its sentences in the audit log."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.audit.sentences import register_sentences
from conference.core import clock
from conference.core.access import Actor, Role
from conference.db.together import Part, Shared
from conference.desk.registry import CONFERENCE, Task, TaskList, Urgency, register_panel, register_tasks
from delegations.registration.overview.person import name_and_page
from schedule.programme.models import Draft, Release, Session
from schedule.programme.releases import changes, queries
from schedule.programme.sessions import queries as sessions_queries
from schedule.programme.sessions.snapshot import text_of

SOON = timedelta(hours=24)

register_sentences(
    {
        "session.added": gettext_lazy("%(who)s added the session %(what)s to the programme"),
        "session.changed": gettext_lazy("%(who)s changed the session %(what)s"),
        "session.removed": gettext_lazy("%(who)s removed the session %(what)s from the programme"),
        "site.changed": gettext_lazy("%(who)s changed the public pages"),
        "programme.published": gettext_lazy("%(who)s published release %(what)s of the programme"),
        "programme.publishing_undone": gettext_lazy("%(who)s undid a release of the programme by release %(what)s"),
    }
)

tasks = TaskList("programme", Role.PROGRAMME)
RELEASES = Shared(lambda: Release.objects.select_related("published_by")[:1])  # the latest


@register_tasks("programme.publish")
def unpublished(actor: Actor) -> Part:
    """Yield a task for unpublished changes to the next 24 hours; if there are none, for all later ones."""
    releases, drafts, conferences = yield [RELEASES, Draft.objects.values_list("version", flat=True)[:1], CONFERENCE]
    release = next(iter(releases), None)
    if not (drafts and conferences) or (release and release.draft_version == drafts[0] and not release.held_back):
        return
    if release is None:
        yield from _first()
        return
    now, zone = clock.now(), conferences[0].zone
    differences = yield from queries.read_changes(release)
    coming = []
    for change in differences:
        ahead = [moment for moment in changes.moments_of(change) if moment >= now]
        if ahead:
            coming.append((min(ahead), change))
    near = [(moment, change) for moment, change in coming if moment < now + SOON]
    if coming:
        yield _waiting(near or coming, near=bool(near), release=release.number + 1, zone=zone)


def _waiting(coming: list[tuple[datetime, changes.Change]], *, near: bool, release: int, zone: ZoneInfo) -> Task:
    count = len(coming)
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
    urgency = Urgency.NOW if near else Urgency.LATER
    return tasks.kind("unpublished", urgency, "wait", "△", _("Not published")).task(
        title=title,
        why="%(change)s",
        remedy=(_("Publish release %(number)s"), reverse("programme:publish")),
        values={"count": count, "change": changes.sentence(coming[0][1], zone), "number": release},
        due=min(moment for moment, _change in coming),
    )


def _first() -> Part:
    (sessions,) = yield [Session.objects.values_list("pk")[:1]]
    if sessions:
        yield tasks.kind("unreleased", Urgency.LATER, "wait", "○", _("Not published")).task(
            title=_("The programme has not been released yet"),
            why=_("Delegations and the public see an empty page."),
            remedy=(_("Publish release 1"), reverse("programme:publish")),
        )


@register_tasks("programme.edit")
def without_their_people(actor: Actor) -> Part:
    """Yield one task for each session whose chair or panellist is no longer in a delegation."""
    (sessions,) = yield [sessions_queries.with_missing_people()]
    for session, person in sessions_queries.missing_people(sessions):
        key = f"person.{session.key}.{person.pk}"
        yield tasks.kind(key, Urgency.TODAY, "no", "✕", _("Nobody named")).task(
            title=_("%(who)s is still named for %(title)s"),
            why=_("%(party)s no longer has this member. Name somebody else, or remove the place from the panel."),
            remedy=(_("Name somebody else"), reverse("programme:edit", args=[session.key])),
            values={"who": person, "title": session.title, "party": person.delegation.party.short},
            due=session.starts,
            parties=(person.delegation.party,),
            names=(name_and_page(person),),
        )


def next_in_the_programme(actor: Actor) -> Part:
    """Yield the desk's panel of what comes next, as released."""
    (releases,) = yield [RELEASES]
    if not releases:
        return
    release = releases[0]
    (rows,) = yield [queries.coming(release)]
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
    yield {"release": release, "sessions": sessions}


register_panel(20, "programme.see", "desk/programme/releases/next.html", next_in_the_programme)
