"""Show the labels of audit entries in the reader's language. A label is stored in English and is part of the entry's digest."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.utils.translation import get_language

from conference.audit.models import AuditEntry
from conference.look import lists
from conference.parties.models import PartyName
from conference.translated import FALLBACK, short_code

BETWEEN = ", "


def in_readers_language(entries: Iterable[AuditEntry]) -> list[AuditEntry]:
    """Set `shown_label` of entries whose labels can be shown in the active language. One query at most, none in English.

    A model whose label consists of parties' names sets LABEL_NAMES_PARTIES; one whose label has words of the program's defines
    `retold(label)`.
    """
    listed, language = list(entries), short_code(get_language())
    if language == FALLBACK:
        return listed
    for entry in listed:
        if retold := _of_model(entry.subject_type, "retold"):
            entry.shown_label = retold(entry.subject_label)
    named = [entry for entry in listed if _of_model(entry.subject_type, "LABEL_NAMES_PARTIES")]
    if not named:
        return listed
    parts = {part for entry in named for part in (entry.subject_label, *entry.subject_label.split(BETWEEN))}
    rows = PartyName.objects.filter(language=language, party__en_short__in=parts)
    names = dict(rows.values_list("party__en_short", "short"))
    for entry in named:
        label = entry.subject_label
        entry.shown_label = names.get(label) or lists.join_facts(names.get(part, part) for part in label.split(BETWEEN))
    return listed


def _of_model(subject_type: str, name: str) -> Any:
    try:
        return getattr(apps.get_model(subject_type), name, None)
    except LookupError:
        return None
