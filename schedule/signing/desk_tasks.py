"""What of signing waits for staff before and during the ceremony."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from conference.core import clock
from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.registration.delegations.queries import FULL_POWERS
from delegations.registration.models import LIVE_STATES, Deadline
from delegations.registration.overview.listing import Filter, Show, further
from delegations.registration.overview.person import name_and_page
from schedule.signing.appointments.agreement import named_besides
from schedule.signing.appointments.powers import powers_of
from schedule.signing.models import Appointment, AppointmentState, SigningSession, TextState
from schedule.signing.record.actions import RIGHT
from schedule.signing.running_order.models import RecordState
from schedule.signing.running_order.queries import silent

MOST = 10
SOON = timedelta(days=7)
SILENT = "not_said"
STILL = (AppointmentState.INTENDS, AppointmentState.SCHEDULED, AppointmentState.SKIPPED)


def before_the_ceremony(actor: Actor) -> Iterator[Task]:
    """Yield who has lost the signatory, who stands in an order without full powers, and texts to be reviewed. Two queries."""
    related = ("treaty", "session", "delegation__party", "signatory__protocol_rank", "signatory__delegation__party")
    rows = list(Appointment.objects.filter(state__in=STILL).select_related(*related).order_by("starts", "pk"))
    for row in [one for one in rows if one.signatory and one.signatory.state not in LIVE_STATES][:MOST]:
        yield _left(row)
    scheduled = [row for row in rows if row.session and row.session.state == "open" and _is_there(row)]
    if scheduled:
        powers = powers_of([row.signatory for row in scheduled if row.signatory], scheduled[0].treaty)
        unready = [row for row in scheduled if row.signatory and powers[row.signatory.pk].holds is not True]
        yield from _unready(unready)
    yield from _texts([row for row in rows if row.text_state == TextState.TO_REVIEW])


def _is_there(row: Appointment) -> bool:
    return row.signatory is not None and row.signatory.state in LIVE_STATES


def _left(row: Appointment) -> Task:
    party, who = row.delegation.party, row.signatory
    return Task(
        key=f"signing.left.{row.pk}",
        urgency=Urgency.TODAY,
        tone="no",
        mark="!",
        word=pgettext("a signatory", "Has left"),
        title=_("%(party)s: %(who)s has left the delegation and was to sign")
        % {"party": party.short, "who": who.full_name if who else ""},
        why=_("Without a signatory who is still in the delegation the party cannot be called."),
        remedy=_("Say who signs"),
        url=reverse("signing:appointment", args=[party.slug]),
        owner=Role.PROTOCOL.label,
        due=row.starts,
        parties=(party,),
        names=(name_and_page(who),) if who else (),
    )


def _unready(rows: Sequence[Appointment]) -> Iterator[Task]:
    if not rows:
        return
    words = ngettext(
        "%(count)s in the running order cannot be called: no full powers accepted",
        "%(count)s in the running order cannot be called: no full powers accepted",
        len(rows),
    )
    first = rows[0]
    yield Task(
        key="signing.unready",
        urgency=Urgency.TODAY,
        tone="no",
        mark="!",
        word=pgettext("full powers", "Missing"),
        title=words % {"count": len(rows)},
        why=_("Whoever is found to lack full powers on the day of the ceremony cannot sign."),
        remedy=_("Check who in the order lacks them"),
        url=reverse("signing:order", args=[first.session.code]) if first.session else reverse("signing:desk"),
        owner=Role.SECRETARIAT.label,
        due=first.starts,
        parties=tuple(row.delegation.party for row in rows[:5]),
    )


def _texts(rows: Sequence[Appointment]) -> Iterator[Task]:
    if not rows:
        return
    words = ngettext(
        "%(count)s declaration or reservation to be reviewed",
        "%(count)s declarations or reservations to be reviewed",
        len(rows),
    )
    one = len(rows) == 1
    yield Task(
        key="signing.texts",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="¶",
        word=pgettext("a text", "To be reviewed"),
        title=words % {"count": len(rows)},
        why=_("A reservation is made in writing; what is handed over at the table is reviewed beforehand."),
        remedy=_("Review the text") if one else _("Review the texts"),
        url=reverse("signing:one", args=[rows[0].public_id]) if one else reverse("signing:desk"),
        owner=Role.SECRETARIAT.label,
        right="signing.review",
        look=reverse("signing:desk"),
        due=rows[0].starts,
        parties=tuple(row.delegation.party for row in rows[:5]),
    )


def said_twice(actor: Actor) -> Iterator[Task]:
    """Yield full powers that name somebody who is not said to sign. One query."""
    rows = named_besides().select_related("delegation__party", "representative").order_by("pk")
    for row in rows[:MOST]:
        party = row.delegation.party
        yield Task(
            key=f"signing.besides.{row.pk}",
            urgency=Urgency.BEFORE,
            tone="wait",
            mark="?",
            word=pgettext("a signatory", "Two names"),
            title=_("%(party)s: full powers name %(who)s, who is not said to sign")
            % {"party": party.short, "who": row.representative.full_name},
            why=_("Whoever is called to the table must be the person whom the full powers name."),
            remedy=_("Say who signs"),
            url=reverse("signing:appointment", args=[party.slug]),
            owner=Role.SECRETARIAT.label,
            parties=(party,),
            names=(name_and_page(row.representative),),
        )


def half_closed(actor: Actor) -> Iterator[Task]:
    """Yield each record that one person has closed, for everybody else who may close it. One query."""
    rows = SigningSession.objects.filter(state=RecordState.CLOSING).exclude(closed_first_by=actor.user_id)
    for row in rows.select_related("closed_first_by").order_by("closed_first_at", "pk"):
        yield Task(
            key=f"signing.half_closed.{row.pk}",
            urgency=Urgency.TODAY,
            tone="wait",
            mark="→",
            word=row.get_state_display(),
            title=_("%(session)s: the record awaits its closing by a second person") % {"session": row},
            why=_(
                "%(who)s has closed it. Nobody can sign in this session now, and the record is not final until another person confirms it."
            )
            % {"who": row.closed_first_by},
            remedy=_("Read the record and confirm it"),
            url=reverse("signing:record", args=[row.code]),
            owner=Role.PROTOCOL.label,
            right=RIGHT,
            at=row.closed_first_at,
        )


def silent_ones(actor: Actor) -> Iterator[Task]:
    """Yield how many have not said whether they sign, from a week before the deadline of full powers until the first session begins.

    Three queries at most.
    """
    deadline = Deadline.objects.filter(code=FULL_POWERS).first()
    now = clock.now()
    if deadline is None or deadline.at - now > SOON or SigningSession.objects.filter(starts__lte=now).exists():
        return
    parties = [row.party for row in silent().select_related("party").order_by("party__en_sort")]
    if not parties:
        return
    words = ngettext(
        "%(count)s delegation that may sign has not said whether it does",
        "%(count)s delegations that may sign have not said whether they do",
        len(parties),
    )
    passed = deadline.at <= now
    filtered = Filter(show=SILENT).query()
    yield Task(
        key="signing.silent",
        urgency=Urgency.TODAY if passed else Urgency.BEFORE,
        tone="no" if passed else "wait",
        mark="✕" if passed else "!",
        word=_("Passed") if passed else _("Soon"),
        title=words % {"count": len(parties)},
        why=_("The running order of the ceremony is made from what delegations have said."),
        remedy=_("Remind them"),
        url=reverse("registration:desk_circular") + filtered,
        owner=Role.SECRETARIAT.label,
        right="registration.write",
        look=reverse("registration:desk_list") + filtered,
        due=deadline.at,
        parties=tuple(parties[:5]),
    )


def _subject() -> str:
    return _("Please say whether {delegation} signs the treaty")


def _body() -> str:
    asked = _(
        "{delegation} has not said yet whether it signs the treaty at the conference, and who signs. The running order of the ceremony is "
        "made from what delegations have said."
    )
    where = _("Please say so on the page of your delegation: {address} The next deadline is: {deadline}.")
    return f"{asked}\n\n{where}"


further.add(SILENT, Show(gettext_lazy("Has not said whether it signs"), silent, _subject, _body))
register_tasks("signing.see", before_the_ceremony)
register_tasks("signing.see", silent_ones)
register_tasks(RIGHT, half_closed)
register_tasks("signing.see", said_twice)
