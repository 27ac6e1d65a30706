from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypedDict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from conference.core import concurrency
from conference.core.access import Actor, actor_of
from conference.core.errors import AlreadyDecided, UserError
from conference.core.lifecycle import state_word
from conference.files.responses import send_file
from conference.files.uploads import LEAST_HEIGHT, LEAST_WIDTH, MOST_SIDE
from conference.look import lists
from delegations.registration.delegations import access_log
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.delegations.views_portal import submit_and_say
from delegations.registration.drafts import form_drafts, photo_drafts
from delegations.registration.members import badge_preview, conflicts, consequences, queries, steps
from delegations.registration.members.actions import editing
from delegations.registration.members.actions.editing import EnteredAlready, keep_photo
from delegations.registration.members.actions.submission import OPEN_STATES
from delegations.registration.members.choices import Choices
from delegations.registration.members.consequences import Step
from delegations.registration.members.forms import MemberForm, PhotoForm, WithdrawForm
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation, FormDraft, PhotoDraft
from delegations.registration.own_page import queries as own_page_queries

LIMITS = {"min_width": LEAST_WIDTH, "min_height": LEAST_HEIGHT, "max_side": MOST_SIDE}
ACT_FOR, FORM = "registration.act_for", "registration:member"
METHODS = ["GET", "HEAD", "POST"]
PRIVATE = ("date_of_birth", "document_number", "document_expiry")


class _Whose(TypedDict):
    member: Delegate | None
    replacing: bool


@dataclass
class MemberFormState:
    delegation: Delegation
    choices: Choices
    member: Delegate | None
    form: MemberForm
    photo_form: PhotoForm
    draft: PhotoDraft | None = None
    instead_of: Delegate | None = None
    typed: FormDraft | None = None
    continued: bool = False
    taken: list[str] = field(default_factory=list)
    # What saving would end or reopen, and the button that says so; empty where nothing follows.
    consequences: list[str] = field(default_factory=list)
    button: str = ""
    is_asked: bool = False


@sensitive_post_parameters(*PRIVATE)
@require_http_methods(METHODS)
def new(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    sheet = _sheet(request, delegations_queries.delegation_for(actor, code, write=True), None)
    if request.method == "POST" and _is_good(sheet, actor):
        photo = _photo_name(sheet) or ""
        try:
            member = editing.enter(
                actor=actor,
                delegation=sheet.delegation,
                values=sheet.form.cleaned_data,
                photo=photo,
                typed=form_drafts.own(sheet.delegation, actor, None),
                told_apart=sheet.form.told_apart,
            )
        except UserError as problem:
            _refused(sheet, actor, problem)
        else:
            return _said(request, sheet, member)
    return _show(request, sheet)


@sensitive_post_parameters(*PRIVATE)
@require_http_methods(METHODS)
def member(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """Change a member; the second of two to save sees what the first changed."""
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=True)
    row = _member(found, public_id)
    if row.state not in LIVE_STATES:
        return _no_more(request, row)
    sheet = _sheet(request, found, row)
    if request.method == "POST":
        version = concurrency.posted_version(request.POST) or 0
        if version != row.version:
            return _conflict(request, sheet, row, version)
        if _is_good(sheet, actor):
            if not _is_told(request, sheet, _changing(sheet, row)):
                _keep_photo(sheet, actor)
                return _show(request, sheet)
            try:
                saved = editing.edit(
                    actor=actor,
                    member=row,
                    expected_version=version,
                    values=sheet.form.cleaned_data,
                    photo=_photo_name(sheet),
                    typed=form_drafts.own(found, actor, row),
                    told_apart=sheet.form.told_apart,
                )
            except AlreadyDecided:
                return _conflict(request, sheet, _member(found, public_id), version)
            except UserError as problem:
                _refused(sheet, actor, problem)
            else:
                return _said(request, sheet, saved)
    return _show(request, sheet)


def _changing(sheet: MemberFormState, row: Delegate) -> Step:
    """Return what the form, which is valid, is about to do to the member."""
    photo = sheet.photo_form.photo
    after, _fields, changed = editing.changed_by(row, sheet.form.cleaned_data, photo.name if photo else None)
    if sheet.draft is not None:
        changed.add("photo")
    return Step(row, stays_head=after.is_head, effect=consequences.effect_of(row, changed))


def _is_told(request: HttpRequest, sheet: MemberFormState, step: Step) -> bool:
    """Return True when nothing follows from the step, or when the page that was sent has said all of it. Else it says it now."""
    sheet.consequences = consequences.consequences_of(step)
    sheet.button = _button(step) if sheet.consequences or step.leaves else ""
    told = request.POST.get("consequences", "") == consequences.fingerprint(sheet.consequences)
    sheet.is_asked = bool(sheet.consequences) and not told and request.method == "POST"
    return not sheet.is_asked


def _button(step: Step) -> str:
    who = {"name": step.member.full_name}
    if step.leaves:
        return _("Replace and withdraw %(name)s") % who
    if step.effect == consequences.Effect.REVIEW:
        return _("Save and send %(name)s back to review") % who
    if step.effect == consequences.Effect.REPRINT:
        return _("Save and print a new badge for %(name)s") % who
    return _("Save: %(name)s is no longer head of delegation") % who


def _member(delegation: Delegation, public_id: UUID) -> Delegate:
    known = delegation.members.select_related("category", "protocol_rank")
    found: Delegate = get_object_or_404(known, public_id=public_id)
    found.delegation = delegation
    return found


def _sheet(
    request: HttpRequest, delegation: Delegation, member: Delegate | None, *, instead_of: Delegate | None = None
) -> MemberFormState:
    actor, choices = actor_of(request), Choices(delegation.party, delegation.stamp)
    posted = request.POST if request.method == "POST" else None
    to_be_head = posted is not None and posted.get("capacity") == Capacity.HEAD
    other_head = queries.name_of_head(delegation, besides=member or instead_of) if to_be_head else ""
    form = MemberForm(
        posted, choices=choices, member=member, other_head=other_head, delegation=delegation, besides=instead_of
    )
    photo_form = PhotoForm(posted, request.FILES if posted is not None else None)
    if instead_of is not None:
        form.initial = {"capacity": instead_of.capacity, "category": instead_of.category_id}
    sheet = MemberFormState(delegation, choices, member, form, photo_form, instead_of=instead_of)
    if posted is not None:
        photo_form.is_valid()
        sheet.draft = photo_drafts.find(photo_form.cleaned_data.get("token"), delegation=delegation, actor=actor)
    else:
        sheet.typed = form_drafts.find(delegation=delegation, actor=actor, **_whose(sheet))
        if sheet.typed is not None and "continue" in request.GET:
            sheet.continued = True
            # A field that was emptied stays empty.
            form.initial = dict.fromkeys(form.fields, "") | form_drafts.values_of(sheet.typed)
            sheet.draft = form_drafts.photo_of(sheet.typed, delegation=delegation, actor=actor)
    return sheet


def _whose(sheet: MemberFormState) -> _Whose:
    return {"member": sheet.member or sheet.instead_of, "replacing": sheet.instead_of is not None}


def _is_good(sheet: MemberFormState, actor: Actor) -> bool:
    good = [sheet.form.is_valid(), sheet.photo_form.is_valid()]
    if not all(good):
        _keep_photo(sheet, actor)
    return all(good)


def _refused(sheet: MemberFormState, actor: Actor, problem: UserError) -> None:
    sheet.form.add_error(problem.field if isinstance(problem, EnteredAlready) else None, str(problem))
    _keep_photo(sheet, actor)


def _keep_photo(sheet: MemberFormState, actor: Actor) -> None:
    if sheet.photo_form.photo is not None and actor.user_id is not None:
        sheet.draft = photo_drafts.keep(sheet.photo_form.photo, delegation=sheet.delegation, user_id=actor.user_id)
        form_drafts.keep_with_photo(
            sheet.form.data, sheet.draft, delegation=sheet.delegation, actor=actor, **_whose(sheet)
        )


def _photo_name(sheet: MemberFormState) -> str | None:
    if sheet.photo_form.photo is not None:
        return keep_photo(sheet.photo_form.photo)
    return photo_drafts.take(sheet.draft) if sheet.draft else None


def _conflict(request: HttpRequest, sheet: MemberFormState, row: Delegate, expected_version: int) -> HttpResponse:
    merged = conflicts.merge(request.POST, row, sheet.choices, expected_version)
    sheet.form = MemberForm(merged.data, choices=sheet.choices, member=row, other_head=sheet.form.other_head)
    sheet.form.is_valid()
    for name, sentence in merged.both.items():
        sheet.form.add_error(name, sentence)
    words = _(
        "Somebody else changed %(who)s while you were typing. Nothing was saved yet. Check the entry and save again."
    )
    sheet.form.add_error(None, words % {"who": row})
    sheet.member, sheet.taken = row, merged.taken
    _keep_photo(sheet, actor_of(request))
    return _show(request, sheet, status=409)


def _said(request: HttpRequest, sheet: MemberFormState, member: Delegate) -> HttpResponse:
    if sheet.draft is not None:
        photo_drafts.forget(sheet.draft)
    lacks = queries.missing_fields(member, sheet.choices.conference)
    text = _("%(who)s is saved.") % {"who": member}
    if lacks:
        text = lists.sentences([text, _("Still missing: %(what)s.") % {"what": lists.in_words(lacks)}])
    messages.success(request, text)
    if "submit" in request.POST and not lacks:
        return submit_and_say(request, sheet.delegation, [member])
    if "another" in request.POST:
        return redirect("registration:member_new", code=sheet.delegation.party.slug)
    return redirect("registration:delegation", code=sheet.delegation.party.slug)


def _show(request: HttpRequest, sheet: MemberFormState, status: int = 200) -> HttpResponse:
    party, member = sheet.delegation.party, sheet.member
    if sheet.form.is_bound and status == 200 and not (sheet.is_asked and sheet.form.is_valid()):
        status = 422
    if member is not None:
        access_log.private(request, member, verb="delegate.form_read", right=ACT_FOR)
    elif sheet.instead_of is not None:
        access_log.person(request, sheet.instead_of, FORM)
    context: dict[str, Any] = {
        "delegation": sheet.delegation,
        "party": party,
        "member": member,
        "instead_of": sheet.instead_of,
        "typed": sheet.typed,
        "draft_url": reverse("registration:drafts", kwargs={"code": party.slug}),
        "draft_of": member or sheet.instead_of,
        "link": own_page_queries.own_links([member]).get(member.pk) if member else None,
        "continued": sheet.continued,
        "fingerprints": _fingerprints(sheet),
        "form": sheet.form,
        "photo_form": sheet.photo_form,
        "draft": sheet.draft,
        "photo_url": _photo_url(sheet),
        "taken": sheet.taken,
        "consequences": sheet.consequences,
        "is_asked": sheet.is_asked and sheet.form.is_valid(),
        "told": consequences.fingerprint(sheet.consequences),
        "button": sheet.button,
        "rule": consequences.rule_in_words(),
        "equipment": steps.equipment(sheet.form, member),
        "steps": steps.build_steps(sheet.form, sheet.photo_form, member, has_photo=bool(_photo_url(sheet))),
        "may_submit": member is not None and member.state in OPEN_STATES and not sheet.button,
        "takes_scan": member is not None and member.state in queries.SCANNED_STATES,
        "badge": badge_preview.preview(party, member, sheet.form, sheet.choices),
        "limits": LIMITS,
        "exempt_ranks": "|".join(str(pk) for pk, rank in sheet.choices.ranks.items() if rank.photo_exempt),
        "lacks": queries.missing_fields(member, sheet.choices.conference) if member else [],
        "place": _place(sheet),
        "nav_label": party.short,
    }
    return render(request, "portal/registration/members/member.html", context, status=status)


def _fingerprints(sheet: MemberFormState) -> str:
    if sheet.member is None:
        return ""
    if sheet.form.is_bound:
        return str(sheet.form.data.get(conflicts.FINGERPRINTS, ""))
    if sheet.continued and sheet.typed is not None:
        return form_drafts.values_of(sheet.typed).get(conflicts.FINGERPRINTS, "")
    return conflicts.fingerprints_of(sheet.form, sheet.member)


def _place(sheet: MemberFormState) -> dict[str, int] | None:
    known = sheet.member or sheet.instead_of
    if known is None:
        return None
    order = queries.order_of(sheet.delegation)
    return {"number": order.index(known.pk) + 1, "of": len(order)} if known.pk in order else None


def _no_more(request: HttpRequest, member: Delegate) -> HttpResponse:
    words = _("%(who)s is %(state)s and can no longer be changed.")
    messages.error(request, words % {"who": member, "state": state_word(member)})
    return redirect("registration:delegation", code=member.delegation.party.slug)


def _photo_url(sheet: MemberFormState) -> str:
    code = sheet.delegation.party.slug
    if sheet.draft is not None:
        return reverse("registration:photo_draft", kwargs={"code": code, "key": sheet.draft.key})
    if sheet.member is not None and sheet.member.photo:
        return reverse("registration:photo", kwargs={"code": code, "public_id": sheet.member.public_id})
    return ""


@require_safe
def photo(request: HttpRequest, code: str, public_id: UUID) -> HttpResponseBase:
    found = delegations_queries.delegation_for(actor_of(request), code)
    return send_file(get_object_or_404(found.members, public_id=public_id).photo, max_age=300)


@sensitive_post_parameters(*PRIVATE)
@require_http_methods(METHODS)
def replace(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """Show and save the form of a new member who takes the place of another, who is withdrawn."""
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=True)
    old = _member(found, public_id)
    if old.state not in LIVE_STATES:
        return _no_more(request, old)
    sheet = _sheet(request, found, None, instead_of=old)
    told = _is_told(request, sheet, Step(old, leaves=True, replaced=True))
    if request.method == "POST" and _is_good(sheet, actor):
        if not told:
            _keep_photo(sheet, actor)
            return _show(request, sheet)
        expected_version = concurrency.posted_version(request.POST) or 0
        values, photo = sheet.form.cleaned_data, _photo_name(sheet) or ""
        try:
            new = editing.replace(
                actor=actor,
                member=old,
                expected_version=expected_version,
                values=values,
                photo=photo,
                told_apart=sheet.form.told_apart,
            )
        except UserError as problem:
            _refused(sheet, actor, problem)
        else:
            messages.success(request, _("%(who)s is withdrawn.") % {"who": old})
            return _said(request, sheet, new)
    return _show(request, sheet)


@require_http_methods(METHODS)
def withdraw(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=True)
    row = _member(found, public_id)
    if row.state not in LIVE_STATES:
        return _no_more(request, row)
    access_log.person(request, row, FORM)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    follows = consequences.consequences_of(Step(row, leaves=True))
    told = consequences.fingerprint(follows)
    is_told = not follows or request.POST.get("consequences", "") == told
    if request.method == "POST" and form.is_valid() and is_told:
        editing.withdraw(
            actor=actor,
            member=row,
            expected_version=concurrency.posted_version(request.POST) or 0,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("%(who)s is withdrawn.") % {"who": row})
        return redirect("registration:delegation", code=found.party.slug)
    context = {
        "delegation": found,
        "party": found.party,
        "member": row,
        "form": form,
        "consequences": follows,
        "is_asked": request.method == "POST",
        "told": told,
        "nav_label": found.party.short,
    }
    return render(request, "portal/registration/members/withdraw.html", context)
