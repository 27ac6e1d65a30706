"""A member's own page, for the holder of the link. It shows that member only; a GET uses nothing up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import concurrency
from conference.core.access import public
from conference.core.errors import AlreadyDecided, UserError
from conference.core.links import opened_by_secret
from conference.files.responses import send_file
from conference.models import Conference, current_conference
from delegations.registration.drafts import form_drafts
from delegations.registration.members import conflicts, queries, steps
from delegations.registration.members.actions.editing import EnteredAlready, keep_photo
from delegations.registration.members.choices import Choices
from delegations.registration.members.forms import MemberForm, PhotoForm
from delegations.registration.members.views_portal import LIMITS, PRIVATE
from delegations.registration.models import Delegate, MemberLink
from delegations.registration.own_page import actions, drafts
from delegations.registration.own_page.actions import OWN_FIELDS, LinkOver, find
from delegations.registration.own_page.forms import OwnForm
from delegations.registration.scans.forms import ScanForm


@public
@opened_by_secret
@sensitive_post_parameters(*PRIVATE)
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, secret: str) -> HttpResponse:
    """Show and save what the person fills in. `done` also tells the focal points that nothing more comes."""
    try:
        link = find(secret)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(link.language)
        if request.method == "POST":
            return _post(request, secret, link)
        return _offer(request, secret, link)
    except LinkOver as over:
        return render(request, "public/registration/own_page/own_over.html", {"why": over.why}, status=_status(over))


@public
@opened_by_secret
@sensitive_variables("secret")
@require_safe
def photo(request: HttpRequest, secret: str) -> HttpResponseBase:
    return send_file(find(secret).member.photo)


@public
@opened_by_secret
@sensitive_post_parameters(*PRIVATE)
@sensitive_variables("secret")
@require_POST
def draft(request: HttpRequest, secret: str) -> HttpResponse:
    """Store the fields as typed, valid or not, and say since when; `discard` deletes them."""
    try:
        if "discard" in request.POST:
            drafts.forget(find(secret))
            return redirect("registration:own", secret=secret)
        expected_version = concurrency.posted_version(request.POST) or 0
        kept = drafts.keep(request.POST, secret=secret, expected_version=expected_version)
    except LinkOver as over:
        return HttpResponse(str(over), status=_status(over), content_type="text/plain; charset=utf-8")
    return HttpResponse(form_drafts.words(kept, current_conference()), content_type="text/plain; charset=utf-8")


def _status(over: LinkOver) -> int:
    return 404 if over.why == "unknown" else 410


def _offer(request: HttpRequest, secret: str, link: MemberLink) -> HttpResponse:
    form, typed = _form(None, link.member), drafts.find(link)
    more: dict[str, Any] = {"typed": typed}
    if typed is not None and "continue" in request.GET:
        values = form_drafts.values_of(typed)
        form.initial = dict.fromkeys(form.fields, "") | values
        more |= {
            "continued": True,
            "version": typed.expected_version,
            "fingerprints": values.get(conflicts.FINGERPRINTS, ""),
        }
    return _show(request, secret, link, form, PhotoForm(), **more)


def _form(data: Any, member: Delegate) -> OwnForm:
    return OwnForm(data, choices=Choices(member.delegation.party), member=member)


def _post(request: HttpRequest, secret: str, link: MemberLink) -> HttpResponse:
    form, photo_form = _form(request.POST, link.member), PhotoForm(request.POST, request.FILES)
    expected_version = concurrency.posted_version(request.POST) or 0
    good = [form.is_valid(), photo_form.is_valid()]
    if expected_version != link.member.version:
        return _conflict(request, secret, photo_form, expected_version)
    new_photo = keep_photo(photo_form.photo) if photo_form.photo is not None else None
    try:
        if not all(good):
            return _half(request, secret, (form, photo_form), new_photo)
        actions.fill_in_own(secret=secret, expected_version=expected_version, values=form.cleaned_data, photo=new_photo)
    except AlreadyDecided:
        return _conflict(request, secret, photo_form, expected_version)
    except LinkOver:
        raise
    except UserError as problem:
        form.add_error(problem.field if isinstance(problem, EnteredAlready) else None, str(problem))
        return _half(request, secret, (form, photo_form), new_photo)
    if "done" in request.POST:
        actions.end_own(secret=secret)
        messages.success(request, _("Thank you. Your focal point is informed that you have finished."))
    elif link.done_at or _own_lacks(find(secret).member, form.choices.conference):
        messages.success(request, _("What you entered is saved. You can come back to it with the same link."))
    else:
        words = _(
            "What you entered is saved, and nothing is missing. Now tell your delegation, at the end of the page."
        )
        messages.success(request, words)
    return redirect("registration:own", secret=secret)


def _half(request: HttpRequest, secret: str, forms: tuple[OwnForm, PhotoForm], new_photo: str | None) -> HttpResponse:
    """Show the form again with its errors; a good photo is saved by itself."""
    if new_photo is not None:
        try:
            actions.fill_in_own(secret=secret, expected_version=find(secret).member.version, values={}, photo=new_photo)
        except AlreadyDecided:
            new_photo = None
    return _show(request, secret, find(secret), *forms, status=422, photo_saved=new_photo is not None)


def _conflict(request: HttpRequest, secret: str, photo_form: PhotoForm, expected_version: int) -> HttpResponse:
    link = find(secret)
    merged = conflicts.merge(
        request.POST, link.member, Choices(link.member.delegation.party), expected_version, OWN_FIELDS
    )
    form = _form(merged.data, link.member)
    form.is_valid()
    for name, sentence in merged.both.items():
        form.add_error(name, sentence)
    form.add_error(None, _("Your delegation changed something while you were typing. Check the entry and save again."))
    return _show(request, secret, link, form, photo_form, status=409, taken=merged.taken)


def _show(
    request: HttpRequest,
    secret: str,
    link: MemberLink,
    form: OwnForm,
    photo_form: PhotoForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    member = link.member
    has_photo = bool(member.photo)
    ranks = [member.protocol_rank] if member.protocol_rank else []
    conference = form.choices.conference
    context = {
        "link": link,
        "draft_url": reverse("registration:own_draft", args=[secret]),
        "member": member,
        "party": member.delegation.party,
        "form": form,
        "photo_form": photo_form,
        "photo_url": reverse("registration:own_photo", args=[secret]) if has_photo else "",
        "steps": steps.build_steps(form, photo_form, member, has_photo=has_photo),
        "lacks": _own_lacks(member, form.choices.conference),
        "scan_form": ScanForm() if conference.asks_scan and member.state in queries.SCANNED_STATES else None,
        "scan_url": reverse("registration:own_scan", args=[secret]),
        "scan_days": conference.scan_days,
        "version": member.version,
        "fingerprints": conflicts.fingerprints_of(MemberForm(choices=form.choices, member=member), member, OWN_FIELDS),
        "photo_exempt": member.photo_exempt or any(rank.photo_exempt for rank in ranks),
        "limits": LIMITS,
        **more,
    }
    return render(request, "public/registration/own_page/own.html", context, status=status)


def _own_lacks(member: Delegate, conference: Conference) -> list[queries.MissingField]:
    """Return what is missing that the member can fill in."""
    lacks = queries.missing_fields(member, conference)
    return [lack for lack in lacks if lack.field in OWN_FIELDS or lack.field in ("photo", "scan")]
