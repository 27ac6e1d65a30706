"""The sentences on what entry into force needs besides the number of instruments."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.translated import fill_sentence
from schedule.signing.instruments.entry_into_force import Condition, ConditionState


def describe_conditions(states: Iterable[ConditionState]) -> list[tuple[str, str]]:
    """Return, for each condition, the sentence of the rule and that on how far it is."""
    return [(_describe_rule(state.condition), _describe_state(state)) for state in states]


def _describe_rule(condition: Condition) -> str:
    if condition.share is not None:
        sentence = _(
            "The parties that have deposited instruments must account for at least %(share)s per cent of %(measure)s."
        )
        return fill_sentence(sentence, {"share": per_cent(condition.share), "measure": condition.label})
    number = condition.number or 0
    sentence = ngettext(
        "At least %(n)d of the instruments must be deposited by %(group)s.",
        "At least %(n)d of the instruments must be deposited by %(group)s.",
        number,
    )
    return fill_sentence(sentence, {"n": number, "group": condition.label})


def _describe_state(state: ConditionState) -> str:
    if not state.missing:
        return _("This is fulfilled.")
    if isinstance(state.missing, Decimal):
        message = _("So far they account for %(reached)s per cent; %(missing)s per cent more is needed.")
        return message % {"reached": per_cent(state.reached), "missing": per_cent(state.missing)}
    message = ngettext(
        "Deposited so far: %(reached)d; %(n)d more is needed.",
        "Deposited so far: %(reached)d; %(n)d more are needed.",
        state.missing,
    )
    return message % {"reached": state.reached, "n": state.missing}


def per_cent(value: Decimal | int) -> str:
    """Return a number of per cent as the language writes it, without zeros at its end."""
    return number_format(Decimal(f"{Decimal(value).normalize():f}"))
