"""The sentences on what became of a reservation or declaration, and what an objection does."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conference.look.lists import join_sentences
from conference.look.times import day_text
from schedule.signing.reservations.queries import Effect, Standing, StatementStatus

STANDINGS: dict[Standing, str | Promise] = {
    Standing.AWAITED: pgettext_lazy("a reservation", "With an instrument that is to be accepted"),
    Standing.TO_CONFIRM: pgettext_lazy("a reservation", "To be confirmed"),
    Standing.MADE: pgettext_lazy("a reservation", "Made"),
    Standing.CONFIRMED: pgettext_lazy("a reservation", "Confirmed"),
    Standing.LAPSED: pgettext_lazy("a reservation", "Lapsed"),
    Standing.WITHDRAWN: pgettext_lazy("a reservation", "Withdrawn"),
}
EFFECTS: dict[Effect, str | Promise] = {
    Effect.WITHDRAWN: gettext_lazy("The objection has been withdrawn."),
    Effect.NEEDLESS: gettext_lazy("The treaty authorizes this reservation; it needs no acceptance (article 20 (1))."),
    Effect.LATE: gettext_lazy(
        "Received after the twelve months for objections: the reservation is considered to have been accepted (article 20 (5))."
    ),
    Effect.PRECLUDES: gettext_lazy("The treaty does not enter into force between the two (article 20 (4) (b))."),
    Effect.LIMITS: gettext_lazy(
        "The provisions to which the reservation relates do not apply between the two to the extent of the reservation (article 21 (3))."
    ),
}


def explain(status: StatementStatus) -> str:
    """Return what holds of a statement, with its dates, in sentences."""
    statement = status.statement
    values = {"day": day_text(statement.made_on, weekday=False, long=True)}
    made = (
        _("Made upon signature on %(day)s.")
        if statement.signature
        else _("Made with the instrument deposited on %(day)s.")
    )
    return join_sentences([made % values, *_what_followed(status)])


def _what_followed(status: StatementStatus) -> list[str]:
    statement, sentences = status.statement, []
    match status.standing:
        case Standing.TO_CONFIRM:
            sentences.append(_("It is to be confirmed by the instrument (article 23 (2))."))
        case Standing.LAPSED:
            sentences.append(_("The instrument did not confirm it: it has lapsed (article 23 (2))."))
        case Standing.CONFIRMED if status.effective_on:
            day = day_text(status.effective_on, weekday=False, long=True)
            sentences.append(
                _("Confirmed by the instrument on %(day)s, the date on which it counts as made.") % {"day": day}
            )
    if statement.notified_on and status.objections_until:
        values = {
            "day": day_text(statement.notified_on, weekday=False, long=True),
            "until": day_text(status.objections_until, weekday=False, long=True),
        }
        sentences.append(_("Notified on %(day)s; objections were or are possible until %(until)s.") % values)
    if statement.withdrawal_received_on:
        day = day_text(statement.withdrawal_received_on, weekday=False, long=True)
        sentences.append(_("Withdrawn: the withdrawal was received on %(day)s.") % {"day": day})
        sentences.append(_notice_of_withdrawal(status))
    return sentences


def _notice_of_withdrawal(status: StatementStatus) -> str:
    day = status.statement.withdrawal_notified_on
    if day is None:
        return _("It takes effect for each other party on receipt of the notice of it (article 22 (3) (a)).")
    values = {"day": day_text(day, weekday=False, long=True)}
    return (
        _("The parties were notified of it on %(day)s; it takes effect for each on receipt (article 22 (3) (a)).")
        % values
    )


def articles_note() -> str:
    return _("Articles are those of the Vienna Convention on the Law of Treaties.")
