"""The pages of an invitation, whose GET uses nothing up since mail scanners open every link, and of a request for one."""

from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from conference.accounts.models import User
from conference.accounts.sign_in.limits import network_of
from conference.core.access import public
from conference.core.links import opened_by_secret
from conference.parties.spellings import listed_names
from conference.translated import short_code
from delegations.registration.delegations import queries
from delegations.registration.delegations.deadlines import DEADLINE
from delegations.registration.focal_points.actions import access_requests, invitations
from delegations.registration.focal_points.actions.access_requests import TooMany
from delegations.registration.focal_points.actions.invitations import InvitationOver, SignInFirst, get_invitation
from delegations.registration.focal_points.forms import AskForm
from delegations.registration.members.fields import NameField
from delegations.registration.models import AccessRequest, FocalPointInvitation


class TakeUpForm(forms.Form):  # not checked here: the name checks itself; a password may have any character
    """Name and password of a new account. The password may not resemble the invited address `email`."""

    name = NameField(label=_("Your name, as it should appear in e-mails to you"), max_length=150)
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 15 characters; several words are easy to remember."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if "password" in values:
            user = User(email=self.email, name=values.get("name", ""))
            try:
                password_validation.validate_password(values["password"], user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values


@public
@opened_by_secret
@sensitive_post_parameters("password")
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation; a POST takes it up, signs in, and redirects to the delegation."""
    try:
        invitation = get_invitation(secret)
    except InvitationOver as refusal:
        return _show_over(request, refusal)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(invitation.language)
    user = request.user if request.user.is_authenticated else None
    has_account = User.objects.filter(email=invitation.email).exists()
    posted, problem = request.method == "POST", ""
    data = request.POST if posted and not user else None
    form = TakeUpForm(data, email=invitation.email, initial={"name": invitation.name})
    if posted and (user is not None or has_account or form.is_valid()):
        try:
            return _take_up(request, secret, invitation, {} if user or has_account else form.cleaned_data)
        except InvitationOver as refusal:
            return _show_over(request, refusal)
        except SignInFirst as refusal:
            problem, has_account = str(refusal), True
    context = {
        "invitation": invitation,
        "party": invitation.delegation.party,
        "form": form,
        "problem": problem,
        "is_me": user is not None and user.email == invitation.email,
        "is_other": user is not None and user.email != invitation.email,
        "has_account": has_account,
        "sign_in_url": f"{reverse('account_login')}?next={request.path}",
        "deadline": queries.next_deadline(row for row in queries.deadlines() if row.code == DEADLINE),
    }
    return render(request, "public/registration/focal_points/invitation.html", context)


def _take_up(
    request: HttpRequest, secret: str, invitation: FocalPointInvitation, values: dict[str, Any]
) -> HttpResponse:
    signed_in = request.user if request.user.is_authenticated else None
    focal_point = invitations.take_up_invitation(secret=secret, signed_in=signed_in, **values)
    url = reverse("registration:delegation", kwargs={"code": invitation.delegation.party.slug})
    if signed_in is not None:
        return redirect(url)
    user: AbstractBaseUser = focal_point.user
    response: HttpResponse = perform_login(request, user, email_verification="none", redirect_url=url)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, invitation.language, secure=settings.LANGUAGE_COOKIE_SECURE, samesite="Lax"
    )
    return response


def _show_over(request: HttpRequest, refusal: InvitationOver) -> HttpResponse:
    context, status = {"why": refusal.why}, 404 if refusal.why == "unknown" else 410
    return render(request, "public/registration/focal_points/invitation_over.html", context, status=status)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form; after a valid one, the same page of thanks for everybody."""
    form = AskForm(request.POST if request.method == "POST" else None, initial={"language": get_language()})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            access_requests.ask_for_access(request=AccessRequest(**form.cleaned_data), network=network_of(request))
            return redirect("registration:access_asked")
        except TooMany as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    context = {"form": form, "parties": listed_names(short_code(get_language()))}
    return render(request, "public/registration/focal_points/ask.html", context, status=status)


@public
@require_safe
def show_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "public/registration/focal_points/ask_thanks.html")
