"""The text of a notification in every authentic language of the treaty. It is stored, so that it remains as it was issued."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.look.lists import join_facts
from conference.look.marks import colon
from conference.look.times import day_text
from conference.translated import FALLBACK, Translated, short_code
from conference.treaties.articles import article_words
from conference.treaties.models import Treaty
from schedule.signing.notifications.models import CORRECTION
from schedule.signing.notifications.queries import Entry, Group
from schedule.signing.notifications.registry import Act, kind_of

CODES = {short_code(code): code for code, _name in settings.LANGUAGES}
type Text = dict[str, Any]


def languages_of(treaty: Treaty) -> list[str]:
    """Return the authentic languages that the site has, English first: `en`, `ar`, `zh`."""
    languages = [language for language in treaty.authentic_languages if language in CODES and language != FALLBACK]
    return [FALLBACK, *languages]


def write_notification(treaty: Treaty, group: Group) -> dict[str, Text]:
    """Return the text by language: title, treaty, depositary, opening, sentences, parties, texts and remarks."""
    prefetch_related_objects(group.parties, "names")
    content = {}
    for language in languages_of(treaty):
        with translation.override(CODES[language]):
            content[language] = _write(treaty, group)
    return content


def text_in(content: Mapping[str, Text], language: str | None) -> tuple[str, Text]:
    """Return the language in which a reader of `language` gets the notification, and its text."""
    wanted = short_code(language)
    chosen = wanted if wanted in content else FALLBACK
    return chosen, content[chosen]


def _write(treaty: Treaty, group: Group) -> Text:
    acts = [entry.act for entry in group.entries if entry.act]
    text = _correction(group) if group.kind == CORRECTION else _communication(treaty, acts)
    texts = [
        _text(act, heading=item.heading, text=item.text)
        for act in acts
        for item in kind_of(act).texts(act)
        if item.text
    ]
    return {
        "treaty": str(treaty.title),
        "depositary": str(treaty.depositary),
        "opening": _opening(treaty),
        "texts": texts,
        **text,
    }


def _opening(treaty: Treaty) -> str:
    if treaty.article_depositary:
        sentence = _("The depositary (%(article)s) notifies all States and organizations entitled to become parties:")
        return sentence % {"article": article_words(treaty.article_depositary)}
    return _("The depositary notifies all States and organizations entitled to become parties:")


def _communication(treaty: Treaty, acts: Sequence[Act]) -> Text:
    kind, first = kind_of(acts[0]), acts[0]
    title, parties = str(kind.title(first)), list[str]()
    if kind.opening:
        title = join_facts([title, day_text(first.day, weekday=False, long=True)])
        sentences = list(kind.opening(acts))
        parties = [act.party.short for act in acts if act.party]
    else:
        sentences = [kind.sentence(act) for act in acts]
        title = f"{first.party.short}{colon()}{title}" if first.party else title
    return {"title": title, "sentences": sentences, "parties": parties, "remarks": list(kind.remarks(treaty, acts))}


def _correction(group: Group) -> Text:
    corrected = group.corrected
    if corrected is None:
        raise AssertionError("a correction has something to correct")
    day = day_text(corrected.issued_on, weekday=False, long=True) if corrected.issued_on else ""
    values = {"reference": corrected.reference, "day": day}
    return {
        "title": _("Correction of notification %(reference)s") % values,
        "sentences": [
            _("Notification %(reference)s of %(day)s is corrected as follows.") % values,
            *(_corrected(entry) for entry in group.entries),
        ],
        "parties": [],
        "remarks": [],
    }


def _corrected(entry: Entry) -> str:
    party = entry.party
    if entry.act is not None:
        sentence = kind_of(entry.act).sentence(entry.act)
        return _("%(subject)s: the entry should read: %(sentence)s") % {
            "subject": _subject(entry),
            "sentence": sentence,
        }
    if party is None:
        return _("What was communicated is withdrawn; the depositary’s records contain no such act.")
    message = _("%(subject)s: the entry is withdrawn; the depositary’s records contain no such act.")
    return message % {"subject": _subject(entry)}


def _subject(entry: Entry) -> str:
    return entry.party.short if entry.party else _("The treaty")


def _text(act: Act, *, heading: str, text: Translated) -> dict[str, str]:
    party = f"{act.party.short}{colon()}" if act.party else ""
    language = get_language()
    return {"heading": f"{party}{heading}", "text": text.into(language), "language": text.language_for(language)}
