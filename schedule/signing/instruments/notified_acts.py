"""Deposits, withdrawals and the entry into force as the depositary notifies of them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.db.together import Part
from conference.look.times import day_text
from conference.treaties.articles import cite
from conference.treaties.models import Treaty
from conference.treaties.statements import StatementText
from schedule.signing.instruments import queries
from schedule.signing.instruments.models import Instrument, InstrumentKind
from schedule.signing.instruments.queries import PartySignature
from schedule.signing.models import UnilateralStatement
from schedule.signing.notifications.registry import Act, ActKind, ActSource, ActText, register_acts
from schedule.signing.record.queries import rows_of, shared_signatures

DEPOSIT, WITHDRAWAL, ENTRY = "deposit", "withdrawal", "entry_into_force"


def deposit_key(instrument: Instrument) -> str:
    return f"{DEPOSIT}:{instrument.pk}"


def withdrawal_key(instrument: Instrument) -> str:
    return f"{WITHDRAWAL}:{instrument.pk}"


def entry_key(treaty: Treaty) -> str:
    return f"{ENTRY}:{treaty.pk}"


def _acts(treaty: Treaty) -> Part:
    related = ("statements", "confirmed_statements__signature__rectifications")
    of_treaty = queries.all_instruments(treaty).prefetch_related(*related)
    entered, signed = yield [of_treaty, shared_signatures(treaty.pk)]
    instruments = [instrument for instrument in entered if instrument.is_accepted]
    if not instruments:
        return
    signatures = queries.by_party(rows_of(signed))
    yield from (_deposit(instrument, signatures.get(instrument.party_id)) for instrument in instruments)
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


def _deposit(instrument: Instrument, signature: PartySignature | None) -> Act:
    facts = {
        "kind": str(instrument.kind),
        "deposited_on": instrument.deposited_on.isoformat(),
        "statements": [_dump(statement) for statement in instrument.statements.all()],
        "confirmed": [_dump(statement) for statement in instrument.confirmed_statements.all()],
        "lapsed": [_dump(statement) for statement in _lapsed(instrument, signature)],
    }
    if instrument.succession_on:
        facts["succession_on"] = instrument.succession_on.isoformat()
    return Act(deposit_key(instrument), DEPOSIT, instrument.party, instrument.deposited_on, facts)


def _pending(treaty: Treaty) -> Part:
    (entered,) = yield [Instrument.objects.filter(treaty=treaty, state=Instrument.State.ENTERED)]
    yield from (deposit_key(instrument) for instrument in entered)


def _dump(statement: UnilateralStatement) -> dict[str, Any]:
    return StatementText(statement.kind, statement.provision, statement.as_rectified).dump()


def _lapsed(instrument: Instrument, signature: PartySignature | None) -> list[UnilateralStatement]:
    """Return the reservations made when signing that the instrument does not confirm, and that were not withdrawn before it."""
    if signature is None or not instrument.is_consent or instrument.kind == InstrumentKind.DEFINITIVE_SIGNATURE:
        return []
    return [
        statement
        for statement in signature.reservations
        if statement.confirmed_by_id is None
        and (statement.withdrawal_received_on is None or statement.withdrawal_received_on > instrument.deposited_on)
    ]


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
        InstrumentKind.FORMAL_CONFIRMATION: _("The act of formal confirmation was deposited on %(day)s."),
        InstrumentKind.SUCCESSION: _(
            "The notification of succession was deposited on %(day)s; the date of the succession is %(succession)s."
        ),
        InstrumentKind.DEFINITIVE_SIGNATURE: _("The treaty was signed definitively on %(day)s."),
        InstrumentKind.PROVISIONAL_APPLICATION: _(
            "The notification of provisional application was deposited on %(day)s."
        ),
    }
    succession = act.facts.get("succession_on")
    values = {"day": _day(act.facts["deposited_on"]), "succession": _day(succession) if succession else ""}
    return sentences[InstrumentKind(act.facts["kind"])] % values


def _texts(act: Act) -> Iterator[ActText]:
    for statement in StatementText.load(act.facts["statements"]):
        yield ActText(statement.title, statement.text)
    for statement in StatementText.load(act.facts["confirmed"]):
        yield ActText(_("Confirmed: %(statement)s") % {"statement": statement.title}, statement.text)


def _remarks(treaty: Treaty, acts: Sequence[Act]) -> Iterator[str]:
    progress = queries.progress_now(treaty)
    in_force = {deposit.party: progress.binds(deposit) for deposit in progress.deposits}
    for act in acts:
        for statement in StatementText.load(act.facts["lapsed"]):
            message = _(
                "A statement made when signing was not confirmed by the instrument and has lapsed: %(statement)s."
            )
            yield message % {"statement": statement.title}
        if act.facts["kind"] == InstrumentKind.PROVISIONAL_APPLICATION:
            continue
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
register_acts("instruments", ActSource(KINDS, _acts, _pending))
