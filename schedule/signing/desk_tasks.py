"""What of signing waits for staff before, during and after the ceremony, and its figures on the desk."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from conference.core import clock
from conference.core.access import Actor, Role
from conference.db.together import Part
from conference.desk.registry import CONFERENCE, Figure, Task, TaskList, Urgency, register_figures, register_tasks
from delegations.registration.delegations.queries import FULL_POWERS
from delegations.registration.desk_tasks import DEADLINES
from delegations.registration.models import LIVE_STATES
from delegations.registration.overview.listing import Filter, Show, further
from delegations.registration.overview.person import name_and_page
from schedule.signing.appointments.agreement import named_besides
from schedule.signing.appointments.models import AHEAD
from schedule.signing.appointments.powers import read_powers_of
from schedule.signing.commitments import queries as commitments
from schedule.signing.models import (
    Appointment,
    AppointmentState,
    Commitment,
    Instrument,
    Rectification,
    SigningSession,
    TextState,
)
from schedule.signing.notifications.desk_tasks import TREATY
from schedule.signing.record.actions import RIGHT
from schedule.signing.record.models import RectificationState
from schedule.signing.record.queries import last_days, open_records
from schedule.signing.record.rectifying import DECIDE
from schedule.signing.running_order.models import RecordState
from schedule.signing.running_order.queries import silent

MOST = 10
NAMED = 4
SOON = timedelta(days=7)
SILENT = "not_said"
UNSIGNED_STATES = (AppointmentState.INTENDS, AppointmentState.SCHEDULED, AppointmentState.SKIPPED)

tasks = TaskList("signing", Role.SECRETARIAT)


@register_tasks("signing.see", lambda: Appointment.objects.filter(state__in=UNSIGNED_STATES))
def before_the_ceremony(actor: Actor) -> Part:
    """Yield who has lost the signatory, who stands in an order without full powers, and texts to be reviewed."""
    related = ("treaty", "session", "delegation__party", "signatory__protocol_rank", "signatory__delegation__party")
    (rows,) = yield [
        Appointment.objects.filter(state__in=UNSIGNED_STATES).select_related(*related).order_by("starts", "pk")
    ]
    for row in [row for row in rows if row.signatory and row.signatory.state not in LIVE_STATES][:MOST]:
        yield _lost_signatory(row)
    scheduled = [row for row in rows if row.session and row.session.state == "open" and _has_signatory(row)]
    if scheduled:
        signatories = [row.signatory for row in scheduled if row.signatory]
        powers = yield from read_powers_of(signatories, scheduled[0].treaty)
        unready = [row for row in scheduled if row.signatory and powers[row.signatory.pk].holds is not True]
        if unready:
            yield _unready(unready)
    if texts := [row for row in rows if row.text_state == TextState.TO_REVIEW]:
        yield _texts(texts)


def _has_signatory(row: Appointment) -> bool:
    return row.signatory is not None and row.signatory.state in LIVE_STATES


def _lost_signatory(row: Appointment) -> Task:
    party, person = row.delegation.party, row.signatory
    word = pgettext("a signatory", "Has left")
    return tasks.kind(f"left.{row.pk}", Urgency.TODAY, "no", "!", word).task(
        title=_("%(party)s: %(who)s has left the delegation and was to sign"),
        why=_("Without a signatory who is still in the delegation the party cannot be called."),
        remedy=(_("Say who signs"), reverse("signing:appointment", args=[party.slug])),
        values={"party": party.short, "who": person.full_name if person else ""},
        owner=Role.PROTOCOL,
        names=(name_and_page(person),) if person else (),
        due=row.starts,
        parties=(party,),
    )


def _unready(rows: Sequence[Appointment]) -> Task:
    session = rows[0].session
    url = reverse("signing:order", args=[session.code]) if session else reverse("signing:desk")
    word = pgettext("full powers", "Missing")
    return tasks.kind("unready", Urgency.TODAY, "no", "!", word).task(
        title=ngettext(
            "%(count)s in the running order cannot be called: no full powers accepted",
            "%(count)s in the running order cannot be called: no full powers accepted",
            len(rows),
        ),
        why=_("Whoever is found to lack full powers on the day of the ceremony cannot sign."),
        remedy=(_("Check who in the order lacks them"), url),
        values={"count": len(rows)},
        due=rows[0].starts,
        parties=tuple(row.delegation.party for row in rows[:5]),
    )


def _texts(rows: Sequence[Appointment]) -> Task:
    desk = reverse("signing:desk")
    first = (_("Review the text"), reverse("signing:one", args=[rows[0].public_id]))
    return tasks.kind("texts", Urgency.TODAY, "wait", "¶", pgettext("a text", "To be reviewed")).task(
        title=ngettext(
            "%(count)s declaration or reservation to be reviewed",
            "%(count)s declarations or reservations to be reviewed",
            len(rows),
        ),
        why=_("A reservation is made in writing; what is handed over at the table is reviewed beforehand."),
        remedy=first if len(rows) == 1 else (_("Review the texts"), desk),
        values={"count": len(rows)},
        right="signing.review",
        look=desk,
        due=rows[0].starts,
        parties=tuple(row.delegation.party for row in rows[:5]),
    )


@register_tasks("signing.see", named_besides)
def named_in_powers_only(actor: Actor) -> Part:
    """Yield full powers that name somebody who is not said to sign."""
    papers = named_besides().select_related("delegation__party", "representative").order_by("pk")
    (rows,) = yield [papers[:MOST]]
    for row in rows:
        party = row.delegation.party
        word = pgettext("a signatory", "Two names")
        yield tasks.kind(f"besides.{row.pk}", Urgency.LATER, "wait", "?", word).task(
            title=_("%(party)s: full powers name %(who)s, who is not said to sign"),
            why=_("Whoever is called to the table must be the person whom the full powers name."),
            remedy=(_("Say who signs"), reverse("signing:appointment", args=[party.slug])),
            values={"party": party.short, "who": row.representative.full_name},
            parties=(party,),
            names=(name_and_page(row.representative),),
        )


@register_tasks(RIGHT, lambda: SigningSession.objects.filter(state=RecordState.OPEN))
def open_after_its_day(actor: Actor) -> Part:
    """Yield each record that nobody has closed although the day of its session and that of its last signature are past."""
    now, records = clock.now(), open_records().filter(state=RecordState.OPEN)
    rows, days = yield [records, last_days(records)]
    signed_on = dict(days)
    for row in rows:
        own_day = row.place.day_of(row.starts)
        if max(own_day, signed_on.get(row.pk, own_day)) >= row.place.day_of(now):
            continue
        yield tasks.kind(f"open_record.{row.pk}", Urgency.TODAY, "wait", "!", row.get_state_display()).task(
            title=_("%(session)s: the record is still open after the day of the ceremony"),
            why=_(
                "Signatures can still be noted there and undone. The record is final once two persons have closed it."
            ),
            remedy=(_("Read the record and close it"), reverse("signing:record", args=[row.code])),
            values={"session": row},
            owner=Role.PROTOCOL,
            right=RIGHT,
            at=row.starts,
            today=True,
        )


@register_tasks(RIGHT, lambda: SigningSession.objects.filter(state=RecordState.CLOSING))
def half_closed(actor: Actor) -> Part:
    """Yield each record that one person has closed, for everybody else who may close it."""
    records = SigningSession.objects.filter(state=RecordState.CLOSING).exclude(closed_first_by=actor.user_id)
    (rows,) = yield [records.select_related("closed_first_by").order_by("closed_first_at", "pk")]
    for row in rows:
        yield tasks.kind(f"half_closed.{row.pk}", Urgency.TODAY, "wait", "→", row.get_state_display()).task(
            title=_("%(session)s: the record awaits its closing by a second person"),
            why=_(
                "%(who)s has closed it. Nobody can sign in this session now, and the record is not final until another person confirms it."
            ),
            remedy=(_("Read the record and confirm it"), reverse("signing:record", args=[row.code])),
            values={"session": row, "who": row.closed_first_by},
            owner=Role.PROTOCOL,
            right=RIGHT,
            at=row.closed_first_at,
        )


@register_tasks(DECIDE, lambda: Rectification.objects.filter(state=RectificationState.PROPOSED))
def proposed_rectifications(actor: Actor) -> Part:
    """Yield each rectification that awaits a second person, for everybody who may decide it."""
    proposed = Rectification.objects.filter(state=RectificationState.PROPOSED).exclude(written_by=actor.user_id)
    proposed = proposed.select_related("signature__session", "signature__party", "written_by")
    (rows,) = yield [proposed.order_by("written_at", "pk")]
    for row in rows:
        yield tasks.kind(f"rectification.{row.pk}", Urgency.TODAY, "wait", "→", row.get_state_display()).task(
            title=_("%(party)s: a rectification of the record of signature awaits a second person"),
            why=_(
                "%(who)s has proposed it. The record and the status of the treaty follow once another person decides it."
            ),
            remedy=(_("Read it and decide"), reverse("signing:record", args=[row.signature.session.code])),
            values={"party": row.signature.party.short, "who": row.written_by},
            right=DECIDE,
            at=row.written_at,
            parties=(row.signature.party,),
        )


@register_tasks("instruments.enter", lambda: Instrument.objects.filter(state=Instrument.State.ENTERED))
def instruments_to_accept(actor: Actor) -> Part:
    """Yield each instrument that another person has entered and nobody has accepted."""
    entered = Instrument.objects.filter(state=Instrument.State.ENTERED).exclude(entered_by=actor.user_id)
    (rows,) = yield [entered.select_related("party", "entered_by").order_by("deposited_on", "pk")[:MOST]]
    for row in rows:
        yield tasks.kind(f"accept.{row.pk}", Urgency.TODAY, "wait", "→", row.get_state_display()).task(
            title=_("%(party)s: the instrument awaits its acceptance by a second person"),
            why=_("%(who)s has entered it. The party does not count until another person has accepted it."),
            remedy=(_("Accept the instrument"), reverse("signing:instrument", args=[row.public_id])),
            values={"party": row.party.short, "who": row.entered_by},
            right="instruments.enter",
            parties=(row.party,),
        )


@register_tasks("signing.see")
def silent_delegations(actor: Actor) -> Part:
    """Yield how many have not said whether they sign, from a week before the deadline of full powers until the first session begins."""
    now = clock.now()
    deadlines, begun = yield [DEADLINES, SigningSession.objects.filter(starts__lte=now).values_list("pk")[:1]]
    deadline = next((deadline for deadline in deadlines if deadline.code == FULL_POWERS), None)
    if deadline is None or deadline.at - now > SOON or begun:
        return
    (rows,) = yield [silent().select_related("party").order_by("party__en_sort")]
    if parties := [row.party for row in rows]:
        filtered = Filter(show=SILENT).query()
        passed = (Urgency.TODAY, "no", "✕", _("Passed"))
        soon = (Urgency.LATER, "wait", "!", _("Soon"))
        yield tasks.kind("silent", *(passed if deadline.at <= now else soon)).task(
            title=ngettext(
                "%(count)s delegation that may sign has not said whether it does",
                "%(count)s delegations that may sign have not said whether they do",
                len(parties),
            ),
            why=_("The running order of the ceremony is made from what delegations have said."),
            remedy=(_("Remind them"), reverse("registration:desk_circular") + filtered),
            values={"count": len(parties)},
            right="registration.write",
            look=reverse("registration:desk_list") + filtered,
            due=deadline.at,
            parties=tuple(parties[:5]),
        )


def _subject() -> str:
    return _("Please say whether {delegation} signs the treaty")


def _body() -> str:
    request = _(
        "{delegation} has not said yet whether it signs the treaty at the conference, and who signs. The running order of the ceremony is "
        "made from what delegations have said."
    )
    address = _("Please say so on the page of your delegation: {address} The next deadline is: {deadline}.")
    return f"{request}\n\n{address}"


further.add(SILENT, Show(gettext_lazy("Has not said whether it signs"), silent, _subject, _body))


def signatures(actor: Actor) -> Part:
    """Yield one figure, none while nobody intends to sign.

    Ready is who has a signatory in the delegation with full powers that hold, or none needed.
    """
    intended = Appointment.objects.filter(state__in=(AppointmentState.INTENDS, *AHEAD, "signed"))
    related = ("signatory__protocol_rank", "signatory__delegation__party")
    treaties, appointments = yield [TREATY, intended.select_related(*related)]
    if not treaties:
        return
    treaty = treaties[0]
    rows = [row for row in appointments if row.treaty_id == treaty.pk]
    signed = sum(row.state == "signed" for row in rows)
    url = reverse("signing:desk")
    if signed:
        yield Figure(signed, _("signatories have signed"), len(rows), "", url)
    elif rows:
        persons = [row.signatory for row in rows if row.signatory and row.signatory.state in LIVE_STATES]
        full_powers = yield from read_powers_of(persons, treaty)
        ready = sum(powers.holds is True for powers in full_powers.values())
        lacking = len(rows) - ready
        note = ngettext("%(n)d without valid full powers", "%(n)d without valid full powers", lacking) % {"n": lacking}
        yield Figure(ready, _("signatories ready to sign"), len(rows), note if lacking else "", url)


register_figures(40, "signing.see", signatures)


@register_tasks("commitments.see", lambda: Commitment.objects.filter(state__in=commitments.OPEN))
def overdue(actor: Actor) -> Part:
    """Yield the commitments whose day has passed while they are open, as one task."""
    (conferences,) = yield [CONFERENCE]
    if not conferences:  # the desk opens before the conference is entered, and then nothing is followed up
        return
    zone = conferences[0].zone
    (late,) = yield [commitments.overdue(clock.local(clock.now(), zone).date())]
    if late:
        count, due_on = len(late), late[0].due_on
        parties = tuple({commitment.party_id: commitment.party for commitment in late}.values())
        word = ngettext("%(n)d overdue", "%(n)d overdue", count)
        yield tasks.kind("commitments", Urgency.LATER, "wait", "!", word).task(
            title=_("Commitments to be followed up"),
            why=_(
                "Their day has passed and nobody has entered how they stand. The results page shows their last known state."
            ),
            remedy=(_("Enter their present state"), reverse("signing:commitments")),
            values={"n": count},
            right="commitments.record",
            due=datetime.combine(due_on, time(), zone) if due_on else None,
            parties=parties[:NAMED],
        )
