"""What of signing waits for staff before and during the ceremony."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.registration.models import LIVE_STATES
from delegations.registration.overview.person import name_and_page
from schedule.signing.appointments.agreement import named_besides
from schedule.signing.appointments.powers import powers_of
from schedule.signing.models import Appointment, AppointmentState, TextState

MOST = 10
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


register_tasks("signing.see", before_the_ceremony)
register_tasks("signing.see", said_twice)
