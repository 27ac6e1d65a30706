"""Objections and withdrawals of reservations as the depositary notifies of them (Vienna Convention, articles 22 (3) and 23).

A reservation or declaration itself is communicated with its signature or its instrument.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from conference.db.together import Part
from conference.look.lists import join_sentences
from conference.look.times import day_text
from conference.parties.models import Party
from conference.translated import Translated
from conference.treaties.articles import article_words
from conference.treaties.models import Treaty
from conference.treaties.statements import statement_title
from schedule.signing.notifications.registry import Act, ActKind, ActSource, ActText, register_acts
from schedule.signing.reservations import queries
from schedule.signing.reservations.actions import WITHDRAWAL, note_notices
from schedule.signing.reservations.models import Objection, UnilateralStatement
from schedule.signing.reservations.wording import articles_note

OBJECTION, OBJECTION_WITHDRAWN = "objection", "objection_withdrawn"


def keys_of_statement(statement: UnilateralStatement) -> Iterator[str]:
    """Yield the keys of the acts that concern a statement."""
    return (act.key for act in _acts_on(statement))


def _acts(treaty: Treaty) -> Part:
    for status in (yield from queries.find_statuses(treaty)):
        if status.is_public:
            yield from _acts_on(status.statement)


def _pending(treaty: Treaty) -> Part:
    for status in (yield from queries.find_statuses(treaty)):
        if not status.is_public:
            yield from keys_of_statement(status.statement)


def _acts_on(statement: UnilateralStatement) -> Iterator[Act]:
    for objection in statement.objections.all():
        yield from _acts_of(objection, statement)
    received = statement.withdrawal_received_on
    if received:
        yield _act(WITHDRAWAL, statement.pk, statement.party, received, statement)


def _acts_of(objection: Objection, statement: UnilateralStatement) -> Iterator[Act]:
    facts = {"text": dict(objection.text), "precludes": objection.precludes_entry}
    yield _act(OBJECTION, objection.pk, objection.party, objection.received_on, statement, **facts)
    if objection.withdrawn_on:
        yield _act(OBJECTION_WITHDRAWN, objection.pk, objection.party, objection.withdrawn_on, statement)


def _act(kind: str, key: int, party: Party, day: date, statement: UnilateralStatement, **facts: Any) -> Act:
    facts |= {
        "received_on": day.isoformat(),
        "statement": {"kind": statement.kind, "provision": statement.provision},
        "made_by": statement.party.pk,
    }
    return Act(f"{kind}:{key}", kind, party, day, facts)


def _objection_title(act: Act) -> str:
    return _("Objection to a reservation")


def _objection_withdrawn_title(act: Act) -> str:
    return _("Withdrawal of an objection")


def _withdrawal_title(act: Act) -> str:
    return _("Withdrawal of a reservation or declaration")


def _objected(act: Act) -> str:
    sentence = _("The depositary received an objection to a statement of %(party)s on %(day)s: %(statement)s.")
    if not act.facts["precludes"]:
        return sentence % _values(act)
    opposes = _("The objecting party opposes the entry into force of the treaty between the two (%(article)s).")
    article = _("Vienna Convention on the Law of Treaties, %(article)s") % {"article": article_words("20 (4) (b)")}
    return join_sentences([sentence % _values(act), opposes % {"article": article}])


def _objection_withdrawn(act: Act) -> str:
    message = _(
        "The depositary received the withdrawal of the objection to a statement of %(party)s on %(day)s: %(statement)s."
    )
    return message % _values(act)


def _withdrawn(act: Act) -> str:
    return _("The depositary received the withdrawal of a statement on %(day)s: %(statement)s.") % _values(act)


def _values(act: Act) -> dict[str, str]:
    statement = act.facts["statement"]
    return {
        "party": Party.objects.get(pk=act.facts["made_by"]).short,
        "day": day_text(date.fromisoformat(act.facts["received_on"]), weekday=False, long=True),
        "statement": statement_title(statement["kind"], statement["provision"]),
    }


def _texts(act: Act) -> Iterator[ActText]:
    if any(act.facts["text"].values()):
        yield ActText(_("Objection"), Translated(act.facts["text"]))


def _remarks(treaty: Treaty, acts: Sequence[Act]) -> Iterator[str]:
    yield _("It takes effect for each other party on receipt of the notice of it (article 22 (3) (a)).")
    yield articles_note()


KINDS = (
    ActKind(OBJECTION, _objection_title, _objected, texts=_texts),
    ActKind(OBJECTION_WITHDRAWN, _objection_withdrawn_title, _objection_withdrawn),
    ActKind(WITHDRAWAL, _withdrawal_title, _withdrawn, remarks=_remarks),
)
register_acts("reservations", ActSource(KINDS, _acts, _pending, note_notices))
