"""The short steps of a member's form: what each holds, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from delegations.registration import queries
from delegations.registration.forms import MemberForm, PhotoForm
from delegations.registration.models import Delegate

# Anchor, title, the fields with their width of six columns.
STEPS: list[tuple[str, Promise, dict[str, int]]] = [
    (
        "person",
        gettext_lazy("Person"),
        {
            "honorific": 2,
            "given_names": 2,
            "family_name": 2,
            "name_on_badge": 3,
            "name_native": 3,
            "date_of_birth": 3,
            "nationality": 3,
        },
    ),
    (
        "function",
        gettext_lazy("Function and capacity"),
        {"functional_title": 6, "protocol_rank": 6, "capacity": 3, "category": 3},
    ),
    (
        "document",
        gettext_lazy("Travel document"),
        {"document_type": 2, "document_number": 2, "document_expiry": 2},
    ),
    ("photo", gettext_lazy("Photo for the badge"), {}),
    (
        "travel",
        gettext_lazy("Travel and stay"),
        {"arrival": 3, "arrival_flight": 3, "departure": 3, "departure_flight": 3, "hotel": 6},
    ),
    (
        "contact",
        gettext_lazy("Needs and contact"),
        {"email": 3, "phone": 3, "languages": 3, "diet": 3, "accessibility": 6, "emergency_contact": 6},
    ),
]


@dataclass(frozen=True)
class Step:
    """One step: `tone` is `done`, `bad` or empty, `said` the line below its title, `fields` pairs of bound field and width."""

    number: int
    anchor: str
    title: str | Promise
    tone: str
    said: str
    fields: list[tuple[BoundField, int]]


def of(form: MemberForm, photo_form: PhotoForm, member: Delegate | None, *, has_photo: bool) -> list[Step]:
    """The steps of this form as they stand."""
    lacks = [] if member is None or form.is_bound else queries.missing(member, form.choices.conference.ends_on)
    found = []
    for number, (anchor, title, widths) in enumerate(STEPS, 1):
        bound = [(form[name], width) for name, width in widths.items()]
        is_photo = anchor == "photo"
        wrong = len(photo_form["file"].errors) if is_photo else sum(bool(field.errors) for field, _width in bound)
        filled = has_photo if is_photo else any(field.value() not in (None, "") for field, _width in bound)
        own = [lack for lack in lacks if lack.field in widths or (is_photo and lack.field == "photo")]
        tone, said = _standing(wrong, filled, own, is_new=member is None or form.is_bound)
        found.append(Step(number, anchor, title, tone, said, bound))
    return found


def _standing(wrong: int, filled: bool, lacks: Iterable[queries.Lack], *, is_new: bool) -> tuple[str, str]:
    if wrong:
        return "bad", ngettext("One thing to put right", "%(count)s things to put right", wrong) % {"count": wrong}
    if lacks := list(lacks):
        return "", queries.in_words(lacks, capital=True)
    if not filled:
        return "", _("not begun")
    return ("", "") if is_new else ("done", "")
