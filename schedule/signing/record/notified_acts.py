"""Signatures as the depositary notifies of them: once two persons have closed the record, since nothing is undone from then on."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conference.db.together import Part
from conference.look.times import day_text
from conference.treaties.models import SigningPlace, Treaty
from conference.treaties.statements import StatementText, has_reservation
from schedule.signing.notifications.registry import Act, ActKind, ActSource, ActText, register_acts
from schedule.signing.record.queries import RecordRow, rows_of, shared_signatures
from schedule.signing.running_order.models import RecordState

KIND = "signature"


def signature_key(signature_id: int) -> str:
    return f"{KIND}:{signature_id}"


def _acts(treaty: Treaty) -> Part:
    (signatures,) = yield [shared_signatures(treaty.pk)]
    for row in rows_of(signatures):
        if row.signature.session.state == RecordState.CLOSED:
            yield _act(row)


def _act(row: RecordRow) -> Act:
    """Return what is communicated: who signed when and where, with which text. Persons and their powers are not."""
    signature = row.signature
    facts = {
        "signed_on": row.signed_on.isoformat(),
        "place": signature.place_id,
        "statements": [
            {"kind": statement.kind, "provision": statement.provision, "text": dict(statement.as_rectified)}
            for statement in row.statements
        ],
    }
    return Act(signature_key(signature.pk), KIND, signature.party, row.signed_on, facts)


def _group(act: Act) -> str:
    return f"{act.facts['signed_on']}:{act.facts['place']}"


def _title(act: Act) -> str:
    return pgettext("an act of which the depositary notifies", "Signature")


def _opening(acts: Sequence[Act]) -> Iterator[str]:
    facts = acts[0].facts
    values = {"day": _day(facts["signed_on"]), "place": SigningPlace.objects.get(pk=facts["place"])}
    yield _("The treaty was signed on %(day)s (place of signature: %(place)s).") % values
    yield _("In the order of signature:")


def _sentence(act: Act) -> str:
    return _("The treaty was signed on %(day)s.") % {"day": _day(act.facts["signed_on"])}


def _texts(act: Act) -> Iterator[ActText]:
    for statement in StatementText.load(act.facts["statements"]):
        yield ActText(statement.title, statement.text)


def _remarks(treaty: Treaty, acts: Sequence[Act]) -> Iterator[str]:
    if any(has_reservation(StatementText.load(act.facts["statements"])) for act in acts):
        yield _(
            "A reservation made when signing, subject to ratification, must be confirmed when the party expresses its "
            "consent to be bound (Vienna Convention on the Law of Treaties, article 23 (2))."
        )


def _day(text: str) -> str:
    return day_text(date.fromisoformat(text), weekday=False, long=True)


SIGNATURE = ActKind(KIND, _title, _sentence, texts=_texts, remarks=_remarks, group=_group, opening=_opening)
register_acts("record", ActSource([SIGNATURE], _acts))
