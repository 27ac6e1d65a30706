"""The rules on calls to the table, with their articles.

Only persons are called whose authority to sign an officer has found: by full powers that are accepted, or by evidence of one of the three
offices (Vienna Convention on the Law of Treaties, article 7), each for exactly this person, name and office. The console offers no
exception: an officer decides, with a reason.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from conference.core.errors import NotPossible
from conference.treaties.articles import article_words, cite
from conference.treaties.queries import may_sign
from delegations.credentials.powers.queries import PowersStanding
from delegations.registration.models import LIVE_STATES
from schedule.signing.appointments.actions import check_statements
from schedule.signing.appointments.consent import check_may_still_sign
from schedule.signing.appointments.models import Appointment, TextState
from schedule.signing.appointments.powers import Powers, powers_of
from schedule.signing.record.queries import waits_for_member


def check_may_sign_now(appointment: Appointment, at: datetime) -> Powers:
    """Return the signatory's full powers. Raises NotPossible unless the party may be called, and sign, at that moment."""
    treaty, party, session = appointment.treaty, appointment.delegation.party, appointment.session
    if not may_sign(treaty, party):
        message = cite(_("The treaty is not open for signature by %(party)s."), treaty.article_signature)
        raise NotPossible(message % {"party": party.formally})
    if session is None or not session.place.is_open(at):
        message = _("The treaty is not open for signature here at this time (%(article)s).")
        raise NotPossible(message % {"article": article_words(treaty.article_signature)})
    check_may_still_sign(treaty, party, session.place.day_of(at))
    if waits_for_member(treaty, party):
        message = _("No member State of %(party)s has signed yet, so it cannot sign (%(article)s).")
        article = treaty.article_organizations or treaty.article_signature
        raise NotPossible(message % {"party": party.formally, "article": article_words(article)})
    _check_statements_accepted(appointment)
    person = appointment.signatory
    if person is None or person.state not in LIVE_STATES:
        raise NotPossible(_("%(party)s has no signatory who is still in its delegation.") % {"party": party.short})
    powers = powers_of([person], treaty)[person.pk]
    if powers.holds is not True:
        raise NotPossible(_refusal(powers) % {"who": person.called, "party": party.short})
    if appointment.has_reservation and powers.covers_reservations is not True:
        message = _(
            "No officer of the depositary has found that the full powers of %(who)s authorize the reservation. %(party)s can be "
            "called once they do, or the reservation is left to the instrument (UN Treaty Handbook, 3.5.3)."
        )
        raise NotPossible(message % {"who": person.called, "party": party.short})
    return powers


def _check_statements_accepted(appointment: Appointment) -> None:
    """Raise NotPossible unless an officer has accepted what is stated, and the treaty still allows it.

    A reservation is one whatever it is called (article 2 (1) (d)).
    """
    check_statements(appointment.treaty, appointment.statement_texts)
    if appointment.statements and appointment.text_state != TextState.REVIEWED:
        message = _(
            "No officer of the depositary has accepted the reservations and declarations of %(party)s, by text and kind. It can be called "
            "once one has, or they are left to the instrument (Vienna Convention on the Law of Treaties, article 2 (1) (d))."
        )
        raise NotPossible(message % {"party": appointment.delegation.party.short})


def _refusal(powers: Powers) -> str:
    match powers.standing:
        case PowersStanding.RECEIVED:
            return _(
                "The full powers of %(who)s are not checked yet. %(party)s can be called once an officer of the depositary "
                "has accepted them (Vienna Convention on the Law of Treaties, article 7)."
            )
        case PowersStanding.PROPOSED:
            return _(
                "No officer of the depositary has confirmed yet that %(who)s holds an office that needs no full powers. %(party)s can be "
                "called once the evidence of the office is recorded (Vienna Convention on the Law of Treaties, article 7 (2) (a))."
            )
        case PowersStanding.MISSING | PowersStanding.EXPECTED:
            return _(
                "%(who)s has handed in no full powers and holds no office that needs none. %(party)s can be called once an officer "
                "of the depositary has found them in order (Vienna Convention on the Law of Treaties, article 7)."
            )
        case PowersStanding.LAPSED:
            return _(
                "The full powers of %(who)s no longer hold, since the person’s name or office has changed. %(party)s can be called "
                "once an officer of the depositary has compared them again."
            )
    return _(
        "The full powers of %(who)s were found defective. %(party)s can be called once others are accepted (Vienna Convention "
        "on the Law of Treaties, article 7)."
    )
