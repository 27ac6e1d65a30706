"""Turn audit entries into sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from conference.audit import labels
from conference.audit.models import AuditEntry
from conference.core import reasons
from conference.core.access import Actor, check_right
from conference.core.registry import Registry

sentences_by_verb: Registry[str | Promise] = Registry("sentences of the audit log")


# What staff need besides to read of an act at the desk; acts without one are read wherever entries are.
rights_by_verb: Registry[str] = Registry("rights to read of acts")


def register_sentences(sentences: Mapping[str, str | Promise], *, right: str = "") -> None:
    """Add sentences by verb: `{"delegate.submitted": _("%(who)s submitted %(what)s")}`.

    Args:
        right: A key of access.RIGHTS that staff need to read of such acts, in any list of entries; empty if every reader may.
    """
    sentences_by_verb.update(sentences)
    if right:
        check_right(right)
        rights_by_verb.update(dict.fromkeys(sentences, right))


def hidden_verbs(actor: Actor) -> frozenset[str]:
    """Return the verbs of acts of which this actor may not read."""
    return frozenset(verb for verb, right in rights_by_verb.items() if not actor.may(right))


@dataclass(frozen=True)
class AuditLine:
    number: int
    at: datetime
    text: str
    reason: str
    scope: str


def sentence(verb: str, who: str, subject: str) -> str:
    """Return the sentence of `verb`, or the verb in a plain form when it has none."""
    values = {"who": who, "what": subject}
    if verb in sentences_by_verb:
        return str(sentences_by_verb[verb]) % values
    return _("%(who)s: %(verb)s, %(what)s") % {**values, "verb": verb.replace(".", " ").replace("_", " ")}


def describe_entry(entry: AuditEntry) -> AuditLine:
    text = sentence(entry.verb, entry.actor_label, entry.label)
    return AuditLine(entry.number, entry.at, text, reasons.read(entry.reason), entry.scope)


def tell_each(entries: Iterable[AuditEntry]) -> list[AuditLine]:
    """Return the entries as lines, with parties' names in the active language. One query at most besides that of the entries."""
    return [describe_entry(entry) for entry in labels.in_readers_language(entries)]


def latest(entries: QuerySet[AuditEntry], limit: int = 6) -> QuerySet[AuditEntry]:
    return entries.order_by("-number")[:limit]


def tell_latest(entries: Iterable[AuditEntry]) -> list[AuditLine]:
    """Return entries as lines, by their time, the latest first: what a device reports late is entered after what happened meanwhile."""
    return sorted(tell_each(entries), key=lambda line: (line.at, line.number), reverse=True)
