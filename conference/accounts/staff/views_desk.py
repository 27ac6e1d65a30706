"""The office's pages of staff accounts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.accounts.models import User
from conference.accounts.providers import get_providers, get_providers_of
from conference.accounts.sign_in.sessions import living_sessions
from conference.accounts.sign_in.views_account import ended_message
from conference.accounts.staff import actions, queries
from conference.accounts.staff.forms import AccountForm, NewAccountForm
from conference.core import parsing
from conference.core.access import Role, actor_of, confirm_identity, staff
from conference.core.errors import UserError

METHODS = ["GET", "HEAD", "POST"]


@staff(actions.RIGHT)
@require_safe
@never_cache
def list_staff(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:80]
    role = request.GET.get("role", "")
    role = role if role in Role.values else ""
    context = {"rows": queries.accounts(text, role), "q": text, "role": role, "roles": Role.choices}
    return render(request, "desk/accounts/staff/list.html", context)


@confirm_identity(reading=False)
@staff(actions.RIGHT)
@require_http_methods(METHODS)
def create_account(request: HttpRequest) -> HttpResponse:
    """Open an account, or give roles to one that is there."""
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            user = actions.add_staff(
                actor=actor_of(request),
                email=values["email"],
                roles=form.chosen_roles(),
                name=values["name"],
                language=values["language"],
            )
        except UserError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, _("%(who)s has the account; a message went to %(email)s.") % _message_values(user)
            )
            _tell_of_waiting_roles(request, user)
            return redirect("staff:one", user.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/accounts/staff/new.html", {"form": form}, status=status)


@confirm_identity(reading=False)
@staff(actions.RIGHT)
@require_http_methods(METHODS)
@never_cache
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an account; change its name, language and roles, close it or open it again."""
    user = _get_account(pk)
    was_open = user.is_active
    form = AccountForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        fields = {name: values[name] for name in ("name", "language", "is_active")}
        try:
            actions.save_account(
                actor=actor_of(request),
                user=user,
                roles=form.chosen_roles(),
                expected_roles=values["expected_roles"],
                **fields,
            )
        except UserError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _saved_message(was_open, values["is_active"]) % _message_values(user))
            _tell_of_waiting_roles(request, user)
            return redirect("staff:one", pk)
    context = {
        "account": user,
        "form": form,
        "own": user.pk == actor_of(request).user_id,
        "sessions": living_sessions(user),
        "waiting": queries.waiting_roles(user),
        "bound_to": get_providers_of(user),
        "can_be_connected": bool(get_providers()),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/accounts/staff/one.html", context, status=status)


@confirm_identity()
@staff(actions.RIGHT)
@require_POST
def reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the second factor of somebody who lost it."""
    done = _("%(who)s sets up a new second factor at the next sign-in.")
    return _act_and_redirect(request, pk, actions.reset_second_factor, done)


@confirm_identity()
@staff(actions.RIGHT)
@require_POST
def allow_connecting(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the account be connected with a provider of single sign-on."""
    done = _("%(who)s has three days to sign in by single sign-on.")
    return _act_and_redirect(request, pk, actions.allow_connecting, done)


def _act_and_redirect(request: HttpRequest, pk: int, action: Callable[..., object], done: str) -> HttpResponse:
    user = _get_account(pk)
    try:
        action(actor=actor_of(request), user=user)
    except UserError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done % _message_values(user))
    return redirect("staff:one", pk)


@staff(actions.RIGHT)
@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session of somebody, or all."""
    user = _get_account(pk)
    public_id = str(parsing.public_id(request.POST.get("session")) or "")
    count = actions.end_sessions(actor=actor_of(request), user=user, public_id=public_id)
    messages.success(request, ended_message(count))
    return redirect("staff:one", pk)


def _tell_of_waiting_roles(request: HttpRequest, user: User) -> None:
    for waiting in queries.waiting_roles(user).filter(asked_by_id=actor_of(request).user_id):
        message = _("%(role)s: a second person of the secretariat has to give this role, too, within a day.")
        messages.info(request, message % {"role": waiting.get_role_display()})


def _saved_message(was_open: bool, is_open: bool) -> str:
    """Return what was saved: that somebody cannot sign in any more, or can again, is said as such."""
    if was_open and not is_open:
        return _("The account of %(who)s is closed: nobody signs in with it until it is opened again.")
    if is_open and not was_open:
        return _("The account of %(who)s is open again.")
    return _("The account of %(who)s is saved.")


def _get_account(pk: int) -> User:
    user = queries.account(pk)
    if user is None:
        raise Http404
    return user


def _message_values(user: User) -> dict[str, str]:
    return {"who": str(user), "email": user.email}
