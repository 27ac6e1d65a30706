"""Protocol's tasks about receptions, and their sentences in the audit log."""

from collections.abc import Iterator
from datetime import tzinfo
from itertools import groupby

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.audit.sentences import register_sentences
from conference.core import clock
from conference.core.access import Actor, Role
from conference.db.together import Part
from conference.desk.registry import CONFERENCE, Task, TaskList, Urgency, register_tasks
from conference.look.times import clock_text
from delegations.registration.overview.person import name_and_page
from schedule.receptions.invitations import queries
from schedule.receptions.models import GuestRule, Invitation, Seat
from schedule.receptions.seating.actions.saving import RIGHT as SEAT
from schedule.receptions.seating.queries import kept_too_long, key_of

tasks = TaskList("receptions", Role.PROTOCOL, "receptions.invite")


register_sentences(
    {
        "invitation.late": gettext_lazy("%(what)s: answered after the deadline"),
        "invitation.late_taken": gettext_lazy("%(who)s took the late answer: %(what)s"),
        "invitation.late_undone": gettext_lazy("%(who)s undid the host's decision on a late answer: %(what)s"),
        "invitation.late_declined": gettext_lazy("%(who)s declined the late answer: %(what)s"),
        "invitation.reminded": gettext_lazy("%(who)s sent a reminder of %(what)s"),
        "invitation.reminder_undone": gettext_lazy("%(who)s undid a reminder of %(what)s"),
        "invitation.arrived": gettext_lazy("%(what)s: the guest has arrived"),
        "invitation.companion_arrived": gettext_lazy("%(what)s: the companion has arrived"),
        "invitation.arrival_undone": gettext_lazy("%(who)s undid an arrival: %(what)s"),
        "invitation.absent": gettext_lazy("%(who)s released the place of %(what)s"),
        "reception.added": gettext_lazy("%(who)s entered the reception %(what)s"),
        "reception.changed": gettext_lazy("%(who)s changed the reception %(what)s"),
        "invitation.time_changed": gettext_lazy("%(what)s: the time of the reception was changed (%(who)s)"),
        "invitation.occasion_changed": gettext_lazy(
            "%(what)s: the time or place of the reception was changed (%(who)s)"
        ),
        "invitation.thanked": gettext_lazy("%(who)s thanked for coming: %(what)s"),
        "invitation.thanks_undone": gettext_lazy("%(who)s undid the thanks: %(what)s"),
        "invitation.sent": gettext_lazy("%(who)s invited %(what)s"),
        "invitation.sent_again": gettext_lazy("%(who)s sent a new link: %(what)s"),
        "invitation.link_undone": gettext_lazy(
            "%(who)s undid a new link, and the earlier one is valid again: %(what)s"
        ),
        "invitation.sent_to_new_head": gettext_lazy("%(who)s invited the new head: %(what)s"),
        "invitation.head_left": gettext_lazy("%(what)s: the head has left, and no answer holds (%(who)s)"),
        "invitation.ended": gettext_lazy("%(what)s: ended, the guest has left (%(who)s)"),
        "invitation.accepted": gettext_lazy("%(what)s: accepted"),
        "invitation.regretted": gettext_lazy("%(what)s: regretted"),
        "invitation.waiting": gettext_lazy("%(what)s: on the waiting list"),
        "invitation.substitute": gettext_lazy("%(what)s: a substitute was proposed"),
        "invitation.companion_promoted": gettext_lazy("%(what)s: the companion was admitted from the waiting list"),
        "invitation.sending_undone": gettext_lazy(
            "%(who)s undid the invitation of %(what)s before its e-mail was sent"
        ),
        "reception.unticked": gettext_lazy("%(who)s changed whom a rule invites: %(what)s"),
        "outside_guest.added": gettext_lazy("%(who)s entered the outside guest %(what)s"),
        "outside_guest.changed": gettext_lazy("%(who)s changed the outside guest %(what)s"),
        "outside_guest.removed": gettext_lazy("%(who)s removed the outside guest %(what)s"),
        "invitation.promoted": gettext_lazy("%(what)s: admitted from the waiting list"),
        "invitation.substitute_approved": gettext_lazy("%(who)s approved the substitute: %(what)s"),
        "invitation.word_undone": gettext_lazy("%(who)s undid the host's decision on a substitute: %(what)s"),
        "invitation.substitute_rejected": gettext_lazy("%(who)s did not approve the substitute: %(what)s"),
    }
)


@register_tasks("receptions.see", Invitation.objects.all)
def waiting(actor: Actor) -> Part:
    """Yield substitutes and late answers that await the host, and invitations that wait for a head."""
    due = yield from queries.read_due()
    yield from _for_the_host(due)
    for invitation in due.replaced_guests:
        yield _task_for_former_head(invitation)


def _for_the_host(due: queries.DueInvitations) -> Iterator[Task]:
    if proposed := due.substitutes:
        first, count = proposed[0], len(proposed)
        word = ngettext("%(n)d proposed", "%(n)d proposed", count)
        yield tasks.kind("substitutes", Urgency.LATER, "info", "?", word).task(
            title=_("Substitutes await the host's decision"),
            why=_("The first: %(who)s, %(what)s."),
            remedy=(_("Open the list of guests"), _guest_list(first, "?state=substitute")),
            values={"n": count, "who": first.substitute_name, "what": first.reception},
            due=first.reception.starts,
            parties=tuple(invitation.party for invitation in proposed[:5]),
        )
    if late := due.late_answers:
        first, count = late[0], len(late)
        word = ngettext("%(n)d answered late", "%(n)d answered late", count)
        yield tasks.kind("late", Urgency.LATER, "wait", "!", word).task(
            title=_("Answers after the deadline await the host"),
            why=_("The first: %(who)s, %(what)s."),
            remedy=(_("Open the list of guests"), _guest_list(first, f"#guest-{first.public_id}")),
            values={"n": count, "who": first.person, "what": first.reception},
            due=first.reception.begins,
            parties=tuple(invitation.party for invitation in late[:5]),
            names=(name_and_page(first.guest),) if first.guest else (),
        )


def _task_for_former_head(invitation: Invitation) -> Task:
    return tasks.kind(f"guest.{invitation.pk}", Urgency.TODAY, "no", "✕", _("No head")).task(
        title=_("%(party)s: the invited head has left"),
        why=_("%(what)s was offered to %(who)s. The new head is invited as soon as the delegation names one."),
        remedy=(_("Look at the list of guests"), _guest_list(invitation, f"#guest-{invitation.public_id}")),
        values={"party": invitation.party, "what": invitation.reception, "who": invitation.person},
        due=invitation.reception.starts,
        parties=(invitation.party,),
        names=(name_and_page(invitation.guest),) if invitation.guest else (),
    )


def _guest_list(invitation: Invitation, suffix: str) -> str:
    return reverse("receptions:reception", args=[invitation.reception.code]) + suffix


@register_tasks(SEAT, lambda: Invitation.objects.exclude(substitute_name=""))
def substitutes_without_rank(actor: Actor) -> Part:
    """Yield the substitutes who have no seat because their own rank is not set, with a link to the first."""
    (substitutes,) = yield [_without_rank()]
    if substitutes:
        first, count = substitutes[0], len(substitutes)
        url = reverse("receptions:seating", args=[first.reception.code])
        word = ngettext("%(n)d without a rank", "%(n)d without a rank", count)
        yield tasks.kind("ranks", Urgency.LATER, "wait", "!", word).task(
            title=_("Substitutes have no seat until their rank is set"),
            why=_("The first: %(who)s, %(what)s."),
            remedy=(_("Set the rank"), f"{url}?who={key_of(first.pk, False)}#selected"),
            values={"n": count, "who": first.who_comes, "what": first.reception},
            right=SEAT,
            due=first.reception.starts,
            parties=tuple(invitation.party for invitation in substitutes[:5]),
        )


@register_tasks(SEAT, lambda: Seat.objects.filter(kept_until__isnull=False))
def kept_seats(actor: Actor) -> Part:
    """Yield for each reception the seats kept free whose time has passed, with a link to the first."""
    seats, conferences = yield [kept_too_long(), CONFERENCE]
    for _plan, rows in groupby(seats, key=lambda seat: seat.plan_id):
        yield _task_for_kept_seats(list(rows), conferences[0].zone)


def _without_rank() -> QuerySet[Invitation]:
    """Return the invitations, by reception with a plan, whose substitute comes and has no rank, until it is over."""
    ranked = GuestRule.objects.filter(
        invitation=OuterRef("pk"), companion=False, rank__isnull=False, given_to=OuterRef("substitute_name")
    )
    substitutes = queries.all_invitations().filter(
        ~Exists(ranked), state="accepted", reception__seating_plan__isnull=False, reception__ends__gt=clock.now()
    )
    return substitutes.exclude(substitute_name="").order_by("reception__starts", "pk")


def _task_for_kept_seats(seats: list[Seat], zone: tzinfo) -> Task:
    first, count = seats[0], len(seats)
    reception, until = first.plan.reception, first.kept_until
    assert until is not None
    url = reverse("receptions:seating", args=[reception.code])
    word = ngettext("%(n)d seat", "%(n)d seats", count)
    return tasks.kind(f"kept.{first.plan_id}", Urgency.NOW, "wait", "!", word).task(
        title=_("Seats are still kept free after the time set"),
        why=_("%(what)s. %(seat)s was kept until %(time)s."),
        remedy=(_("Open the seat in the plan"), f"{url}?to={first.table.number}-{first.number}#selected"),
        values={
            "n": count,
            "what": reception,
            "seat": _("Table %(table)d, seat %(seat)d") % {"table": first.table.number, "seat": first.number},
            "time": clock_text(until.astimezone(zone)),
        },
        right=SEAT,
        at=until,
        due=reception.ends,
    )
