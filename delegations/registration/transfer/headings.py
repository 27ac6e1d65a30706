"""Find the column of a heading by its name or label in any of the site's languages, and suggest one for an unknown heading."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import process
from rapidfuzz.distance import Indel

from conference.look.lists import join_facts
from conference.models import Conference
from conference.parties.models import search_key
from delegations.registration.members.choices import DIVIDERS, read_meanings
from delegations.registration.members.forms import MemberForm

# Identify an existing member: written by the export, not needed to enter new ones.
ID, VERSION = "id", "version"
KEYS: dict[str, str | Promise] = {ID: gettext_lazy("Reference"), VERSION: gettext_lazy("Version")}
# The columns of an import with their labels, in the order of the template (a public interface; see docs and CHANGELOG).
COLUMNS: dict[str, str | Promise] = {
    "family_name": gettext_lazy("Family name"),
    "given_names": gettext_lazy("Given names"),
    "name_on_badge": gettext_lazy("Name on the badge"),
    "name_native": gettext_lazy("Name in original script"),
    "honorific": gettext_lazy("Honorific"),
    "functional_title": gettext_lazy("Functional title"),
    "protocol_rank": gettext_lazy("Protocol rank"),
    "capacity": gettext_lazy("Capacity"),
    "category": gettext_lazy("Category"),
    "date_of_birth": gettext_lazy("Date of birth"),
    "nationality": gettext_lazy("Nationality"),
    "sex": gettext_lazy("Sex"),
    "document_type": gettext_lazy("Type of document"),
    "document_number": gettext_lazy("Document number"),
    "document_issue_date": gettext_lazy("Date of issue"),
    "document_issue_place": gettext_lazy("Place of issue"),
    "document_expiry": gettext_lazy("Expiry date"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Telephone"),
    "languages": gettext_lazy("Languages"),
    "diet": gettext_lazy("Diet"),
    "accessibility": gettext_lazy("Accessibility"),
    "arrival": gettext_lazy("Arrival"),
    "arrival_flight": gettext_lazy("Flight of arrival"),
    "departure": gettext_lazy("Departure"),
    "departure_flight": gettext_lazy("Flight of departure"),
    "hotel": gettext_lazy("Hotel"),
    "visa_support": gettext_lazy("Visa support"),
    "visa_post": gettext_lazy("Embassy or consulate for the visa"),
    "birth_place": gettext_lazy("Place of birth"),
    "emergency_contact": gettext_lazy("Emergency contact"),
}
LABELS = {**KEYS, **COLUMNS}
DAYS, MOMENTS = ("date_of_birth", "document_issue_date", "document_expiry"), ("arrival", "departure")


def get_columns(conference: Conference) -> dict[str, str | Promise]:
    """Return the columns without those that the host does not ask for."""
    return {name: label for name, label in COLUMNS.items() if name not in conference.unasked_fields}


FULL_NAME = "full_name"  # one column with the whole name, in an order that has to be found
NUMBERING = "numbering"  # of the rows: never imported
REMARKS = "remarks"  # never imported, and named
# Headings of tables from elsewhere that differ from ours, in the site's languages.
HEADINGS = Path(__file__).with_name("headings.txt").read_text(encoding="utf-8")
# Too different to take and too near to leave: each is suggested, and asked about.
UNSURE = {"title": "honorific", "titre": "honorific", "date": "date_of_birth", "contact": "phone"}
UNSURE |= dict.fromkeys(("flight", "vol", "рейс"), "arrival_flight")
UNSURE |= {"function role": "capacity", "organization": "functional_title", "اللقب": "family_name"}
# Columns that tables from elsewhere have besides: their cells become parts of ours (`reading/cells.py`).
PARTS: dict[str, str | Promise] = {
    "family_name_first": gettext_lazy("Whole name, family name first"),
    "given_names_first": gettext_lazy("Whole name, given names first"),
    "native_family_name": gettext_lazy("Family name in original script"),
    "native_given_names": gettext_lazy("Given names in original script"),
    "arrival_time": gettext_lazy("Time of arrival"),
    "departure_time": gettext_lazy("Time of departure"),
}
FIRST, LAST, GIVEN, FAMILY = "family_name_first", "given_names_first", "given_names", "family_name"
NATIVE = {FAMILY: "native_family_name", GIVEN: "native_given_names"}
NATIVE |= dict.fromkeys((FULL_NAME, FIRST, LAST), "name_native")
# Columns whose cells are divided: a heading that names both, as “Phone / E-mail”, means the first.
DIVIDED = (
    ("phone", "email"),
    ("arrival", "arrival_flight"),
    ("departure", "departure_flight"),
    ("date_of_birth", "birth_place"),
)
LONGEST_HEADING = 200  # characters of a heading
NEAREST = 6  # headings that are listed for an unknown one
NEAR = 0.78  # the share of the letters of both headings that both have in the same order
_PUNCTUATION = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"^(?:no|n|nr) | (?:no|n|nr)$")  # “Passport No.”
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")  # as the page marks a heading: "Family name (needed)"


def fold(text: str) -> str:
    """Return a heading without case, accents, punctuation and extra spaces."""
    return " ".join(_PUNCTUATION.sub(" ", search_key(_BRACKETS.sub(" ", text))).split())


def find_column(heading: str) -> str:
    """Return the column's name, also FULL_NAME, NUMBERING or REMARKS; empty when the heading is unknown.

    A heading in two languages (“Nom / Surname”) is known by either, unless they differ.
    """
    if len(heading) > LONGEST_HEADING:
        return ""
    key = fold(heading)
    if name := _spellings().get(key) or _spellings().get(_NUMBER.sub("", key)):
        return name
    names = {_spellings().get(fold(part), "") for part in DIVIDERS.split(heading)} - {""}
    if len(names) > 1:
        names.discard(FULL_NAME)  # as “Nom / Surname”, where one word also means the whole name
    if len(names) == 1:
        return names.pop()
    return next((pair[0] for pair in DIVIDED if names == {*pair}), "") or _name_of_halves(key.split())


def _name_of_halves(words: Sequence[str]) -> str:
    """Return the column of a heading in two languages without a mark between them, as “الجنسية Nationality”; empty for none."""
    for place in range(1, len(words)):
        halves = {_spellings().get(" ".join(half), "") for half in (words[:place], words[place:])}
        if len(halves) > 1:
            halves.discard(FULL_NAME)
        if len(halves) == 1 and (name := halves.pop()):
            return name
    return ""


def join_spanning(upper: str, text: str) -> list[str]:
    """Return how a heading may read together with the one that spans it, each in one of its languages."""
    uppers, texts = (list(filter(None, map(str.strip, DIVIDERS.split(whole)))) for whole in (upper, text))
    return [" ".join(order) for first in uppers for second in texts for order in ((first, second), (second, first))]


def near_column(heading: str) -> str:
    """Return the name of the column that was probably meant; empty when none is similar."""
    key = fold(heading)
    if key in UNSURE:
        return UNSURE[key]
    near = process.extractOne(key, list(_spellings()), scorer=Indel.normalized_similarity, score_cutoff=NEAR)
    name = _spellings()[near[0]] if near and len(key) > 3 else ""
    return name if name in LABELS else ""


def suggestion(heading: str) -> str:
    """Return a sentence that names the column that was probably meant; empty when none is similar."""
    name = near_column(heading)
    message = _("Did you mean “%(label)s” (%(name)s)?")
    return message % {"label": LABELS[name], "name": name} if name else ""


def list_nearest(heading: str, free: Iterable[str]) -> str:
    """Return a sentence for an unknown heading: the most similar of the columns that are still `free`, and that it may be left out."""
    labels = {fold(str(LABELS[name])): str(LABELS[name]) for name in free}
    near = process.extract(fold(heading), list(labels), scorer=Indel.normalized_similarity, limit=NEAREST)
    message = _(
        "Known headings, the nearest first: %(list)s; the template has all. A column that fits none may be left out."
    )
    return message % {"list": join_facts(labels[key] for key, _score, _position in near)}


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, str]:
    names = {fold(name): name for name in LABELS}
    form_labels = {name: MemberForm.base_fields[name].label for name in COLUMNS}
    # A word that two languages use for two columns means the earlier column, and a label of the table comes before one of the form.
    for labels in (LABELS, form_labels):
        for code, _language in settings.LANGUAGES:
            with translation.override(code):
                for name, label in labels.items():
                    names.setdefault(fold(str(label)), name)
    for heading, name in read_meanings(HEADINGS):
        names.setdefault(fold(heading), name)
    names.pop("", None)
    return names
