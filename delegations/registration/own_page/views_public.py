"""A member's own page, for the holder of the link. It shows that member only; a GET uses nothing up."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import concurrency, lifecycle
from conference.core.access import bearer, public
from conference.core.errors import AlreadyDecided, UserError
from conference.core.links import opened_by_secret
from conference.files import stored_files
from conference.files.documents import Document
from conference.files.responses import send_file
from conference.look.lists import join_sentences
from conference.models import current_conference
from conference.retention import periods
from delegations.registration.delegations import places
from delegations.registration.drafts import form_drafts
from delegations.registration.drafts.views_portal import PRIVATE_FIELDS
from delegations.registration.members import conflicts, queries, steps
from delegations.registration.members.actions.editing import EnteredAlready
from delegations.registration.members.choices import Choices
from delegations.registration.members.forms import MemberForm, PhotoForm
from delegations.registration.members.views_portal import PHOTO_LIMITS
from delegations.registration.models import FINGERPRINTS, Delegate
from delegations.registration.own_page import actions, drafts
from delegations.registration.own_page.actions import ASKED_FIELDS, OWN_FIELDS, LinkOver, get_link
from delegations.registration.own_page.forms import OwnForm
from delegations.registration.scans import actions as scans_actions
from delegations.registration.scans.forms import ScanForm


@public
@opened_by_secret
@sensitive_post_parameters(*PRIVATE_FIELDS)
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def show_own_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Show and save what the person fills in. `done` also tells the focal points that nothing more comes."""
    try:
        page = OwnPage(request, secret)
        return page.save() if request.method == "POST" else page.offer()
    except LinkOver as error:
        context = {"why": error.why}
        return render(request, "public/registration/own_page/own_over.html", context, status=_status(error))


@public
@opened_by_secret
@sensitive_variables("secret")
@require_safe
def photo(request: HttpRequest, secret: str) -> HttpResponseBase:
    return send_file(get_link(secret).member.photo)


@public
@opened_by_secret
@sensitive_post_parameters(*PRIVATE_FIELDS)
@sensitive_variables("secret")
@require_POST
# no action: keeps what is typed
def draft(request: HttpRequest, secret: str) -> HttpResponse:
    """Store the fields as typed, valid or not, and say since when; `discard` deletes them."""
    try:
        if "discard" in request.POST:
            drafts.delete(get_link(secret))
            return redirect("registration:own", secret=secret)
        own_draft = drafts.save_draft(request.POST, secret=secret)
    except LinkOver as error:
        return HttpResponse(str(error), status=_status(error), content_type="text/plain; charset=utf-8")
    message = form_drafts.saved_message(own_draft, current_conference())
    return HttpResponse(message, content_type="text/plain; charset=utf-8")


@public
@opened_by_secret
@sensitive_variables("secret")
@require_POST
# no action: its use case is a function of this module
def own_scan(request: HttpRequest, secret: str) -> HttpResponse:
    """Store the scan of the travel document that the member sends."""
    if not current_conference().asks_scan:
        raise Http404
    form = ScanForm(request.POST, request.FILES)
    try:
        get_link(secret)
        if form.is_valid():
            _store_scan(secret, form.document)
            messages.success(request, _("Your scan is stored, encrypted. Only the security check sees it."))
        else:
            messages.error(request, join_sentences(form.errors["scan"]))
    except LinkOver as error:
        return HttpResponse(str(error), status=_status(error), content_type="text/plain")
    except UserError as error:
        messages.error(request, str(error))
    return redirect("registration:own", secret=secret)


def _status(error: LinkOver) -> int:
    return 404 if error.why == "unknown" else 410


@lifecycle.use_case
def _store_scan(secret: str, document: Document) -> None:
    delegation = places.lock_places(get_link(secret).member.delegation)
    member = get_link(secret).member  # again, since the link may have ended while this waited
    scans_actions.store_scan(delegation, member, document, bearer(str(member), f"delegate:{member.pk}"))


class OwnPage:
    """The form of the member, with all that its page shows."""

    def __init__(self, request: HttpRequest, secret: str) -> None:
        self.request, self.secret, self.link = request, secret, get_link(secret)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(self.link.language)
        data = request.POST if request.method == "POST" else None
        self.choices = Choices(self.link.member.delegation.party)
        self.form = OwnForm(data, choices=self.choices, member=self.link.member)
        self.photo_form = PhotoForm(data, request.FILES if data is not None else None)

    def offer(self) -> HttpResponse:
        own_draft = drafts.find_draft(self.link)
        context: dict[str, Any] = {"form_draft": own_draft}
        if own_draft is not None and "continue" in self.request.GET:
            values = form_drafts.values_of(own_draft)
            self.form.initial = dict.fromkeys(self.form.fields, "") | values
            context["is_continued"] = True
            context["version"] = own_draft.expected_version
            context["fingerprints"] = values.get(FINGERPRINTS, "")
        return self._render(**context)

    def save(self) -> HttpResponse:
        version = concurrency.posted_version(self.request.POST) or 0
        valid = [self.form.is_valid(), self.photo_form.is_valid()]
        if version != self.link.member.version:
            return self._render_conflict(version)
        photo = self.photo_form.photo
        name = stored_files.store_file(photo.name, photo.body) if photo is not None else None
        if not all(valid):
            return self._save_photo_alone(name)
        try:
            actions.fill_in_own(secret=self.secret, expected_version=version, values=self.form.cleaned_data, photo=name)
        except AlreadyDecided:
            return self._render_conflict(version)
        except LinkOver:
            raise
        except UserError as error:
            self.form.add_error(error.field if isinstance(error, EnteredAlready) else None, str(error))
            return self._save_photo_alone(name)
        if "done" in self.request.POST:
            actions.end_own(secret=self.secret)
            message = _("Thank you. Your focal point is informed that you have finished.")
        elif self.link.done_at or self._lacks(get_link(self.secret).member):
            message = _("What you entered is saved. You can come back to it with the same link.")
        else:
            message = _(
                "What you entered is saved, and nothing is missing. Now tell your delegation, at the end of the page."
            )
        messages.success(self.request, message)
        return redirect("registration:own", secret=self.secret)

    def _save_photo_alone(self, name: str | None) -> HttpResponse:
        """Show the form again with its errors; a good photo is saved by itself."""
        if name is not None:
            version = get_link(self.secret).member.version
            try:
                actions.fill_in_own(secret=self.secret, expected_version=version, values={}, photo=name)
            except AlreadyDecided:
                name = None
        self.link = get_link(self.secret)
        return self._render(status=422, photo_saved=name is not None)

    def _render_conflict(self, expected_version: int) -> HttpResponse:
        self.link = get_link(self.secret)
        member = self.link.member
        outcome = conflicts.merge(self.request.POST, member, self.choices, expected_version, OWN_FIELDS)
        self.form = OwnForm(outcome.data, choices=self.choices, member=member)
        message = _("Your delegation changed something while you were typing. Check the entry and save again.")
        outcome.add_errors(self.form, message)
        return self._render(status=409, adopted=outcome.adopted)

    def _lacks(self, member: Delegate) -> list[queries.MissingField]:
        """Return what is missing that the member can fill in."""
        lacks = queries.missing_fields(member, self.choices.conference)
        return [lack for lack in lacks if lack.field in ASKED_FIELDS]

    def _render(self, *, status: int = 200, **extra: Any) -> HttpResponse:
        member, conference = self.link.member, self.choices.conference
        has_photo = bool(member.photo)
        takes_scan = conference.asks_scan and member.state in queries.SCANNED_STATES
        stored_form = MemberForm(choices=self.choices, member=member)
        context = {
            "link": self.link,
            "draft_url": reverse("registration:own_draft", args=[self.secret]),
            "member": member,
            "party": member.delegation.party,
            "form": self.form,
            "photo_form": self.photo_form,
            "photo_url": reverse("registration:own_photo", args=[self.secret]) if has_photo else "",
            "steps": steps.build_steps(self.form, self.photo_form, member, has_photo=has_photo),
            "lacks": self._lacks(member),
            "scan_form": ScanForm() if takes_scan else None,
            "scan_url": reverse("registration:own_scan", args=[self.secret]),
            "scan_days": periods.get_lengths()[scans_actions.KEPT] if takes_scan else 0,
            "version": member.version,
            "fingerprints": conflicts.fingerprints_of(stored_form, member, OWN_FIELDS),
            "photo_exempt": member.photo_exempt or bool(member.protocol_rank and member.protocol_rank.photo_exempt),
            "limits": PHOTO_LIMITS,
            **extra,
        }
        return render(self.request, "public/registration/own_page/own.html", context, status=status)
