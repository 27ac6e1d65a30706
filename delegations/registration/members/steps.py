"""The steps of a member's form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.look import lists
from delegations.registration.members import queries, rules
from delegations.registration.members.conditional_fields import EQUIPMENT, ONLY_IF, OnlyIf
from delegations.registration.members.forms import MemberForm, PhotoForm
from delegations.registration.members.questions import Question
from delegations.registration.models import Capacity, Delegate, Equipment

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
            "sex": 3,
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
        {
            "document_type": 3,
            "document_number": 3,
            "document_issue_date": 3,
            "document_issue_place": 3,
            "document_expiry": 3,
        },
    ),
    ("photo", gettext_lazy("Photo for the badge"), {}),
    (
        "travel",
        gettext_lazy("Travel and stay"),
        {
            "arrival": 3,
            "arrival_flight": 3,
            "departure": 3,
            "departure_flight": 3,
            "hotel": 6,
            "visa_support": 6,
            "visa_post": 6,
        },
    ),
    (
        "contact",
        gettext_lazy("Needs and contact"),
        {"email": 3, "phone": 3, "languages": 3, "diet": 3, "accessibility": 6, "emergency_contact": 6},
    ),
]


@dataclass(frozen=True)
class StepField:
    field: BoundField
    width: int
    only_if: OnlyIf | None = None
    applies: bool = True
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step: `tone` is `done`, `bad` or empty, `said` the line below its title; not `begun` means that nothing of it is filled in."""

    number: int
    anchor: str
    title: str | Promise
    tone: str
    said: str
    begun: bool
    fields: list[StepField]


# What makes a step complete that no submission needs: whoever has given less has begun it, and no more.
COMPLETE = {"travel": ("arrival", "departure"), "contact": ("email", "phone", "emergency_contact")}


def build_steps(form: MemberForm, photo_form: PhotoForm, member: Delegate | None, *, has_photo: bool) -> list[Step]:
    known = None if form.is_bound else member
    lacks = _lacks(form, known) if known else []
    photo_form.needed = member is None or rules.photo_wanted(member.category, member.protocol_rank, member.photo_exempt)
    found: list[Step] = []
    for anchor, title, widths in STEPS:
        is_photo = anchor == "photo"
        bound = [_shown(form, name, width) for name, width in widths.items() if name in form.fields]
        if not bound and not is_photo:
            continue
        wrong = len(photo_form["file"].errors) if is_photo else sum(bool(one.field.errors) for one in bound)
        filled = has_photo if is_photo else any(_is_filled(one.field) for one in bound)
        own = [lack for lack in lacks if lack.field in widths or lack.field == STEP_OF.get(anchor)]
        open_ = [] if is_photo or not known else _not_given(form, anchor, known)
        tone, said = _standing(wrong, filled, own, open_, is_new=known is None)
        if is_photo and known and not (has_photo or own or wrong):
            said = _("not asked of this person")
        found.append(Step(len(found) + 1, anchor, title, tone, said, bool(filled or own or wrong), bound))
    return found


# What is given beside the form's fields, by the step in which it is asked for.
STEP_OF = {"photo": "photo", "document": "scan"}


def _lacks(form: MemberForm, member: Delegate) -> list[queries.MissingField]:
    choices = form.choices
    lacks = queries.missing_fields(member, choices.conference)
    overdue = queries.overdue_travel(member, choices.deadlines.get(queries.TRAVEL))
    if member.state == "submitted":
        lacks += queries.missing_scan(member, choices.conference)
    return queries.together(lacks, overdue)


def _not_given(form: MemberForm, anchor: str, member: Delegate) -> list[str]:
    if anchor == "travel" and member.delegation.party.is_host:
        return []
    names = [name for name in COMPLETE.get(anchor, ()) if name in form.fields]
    return [str(form[name].label).lower() for name in names if not _is_filled(form[name])]


def _shown(form: MemberForm, name: str, width: int) -> StepField:
    condition = ONLY_IF.get(name)
    asked = tuple(one for one in form.questions if one.field == name)
    if condition is None:
        return StepField(form[name], width, questions=asked)
    now = {condition.other: form[condition.other].value() if condition.other in form.fields else ""}
    applies = form.is_asked(name, now)
    # A stored value whose condition fails is shown whatever the script decides.
    always = applies and not condition.holds(now)
    return StepField(form[name], width, None if always else condition, applies, asked)


def _is_filled(field: BoundField) -> bool:
    return field.value() not in (None, "", field.field.initial)


@dataclass(frozen=True)
class EquipmentStep:
    number: int
    only_if: OnlyIf
    applies: bool
    things: list[Equipment]
    said: str


def equipment(form: MemberForm, member: Delegate | None) -> EquipmentStep:
    """Return the step of arms and radios. One query for a security officer, else none."""
    officer = member is not None and member.capacity == Capacity.SECURITY
    things = list(member.equipment.exclude(state="withdrawn")) if officer and member is not None else []
    said = lists.in_words(str(thing) for thing in things) or _("not started")
    applies = EQUIPMENT.holds({"capacity": form["capacity"].value()})
    return EquipmentStep(len(STEPS) + 1, EQUIPMENT, applies, things, said)


def _standing(
    wrong: int, filled: bool, lacks: Iterable[queries.MissingField], not_given: list[str], *, is_new: bool
) -> tuple[str, str]:
    if wrong:
        return "bad", ngettext("One item to correct", "%(count)s items to correct", wrong) % {"count": wrong}
    if lacks := list(lacks):
        return "", lists.in_words(lacks, capital=True)
    if not filled:
        return "", _("not started")
    if not_given:
        return "", _("not given: %(what)s") % {"what": lists.in_words(not_given)}
    return ("", "") if is_new else ("done", "")
