"""The invitation's page. A GET uses nothing up: mail scanners open every link."""

from __future__ import annotations

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
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from conference.accounts.models import User
from conference.core.access import public
from conference.core.links import opened_by_secret
from delegations.registration.focal_points.actions import invitations
from delegations.registration.focal_points.actions.invitations import InvitationOver, SignInFirst, find
from delegations.registration.members.fields import NameField
from delegations.registration.models import FocalPointInvitation


class TakeUpForm(forms.Form):
    """What a new account needs besides its address.

    Args:
        email: The invited address, which the password may not resemble.
    """

    name = NameField(label=_("Your name, as it should appear in e-mails to you"), max_length=150)
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; several words are easy to remember."),
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
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        return values


@public
@opened_by_secret
@sensitive_post_parameters("password")
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who is invited to what; a POST takes the invitation up, signs in, and redirects to the delegation."""
    try:
        found = find(secret)
    except InvitationOver as over:
        return _over(request, over)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(found.language)
    me = request.user if request.user.is_authenticated else None
    has_account = User.objects.filter(email=found.email).exists()
    posted, refused = request.method == "POST", ""
    form = TakeUpForm(request.POST if posted and not me else None, email=found.email, initial={"name": found.name})
    if posted and (me is not None or has_account or form.is_valid()):
        try:
            return _take_up(request, secret, found, {} if me or has_account else form.cleaned_data)
        except InvitationOver as over:
            return _over(request, over)
        except SignInFirst as first:
            refused, has_account = str(first), True
    context = {
        "invitation": found,
        "party": found.delegation.party,
        "form": form,
        "refused": refused,
        "is_me": me is not None and me.email == found.email,
        "is_other": me is not None and me.email != found.email,
        "has_account": has_account,
        "sign_in_url": f"{reverse('account_login')}?next={request.path}",
    }
    return render(request, "public/registration/focal_points/invitation.html", context)


def _take_up(request: HttpRequest, secret: str, found: FocalPointInvitation, values: dict[str, Any]) -> HttpResponse:
    me = request.user if request.user.is_authenticated else None
    focal_point = invitations.take_up_invitation(
        secret=secret, name=values.get("name", ""), password=values.get("password", ""), signed_in=me
    )
    there = reverse("registration:delegation", kwargs={"code": found.delegation.party.slug})
    if me is not None:
        return redirect(there)
    user: AbstractBaseUser = focal_point.user
    response: HttpResponse = perform_login(request, user, email_verification="none", redirect_url=there)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, found.language, samesite="Lax")
    return response


def _over(request: HttpRequest, over: InvitationOver) -> HttpResponse:
    status = 404 if over.why == "unknown" else 410
    return render(request, "public/registration/focal_points/invitation_over.html", {"why": over.why}, status=status)
