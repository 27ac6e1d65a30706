"""Which reservations and declarations a treaty allows (Vienna Convention on the Law of Treaties, articles 19 and 23)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from conference.look import lists
from conference.parties.models import Kind, Party
from conference.translated import Translated
from conference.treaties.articles import article_words
from conference.treaties.choices import FORESEEN, Reservations, StatementKind
from conference.treaties.models import ForeseenStatement, Treaty


@dataclass(frozen=True)
class StatementText:
    """A reservation or declaration as it is handed over: its kind, the provision that it concerns, and its text."""

    kind: str
    provision: str
    text: Translated = field(default_factory=Translated)

    @classmethod
    def load(cls, values: Iterable[dict[str, Any]]) -> list[StatementText]:
        """Return the statements that `dump` wrote."""
        return [cls(value["kind"], value["provision"], Translated(value["text"])) for value in values]

    def dump(self) -> dict[str, Any]:
        return {"kind": self.kind, "provision": self.provision, "text": dict(self.text)}

    @property
    def title(self) -> str:
        return statement_title(self.kind, self.provision)


def has_reservation(statements: Collection[StatementText]) -> bool:
    return any(statement.kind == StatementKind.RESERVATION for statement in statements)


def statement_title(kind: str, provision: str) -> str:
    """Return `Reservation, article 63 (2)`."""
    label = str(StatementKind(kind).label)
    return lists.join_facts([label, article_words(provision)]) if provision else label


def same_provision(one: str, other: str) -> bool:
    """Return whether both name one provision: `63(2)` is `63 (2)`."""
    return re.sub(r"\s", "", one).casefold() == re.sub(r"\s", "", other).casefold()


def why_refused(treaty: Treaty, kind: str, provision: str) -> tuple[str, str]:
    """Return the field (`kind` or `provision`) at which a statement is refused, and why; two empty texts if it is not."""
    if kind == StatementKind.RESERVATION:
        return _why_no_reservation(treaty, provision)
    if kind in FORESEEN and not provision:
        return "provision", _("Enter the provision of the treaty that asks for it or allows it, such as 40 (12).")
    if kind in FORESEEN:
        provisions = [row.provision for row in treaty.foreseen.all() if row.kind == kind]
        if not any(same_provision(provision, other) for other in provisions):
            return "provision", _no_such_provision(provisions)
    return "", ""


def _why_no_reservation(treaty: Treaty, provision: str) -> tuple[str, str]:
    if treaty.reservations == Reservations.NONE:
        message = _("The treaty prohibits reservations (%(article)s).")
        return "kind", message % {"article": _articles(treaty, "19 (a)")}
    allowed = treaty.reservable_provisions
    if treaty.reservations == Reservations.NAMED and not any(same_provision(provision, other) for other in allowed):
        message = _("The treaty allows reservations to these provisions alone: %(provisions)s (%(article)s).")
        values = {"provisions": lists.in_words(allowed), "article": _articles(treaty, "19 (b)")}
        return "provision", message % values
    return "", ""


def _articles(treaty: Treaty, vienna: str) -> str:
    own = article_words(treaty.article_reservations) if treaty.article_reservations else ""
    cited = _("Vienna Convention on the Law of Treaties, %(article)s") % {"article": article_words(vienna)}
    return lists.join_by_semicolons([own, cited]) if own else cited


def _no_such_provision(provisions: Collection[str]) -> str:
    if not provisions:
        return _("No provision of the treaty asks for such a statement. Choose another kind.")
    message = _("The treaty asks for such a statement, or allows it, under these provisions: %(provisions)s.")
    return message % {"provisions": lists.in_words(provisions)}


def find_required(treaty: Treaty, party: Party, statements: Iterable[StatementText]) -> list[ForeseenStatement]:
    """Return what the treaty requires of the party and is not among the statements. One query."""
    stated = [(statement.kind, statement.provision) for statement in statements]
    return [
        row
        for row in treaty.foreseen.all()
        if row.is_required
        and (not row.of_organizations or party.kind == Kind.REIO)
        and not any(kind == row.kind and same_provision(provision, row.provision) for kind, provision in stated)
    ]
