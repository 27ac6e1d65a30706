"""The demo's one-click sign-in. Besides having no URLs outside the demo, its views refuse there."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from conference.accounts.models import RoleGrant, User
from conference.accounts.sign_in.second_factor import DEMO_FLAG
from conference.core import clock
from conference.core.access import Role, public
from conference.correspondence.models import Message, State
from conference.parties.models import Party
from conference.parties.queries import place_of

# The invented people of the seeds: staff at the conference's domain, and one focal point a delegation, named by the party's code.
STAFF_AT = "@hanoi2025.example"
FOCAL = re.compile(r"focal\.([a-z0-9-]+)@mission\.example\Z")
SHOWN_FIRST = ("KEN", "BRA")
# The letter by which a focal point is invited, and how long its link holds.
INVITATION, HOLDS = "registration.invitation", timedelta(days=14)

# What each role does in the story, in the order of the story.
WORK = {
    Role.SECURITY: _("vets each person"),
    Role.ACCREDITATION: _("decides on accreditation, as the second officer"),
    Role.PRINT_ROOM: _("prints badges and gives them out"),
    Role.PROTOCOL: _("assigns rooms to bilateral meetings, invites to receptions"),
    Role.PROGRAMME: _("edits and publishes the programme"),
    Role.SECRETARIAT: _("invites delegations and oversees the whole conference"),
}


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    @public
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


@demo_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    missions = _missions()
    first = [mission for mission in missions if mission.party.code in SHOWN_FIRST]
    first.sort(key=lambda mission: SHOWN_FIRST.index(mission.party.code))
    context = {"parts": _parts(), "first": first, "missions": missions, "fresh": fresh_invitation()}
    return render(request, "demo/home.html", context)


@demo_only
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    key = request.POST.get("user", "")
    user = get_object_or_404(User, pk=int(key) if key.isdecimal() and len(key) < 10 else 0, is_active=True)
    if not (user.email.endswith(STAFF_AT) or FOCAL.match(user.email)):
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[DEMO_FLAG] = user.pk
    return redirect("home-for-me")


@demo_only
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("home")


def _parts() -> list[SimpleNamespace]:
    """Return the roles with their work and people, in the order of the story."""
    parts = {str(role): SimpleNamespace(role=role, work=work, people=[]) for role, work in WORK.items()}
    grants = RoleGrant.objects.filter(user__email__endswith=STAFF_AT, user__is_active=True)
    for grant in grants.select_related("user").order_by("user_id"):
        parts[grant.role].people.append(grant.user)
    return [part for part in parts.values() if part.people]


def fresh_invitation() -> str:
    """Return the recipient of a valid invitation in the mailbox, in the reader's language if there is one; empty for none."""
    mine = Case(When(language=get_language() or "en", then=Value(0)), default=Value(1))
    letters = Message.objects.filter(kind=INVITATION, state=State.SENT, recipient__endswith="@mission.example")
    letters = letters.filter(created_at__gt=clock.now() - HOLDS).exclude(recipient__in=User.objects.values("email"))
    return letters.order_by(mine, "-id").values_list("recipient", flat=True).first() or ""


def _missions() -> list[SimpleNamespace]:
    """Return the focal points, each with the party, in the order of the parties."""
    users = User.objects.filter(email__startswith="focal.", email__endswith="@mission.example", is_active=True)
    by_code = {match[1].upper(): user for user in users if (match := FOCAL.match(user.email))}
    parties = Party.objects.filter(code__in=by_code).prefetch_related("names")
    return [SimpleNamespace(user=by_code[party.code], party=party) for party in sorted(parties, key=place_of)]
