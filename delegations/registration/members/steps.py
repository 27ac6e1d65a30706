"""The steps of a member's form."""

from dataclasses import dataclass

from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.look import lists
from delegations.registration.members import queries, rules
from delegations.registration.members.fields import EQUIPMENT, ONLY_IF, OnlyIf
from delegations.registration.members.forms import MemberForm, PhotoForm
from delegations.registration.members.questions import Question
from delegations.registration.models import Capacity, Delegate, Equipment

# Anchor, title, the fields with their width of six columns.
STEPS: list[tuple[str, Promise, dict[str, int]]] = [
    (
        "person",
        gettext_lazy("Person"),
        dict.fromkeys(("honorific", "given_names", "family_name"), 2)
        | dict.fromkeys(("name_on_badge", "name_native", "date_of_birth", "nationality", "sex"), 3),
    ),
    (
        "function",
        gettext_lazy("Function and capacity"),
        {"functional_title": 6, "protocol_rank": 6, "capacity": 3, "category": 3},
    ),
    (
        "document",
        gettext_lazy("Travel document"),
        dict.fromkeys(
            ("document_type", "document_number", "document_issue_date", "document_issue_place", "document_expiry"), 3
        ),
    ),
    ("photo", gettext_lazy("Photo for the badge"), {}),
    (
        "travel",
        gettext_lazy("Travel and stay"),
        dict.fromkeys(("arrival", "arrival_flight", "departure", "departure_flight"), 3)
        | dict.fromkeys(("hotel", "visa_support", "visa_post", "birth_place"), 6),
    ),
    (
        "contact",
        gettext_lazy("Needs and contact"),
        {"email": 3, "phone": 3, "languages": 3, "diet": 3, "accessibility": 6, "emergency_contact": 6},
    ),
]
# What makes a step complete beyond the needs of a submission.
COMPLETE = {"travel": ("arrival", "departure"), "contact": ("email", "phone", "emergency_contact")}
# What a step asks for beside the form's fields.
BESIDE_FIELDS = {"photo": "photo", "document": "scan"}


@dataclass(frozen=True)
class StepField:
    field: BoundField
    width: int
    only_if: OnlyIf | None
    applies: bool
    questions: list[Question]


@dataclass(frozen=True)
class FormStep:
    number: int
    anchor: str
    title: str | Promise
    tone: str  # `done`, `bad` or empty
    status: str  # the line below the title
    is_begun: bool  # something of it is filled in
    fields: list[StepField]


def build_steps(form: MemberForm, photo_form: PhotoForm, member: Delegate | None, *, has_photo: bool) -> list[FormStep]:
    stored_member = None if form.is_bound else member
    lacks = _lacks(form, stored_member) if stored_member else []
    photo_form.needed = member is None or rules.photo_wanted(member.category, member.protocol_rank, member.photo_exempt)
    steps: list[FormStep] = []
    for anchor, title, widths in STEPS:
        is_photo = anchor == "photo"
        fields = [_step_field(form, name, width) for name, width in widths.items() if name in form.fields]
        if not fields and not is_photo:
            continue
        wrong = len(photo_form["file"].errors if is_photo else [field for field in fields if field.field.errors])
        is_filled = has_photo if is_photo else any(_is_filled(field.field) for field in fields)
        own_lacks = [lack for lack in lacks if lack.field in widths or lack.field == BESIDE_FIELDS.get(anchor)]
        tone, status = "", ""
        if wrong:
            tone = "bad"
            status = ngettext("One item to correct", "%(count)s items to correct", wrong) % {"count": wrong}
        elif own_lacks:
            status = lists.in_words(own_lacks, capital=True)
        elif stored_member and is_photo and not has_photo:
            status = _("not asked of this person")
        elif not is_filled:
            status = _("not started")
        elif stored_member and (optional := _optional_left(form, anchor, stored_member)):
            status = _("not given: %(what)s") % {"what": lists.in_words(optional)}
        elif stored_member:
            tone = "done"
        is_begun = bool(is_filled or own_lacks or wrong)
        steps.append(FormStep(len(steps) + 1, anchor, title, tone, status, is_begun, fields))
    return steps


def _lacks(form: MemberForm, member: Delegate) -> list[queries.MissingField]:
    choices = form.choices
    lacks = queries.missing_fields(member, choices.conference)
    overdue = queries.overdue_travel(member, choices.deadlines.get(queries.TRAVEL))
    if member.state == "submitted":
        lacks += queries.missing_scan(member, choices.conference)
    return queries.join_missing(lacks, overdue)


def _optional_left(form: MemberForm, anchor: str, member: Delegate) -> list[str]:
    """Return the labels of the empty fields that make the step complete."""
    if anchor == "travel" and member.delegation.party.is_host:
        return []
    names = [name for name in COMPLETE.get(anchor, ()) if name in form.fields]
    return [str(form[name].label).lower() for name in names if not _is_filled(form[name])]


def _step_field(form: MemberForm, name: str, width: int) -> StepField:
    condition = ONLY_IF.get(name)
    asked_about = [question for question in form.questions if question.field == name]
    if condition is None:
        return StepField(form[name], width, None, True, asked_about)
    now = {condition.other: form[condition.other].value() if condition.other in form.fields else ""}
    applies = form.applies(name, now)
    # A stored value whose condition fails is shown whatever the script decides.
    always = applies and not condition.holds(now)
    return StepField(form[name], width, None if always else condition, applies, asked_about)


def _is_filled(field: BoundField) -> bool:
    return field.value() not in (None, "", field.field.initial)


@dataclass(frozen=True)
class EquipmentStep:
    number: int
    only_if: OnlyIf
    applies: bool
    items: list[Equipment]
    status: str


def equipment(form: MemberForm, member: Delegate | None) -> EquipmentStep:
    """Return the step of arms and radios. One query for a security officer, else none."""
    is_officer = member is not None and member.capacity == Capacity.SECURITY
    items = list(member.equipment.exclude(state="withdrawn")) if is_officer and member is not None else []
    status = lists.in_words(items) or _("not started")
    return EquipmentStep(
        len(STEPS) + 1, EQUIPMENT, EQUIPMENT.holds({"capacity": form["capacity"].value()}), items, status
    )
