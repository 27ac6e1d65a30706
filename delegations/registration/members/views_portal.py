from collections.abc import Callable
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import concurrency, parsing
from conference.core.access import actor_of
from conference.core.errors import AlreadyDecided, UserError
from conference.files import stored_files
from conference.files.responses import send_file
from conference.files.uploads import LEAST_HEIGHT, LEAST_WIDTH, MOST_SIDE
from conference.look import lists
from delegations.registration.delegations import access_log
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.delegations.opened import page_context
from delegations.registration.drafts import form_drafts, photo_drafts
from delegations.registration.drafts.views_portal import PRIVATE_FIELDS
from delegations.registration.members import badge_preview, conflicts, consequences, queries, steps
from delegations.registration.members.actions import editing, submission, succession
from delegations.registration.members.actions.submission import OPEN_STATES, LateRequestNeeded
from delegations.registration.members.choices import Choices
from delegations.registration.members.consequences import Step
from delegations.registration.members.forms import MemberForm, PhotoForm
from delegations.registration.models import FINGERPRINTS, LIVE_STATES, Capacity, Delegate, Delegation, FormDraft

PHOTO_LIMITS = {"min_width": LEAST_WIDTH, "min_height": LEAST_HEIGHT, "max_side": MOST_SIDE}
ACT_FOR, FORM = "registration.act_for", "registration:member"
METHODS = ["GET", "HEAD", "POST"]


@sensitive_post_parameters(*PRIVATE_FIELDS)
@require_http_methods(METHODS)
def create_member(request: HttpRequest, code: str) -> HttpResponse:
    delegation = delegations_queries.delegation_for(actor_of(request), code, write=True)
    state = MemberFormState(request, delegation)
    if request.method == "POST" and state.is_valid():
        number = form_drafts.number_in(state.saved_drafts)
        return state.save(editing.enter_member, delegation=delegation, form_drafts=state.saved_drafts, number=number)
    return state.render()


@sensitive_post_parameters(*PRIVATE_FIELDS)
@require_http_methods(METHODS)
def member(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """Change a member; the second of two to save sees what the first changed."""
    delegation = delegations_queries.delegation_for(actor_of(request), code, write=True)
    delegate = queries.get_member(delegation, public_id)
    if delegate.state not in LIVE_STATES:
        return redirect_with_error(request, delegation, editing.former_member_error(delegate))
    state = MemberFormState(request, delegation, delegate)
    if request.method == "POST":
        version = concurrency.posted_version(request.POST) or 0
        if version != delegate.version:
            return state.render_conflict(delegate, version)
        if state.is_valid() and state.is_confirmed(*state.steps_of_change(delegate)):
            return state.save_change(delegate, version)
    return state.render()


@require_safe
def photo(request: HttpRequest, code: str, public_id: UUID) -> HttpResponseBase:
    delegation = delegations_queries.delegation_for(actor_of(request), code)
    return send_file(get_object_or_404(delegation.members, public_id=public_id).photo, max_age=300)


@require_POST
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Submit all complete members, or the chosen ones (`member`, several times)."""
    delegation = delegations_queries.delegation_for(actor_of(request), code, write=True)
    keys = [key for text in request.POST.getlist("member") if (key := parsing.public_id(text))]
    members = list(delegation.members.filter(public_id__in=keys)) if "member" in request.POST else None
    return _submit(request, delegation, members)


def _submit(request: HttpRequest, delegation: Delegation, members: list[Delegate] | None) -> HttpResponse:
    """Submit them (None: all complete ones), report the result and redirect."""
    try:
        result = submission.submit_members(actor=actor_of(request), delegation=delegation, members=members)
    except LateRequestNeeded as error:
        messages.warning(request, str(error))
        return redirect("registration:late", code=delegation.party.slug)
    except UserError as error:
        return redirect_with_error(request, delegation, error)
    count = len(result.received)
    message = ngettext("%(count)s member was submitted.", "%(count)s members were submitted.", count) % {"count": count}
    confirmation = _("A confirmation goes to the focal points by e-mail.")
    messages.success(request, lists.join_sentences([message, confirmation]))
    if result.without_place:
        message = _("Not submitted, since their category has too few places left: %(who)s.")
        messages.warning(request, message % {"who": lists.in_words(result.without_place)})
    return redirect("registration:delegation", code=delegation.party.slug)


def redirect_with_error(request: HttpRequest, delegation: Delegation, error: UserError) -> HttpResponse:
    messages.error(request, str(error))
    return redirect("registration:delegation", code=delegation.party.slug)


class MemberFormState:
    """The form of a new member, of a present one, or of the one who takes the place of `instead_of`; with all that its page shows."""

    def __init__(
        self,
        request: HttpRequest,
        delegation: Delegation,
        member: Delegate | None = None,
        *,
        instead_of: Delegate | None = None,
    ) -> None:
        self.request, self.actor, self.delegation = request, actor_of(request), delegation
        self.member, self.instead_of = member, instead_of
        self.choices = Choices(delegation.party, delegation.stamp)
        self.form_draft: FormDraft | None = None
        self.is_continued = False
        self.adopted: list[str] = []
        # What saving would end or reopen, and the button that says so; empty where nothing follows.
        self.consequences: list[str] = []
        self.button = ""
        self.is_asked = False
        data = request.POST if request.method == "POST" else None
        is_head = data is not None and data.get("capacity") == Capacity.HEAD
        head = queries.head_of(delegation) if is_head else None
        other_head = None if head in (member, instead_of) else head
        # Whoever is head now and gives the office to `member`.
        self.former_head = other_head if member is not None else None
        self.form = MemberForm(
            data,
            choices=self.choices,
            member=member,
            other_head=str(other_head) if other_head and member is None else "",
            delegation=delegation,
            besides=instead_of,
        )
        self.photo_form = PhotoForm(data, request.FILES if data is not None else None)
        if instead_of is not None:
            self.form.initial = {"capacity": instead_of.capacity, "category": instead_of.category_id}
        elif member is None and (capacity := request.GET.get("capacity")) in dict(self.choices.capacities):
            usual = self.choices.usual_categories.get(capacity, [])
            self.form.initial = {"capacity": capacity, "category": next(iter(usual), "")}
        if data is not None:
            self.photo_form.is_valid()
            token = self.photo_form.cleaned_data.get("token")
            self.photo_draft = photo_drafts.find_photo(token, delegation=delegation, actor=self.actor)
        else:
            self.photo_draft = None
            self._offer_draft()

    def _offer_draft(self) -> None:
        self.form_draft = form_drafts.find_draft(self.saved_drafts)
        if self.form_draft is not None and "continue" in self.request.GET:
            self.is_continued = True
            # A field that was emptied stays empty.
            self.form.initial = dict.fromkeys(self.form.fields, "") | form_drafts.values_of(self.form_draft)
            self.photo_draft = form_drafts.find_photo(self.form_draft, delegation=self.delegation, actor=self.actor)

    @cached_property
    def saved_drafts(self) -> QuerySet[FormDraft]:
        """Return what the actor typed into this form and did not save."""
        replacing = self.instead_of is not None
        return form_drafts.drafts_of(self.delegation, self.actor, self.member or self.instead_of, replacing=replacing)

    def is_valid(self) -> bool:
        valid = [self.form.is_valid(), self.photo_form.is_valid()]
        return all(valid)

    def steps_of_change(self, delegate: Delegate) -> list[Step]:
        """Return what the form, which is valid, is about to change of a member; and first of the head whose office it takes."""
        photo = self.photo_form.photo
        further = {"photo"} if self.photo_draft is not None else set()
        step = succession.step_of(delegate, self.form.cleaned_data, photo.name if photo else None, further)
        if self.former_head is None:
            return [step]
        return [succession.step_of(self.former_head, succession.place_of(delegate), replaced=True), step]

    def is_confirmed(self, *steps: Step) -> bool:
        """Return True when the steps have no consequences, or the page that was sent has shown all of them. Else this page shows them."""
        self.consequences = [sentence for step in steps for sentence in consequences.consequences_of(step)]
        if self.former_head is not None:
            self.consequences.insert(0, succession.place_words(self.former_head, succession.place_of(steps[-1].member)))
        self.button = _button(steps[-1]) if self.consequences or steps[-1].leaves else ""
        was_shown = self.request.POST.get("consequences", "") == concurrency.fingerprint(self.consequences)
        self.is_asked = bool(self.consequences) and not was_shown and self.request.method == "POST"
        return not self.is_asked

    def save_change(self, delegate: Delegate, version: int) -> HttpResponse:
        change = {"member": delegate, "expected_version": version, "form_drafts": self.saved_drafts}
        if self.former_head is None:
            return self.save(editing.edit_member, **change)
        return self.save(succession.swap_head, head=self.former_head, head_version=self.former_head.version, **change)

    def save(self, action: Callable[..., Delegate], **arguments: Any) -> HttpResponse:
        """Save what was sent by an action; show the page again where it is refused."""
        try:
            saved = action(
                actor=self.actor,
                values=self.form.cleaned_data,
                photo=self._store_photo(),
                distinct_from=self.form.distinct_from,
                **arguments,
            )
        except UserError as error:
            if self.member is not None and isinstance(error, AlreadyDecided):
                delegate = queries.get_member(self.delegation, self.member.public_id)
                return self.render_conflict(delegate, arguments["expected_version"])
            self.form.add_error(error.field if isinstance(error, editing.EnteredAlready) else None, str(error))
            return self.render()
        if self.instead_of is not None:
            messages.success(self.request, _("%(who)s is withdrawn.") % {"who": self.instead_of})
        return self._redirect_after_saving(saved)

    def _store_photo(self) -> str | None:
        if photo := self.photo_form.photo:
            return stored_files.store_file(photo.name, photo.body)
        return photo_drafts.claim(self.photo_draft) if self.photo_draft else None

    def _redirect_after_saving(self, delegate: Delegate) -> HttpResponse:
        if self.photo_draft is not None:
            photo_drafts.delete(self.photo_draft)
        lacks = queries.missing_fields(delegate, self.choices.conference)
        message = _("%(who)s is saved.") % {"who": delegate}
        if lacks:
            message = lists.join_sentences([message, _("Still missing: %(what)s.") % {"what": lists.in_words(lacks)}])
        elif delegate.state == "returned" and "submit" not in self.request.POST:
            message = lists.join_sentences([message, _("Not submitted again yet.")])
        messages.success(self.request, message)
        if "submit" in self.request.POST and not lacks:
            return _submit(self.request, self.delegation, [delegate])
        page = "registration:member_new" if "another" in self.request.POST else "registration:delegation"
        return redirect(page, code=self.delegation.party.slug)

    def render_conflict(self, delegate: Delegate, expected_version: int) -> HttpResponse:
        """Show both versions of a member whom somebody else has changed meanwhile."""
        outcome = conflicts.merge(self.request.POST, delegate, self.choices, expected_version)
        self.form = MemberForm(outcome.data, choices=self.choices, member=delegate)
        message = _(
            "Somebody else changed %(who)s while you were typing. Nothing was saved yet. Check the entry and save again."
        )
        outcome.add_errors(self.form, message % {"who": delegate})
        self.member, self.adopted = delegate, outcome.adopted
        return self.render(status=409)

    def render(self, status: int = 200) -> HttpResponse:
        self._keep_photo()
        is_asked = self.is_asked and self.form.is_valid()
        if self.form.is_bound and status == 200 and not is_asked:
            status = 422
        member, instead_of, choices = self.member, self.instead_of, self.choices
        if member is not None:
            access_log.log_confidential(self.request, member, verb="delegate.form_read", right=ACT_FOR)
        elif instead_of is not None:
            access_log.log_person(self.request, instead_of, FORM)
        photo_url = self._photo_url()
        context = page_context(
            self.delegation,
            member=member,
            instead_of=instead_of,
            form_draft=self.form_draft,
            is_continued=self.is_continued,
            draft_url=reverse("registration:drafts", args=[self.delegation.party.slug]),
            draft_of=member or instead_of,
            link=queries.own_links([member]).get(member.pk) if member else None,
            fingerprints=self._fingerprints(),
            form=self.form,
            photo_form=self.photo_form,
            photo_draft=self.photo_draft,
            photo_url=photo_url,
            adopted=self.adopted,
            consequences=self.consequences,
            consequences_fingerprint=concurrency.fingerprint(self.consequences),
            is_asked=is_asked,
            button=self.button,
            rule=consequences.rule_in_words(),
            equipment=steps.equipment(self.form, member),
            steps=steps.build_steps(self.form, self.photo_form, member, has_photo=bool(photo_url)),
            may_submit=member is not None and member.state in OPEN_STATES and not self.button,
            takes_scan=member is not None and member.state in queries.SCANNED_STATES,
            badge=badge_preview.preview(self.delegation.party, member, self.form, choices),
            limits=PHOTO_LIMITS,
            exempt_ranks="|".join(str(pk) for pk, rank in choices.ranks.items() if rank.photo_exempt),
            lacks=queries.missing_fields(member, choices.conference) if member else [],
            place=self._place(),
            successors=queries.successors_of(instead_of) if instead_of is not None else [],
        )
        return render(self.request, "portal/registration/members/member.html", context, status=status)

    def _keep_photo(self) -> None:
        """Keep a photo that came with a form that was not saved, and what was typed with it."""
        photo = self.photo_form.photo
        if photo is None or self.actor.user_id is None:
            return
        self.photo_draft = photo_drafts.save_photo(photo, delegation=self.delegation, user_id=self.actor.user_id)
        form_drafts.save_draft(
            self.form.data,
            delegation=self.delegation,
            actor=self.actor,
            member=self.member or self.instead_of,
            replacing=self.instead_of is not None,
            photo=self.photo_draft,
        )

    def _fingerprints(self) -> str:
        if self.member is None:
            return ""
        if self.form.is_bound:
            return str(self.form.data.get(FINGERPRINTS, ""))
        if self.is_continued and self.form_draft is not None:
            return form_drafts.values_of(self.form_draft).get(FINGERPRINTS, "")
        return conflicts.fingerprints_of(self.form, self.member)

    def _place(self) -> dict[str, int] | None:
        """Return the member's place in the delegation's order, of how many."""
        delegate = self.member or self.instead_of
        if delegate is None:
            return None
        order = queries.order_of(self.delegation)
        return {"number": order.index(delegate.pk) + 1, "of": len(order)} if delegate.pk in order else None

    def _photo_url(self) -> str:
        code = self.delegation.party.slug
        if self.photo_draft is not None:
            return reverse("registration:photo_draft", args=[code, self.photo_draft.key])
        if self.member is not None and self.member.photo:
            return reverse("registration:photo", args=[code, self.member.public_id])
        return ""


def _button(step: Step) -> str:
    """Return the label of the button that saves in spite of the consequences."""
    who = {"name": step.member.full_name}
    if step.leaves:
        return _("Replace and withdraw %(name)s") % who
    if step.becomes_head:
        return _("Save: %(name)s becomes head of delegation") % who
    if step.effect == consequences.Effect.REVIEW:
        return _("Save and send %(name)s back to review") % who
    if step.effect == consequences.Effect.REPRINT:
        return _("Save and print a new badge for %(name)s") % who
    if step.ends_office:
        return _("Save: %(name)s is no longer head of delegation") % who
    return _("Save")
