"""Deposits, withdrawals and the entry into force as the depositary notifies of them."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.look.times import day_text
from conference.translated import Translated
from conference.treaties.articles import cite
from conference.treaties.models import Treaty
from schedule.signing.instruments import queries
from schedule.signing.instruments.models import Instrument, InstrumentKind
from schedule.signing.notifications.registry import Act, ActKind, ActSource, ActText, register_acts

DEPOSIT, WITHDRAWAL, ENTRY = "deposit", "withdrawal", "entry_into_force"


def deposit_key(instrument: Instrument) -> str:
    return f"{DEPOSIT}:{instrument.pk}"


def withdrawal_key(instrument: Instrument) -> str:
    return f"{WITHDRAWAL}:{instrument.pk}"


def entry_key(treaty: Treaty) -> str:
    return f"{ENTRY}:{treaty.pk}"


def _acts(treaty: Treaty) -> Iterator[Act]:
    instruments = list(queries.all_instruments(treaty))
    yield from (_deposit(instrument) for instrument in instruments)
    yield from (_withdrawal(instrument) for instrument in instruments if instrument.withdrawal_received_on)
    forecast = queries.progress(treaty, instruments).forecast
    if forecast.reached_on and forecast.in_force_on:
        facts = {
            "reached_on": forecast.reached_on.isoformat(),
            "in_force_on": forecast.in_force_on.isoformat(),
            "needed": treaty.threshold,
            "article": treaty.article_entry,
        }
        yield Act(entry_key(treaty), ENTRY, None, forecast.reached_on, facts)


def _deposit(instrument: Instrument) -> Act:
    facts = {
        "kind": str(instrument.kind),
        "deposited_on": instrument.deposited_on.isoformat(),
        "declaration": dict(instrument.declaration),
        "reservation": dict(instrument.reservation),
        "confirms": instrument.confirms_reservation,
    }
    return Act(deposit_key(instrument), DEPOSIT, instrument.party, instrument.deposited_on, facts)


def _withdrawal(instrument: Instrument) -> Act:
    received, effect = instrument.withdrawal_received_on, instrument.withdrawn_from
    if received is None or effect is None:
        raise AssertionError("a constraint of the database excludes this")
    facts = {"received_on": received.isoformat(), "withdrawn_from": effect.isoformat()}
    return Act(withdrawal_key(instrument), WITHDRAWAL, instrument.party, received, facts)


def _kind_of_instrument(act: Act) -> str:
    return str(InstrumentKind(act.facts["kind"]).label)


def _deposited(act: Act) -> str:
    sentences = {
        InstrumentKind.RATIFICATION: _("The instrument of ratification was deposited on %(day)s."),
        InstrumentKind.ACCEPTANCE: _("The instrument of acceptance was deposited on %(day)s."),
        InstrumentKind.APPROVAL: _("The instrument of approval was deposited on %(day)s."),
        InstrumentKind.ACCESSION: _("The instrument of accession was deposited on %(day)s."),
    }
    return sentences[InstrumentKind(act.facts["kind"])] % {"day": _day(act.facts["deposited_on"])}


def _texts(act: Act) -> Iterator[ActText]:
    for heading, name in ((_("Declaration"), "declaration"), (_("Reservation"), "reservation")):
        if any(act.facts[name].values()):
            yield ActText(heading, Translated(act.facts[name]))


def _remarks(treaty: Treaty, acts: Sequence[Act]) -> Iterator[str]:
    progress = queries.progress_now(treaty)
    in_force = {deposit.party: progress.binds(deposit) for deposit in progress.deposits}
    for act in acts:
        if act.facts["confirms"] is not None:
            yield (
                _("The instrument confirms the reservation made when signing.")
                if act.facts["confirms"]
                else _("The reservation made when signing was not confirmed by the instrument.")
            )
        day = in_force.get(act.party.code) if act.party else None
        if day:
            sentence = _("For this party the treaty enters into force on %(day)s.")
            values = {"day": day_text(day, weekday=False, long=True)}
            yield cite(sentence % values, treaty.article_later or treaty.article_entry)


def _withdrawn(act: Act) -> str:
    values = {"day": _day(act.facts["received_on"]), "effect": _day(act.facts["withdrawn_from"])}
    return _("The depositary received the withdrawal on %(day)s; it takes effect on %(effect)s.") % values


def _entered_into_force(act: Act) -> str:
    facts = act.facts
    message = ngettext(
        "The number of %(needed)d instrument was reached on %(day)s. The treaty enters into force on %(in_force)s.",
        "The number of %(needed)d instruments was reached on %(day)s. The treaty enters into force on %(in_force)s.",
        facts["needed"],
    )
    values = {"needed": facts["needed"], "day": _day(facts["reached_on"]), "in_force": _day(facts["in_force_on"])}
    return cite(message % values, facts["article"])


def _day(text: str) -> str:
    return day_text(date.fromisoformat(text), weekday=False, long=True)


def _withdrawal_title(act: Act) -> str:
    return pgettext("an act of which the depositary notifies", "Withdrawal")


def _entry_title(act: Act) -> str:
    return pgettext("an act of which the depositary notifies", "Entry into force")


KINDS = (
    ActKind(DEPOSIT, _kind_of_instrument, _deposited, texts=_texts, remarks=_remarks),
    ActKind(WITHDRAWAL, _withdrawal_title, _withdrawn),
    ActKind(ENTRY, _entry_title, _entered_into_force),
)
register_acts("instruments", ActSource(KINDS, _acts))
