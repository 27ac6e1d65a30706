"""Find the column of a heading by its name or label in any of the site's languages, and suggest one for an unknown heading."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

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
    "emergency_contact": gettext_lazy("Emergency contact"),
}
LABELS = {**KEYS, **COLUMNS}
DAYS, MOMENTS = ("date_of_birth", "document_issue_date", "document_expiry"), ("arrival", "departure")


def get_columns(conference: Conference) -> dict[str, str | Promise]:
    """Return the columns without those that the host does not ask for."""
    return {name: label for name, label in COLUMNS.items() if name not in conference.unasked_fields}


# Headings of tables from elsewhere that are too different from ours to be compared by letters. They are only suggested.
_ELSEWHERE = {
    heading: name
    for name, headings in {
        "family_name": ("surname", "last name"),
        "given_names": ("first name", "forename"),
        "honorific": ("title",),
        "functional_title": ("position", "function", "job title"),
        "protocol_rank": ("rank",),
        "capacity": ("role",),
        "date_of_birth": ("birth date", "birthday", "dob"),
        "nationality": ("country", "citizenship"),
        "document_type": ("passport type",),
        "document_number": ("passport", "passport no.", "passport number"),
        "document_expiry": ("passport expiry", "valid until"),
        "phone": ("mobile",),
        "email": ("mail",),
        "arrival": ("arrival date",),
        "departure": ("departure date",),
        "arrival_flight": ("flight",),
        "visa_support": ("visa", "visa needed", "visa letter"),
        "visa_post": ("embassy", "consulate", "visa issued in"),
    }.items()
    for heading in headings
}
NEAREST = 6  # headings that are listed for an unknown one
NEAR = 0.78  # the share of the letters of both headings that both have in the same order
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")  # as the page marks a heading: "Family name (needed)"


def fold(text: str) -> str:
    """Return a heading without case, accents, punctuation and extra spaces."""
    return " ".join(search_key(_BRACKETS.sub(" ", text)).replace("_", " ").replace("-", " ").replace("*", " ").split())


def find_column(heading: str) -> str:
    """Return the column's name; empty when the heading is unknown."""
    return _spellings().get(fold(heading), "")


def suggestion(heading: str) -> str:
    """Return a sentence that names the column that was probably meant; empty when none is similar."""
    key = fold(heading)
    name = _ELSEWHERE.get(key, "")
    if not name:
        near = process.extractOne(key, list(_spellings()), scorer=Indel.normalized_similarity, score_cutoff=NEAR)
        name = _spellings()[near[0]] if near else ""
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
    return names
