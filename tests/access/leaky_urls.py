"""Addresses with one mistake each, for the walk's controls."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from conference.core import lifecycle
from conference.core.access import actor_of, public, staff
from conference.urls import urlpatterns as site
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import Delegate


def plain(request: HttpRequest) -> HttpResponse:
    """Let in anybody signed in."""
    return HttpResponse("open")


def tokenless(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


@require_safe
def unscoped(request: HttpRequest, code: str, public_id) -> HttpResponse:
    """Find the member without asking whose it is."""
    return HttpResponse(str(get_object_or_404(Delegate, public_id=public_id)))


@require_safe
def half_scoped(request: HttpRequest, code: str, public_id) -> HttpResponse:
    """Ask whose the code is, then take any member."""
    delegation_for(actor_of(request), code)
    return HttpResponse(str(get_object_or_404(Delegate, public_id=public_id)))


@require_safe
def hidden_at_the_desk(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the delegation's invitations say to all staff, as if the desk showed them."""
    delegation_for(actor_of(request), code)
    return HttpResponse("allergies")


@require_safe
def leading_to_the_desk(request: HttpRequest, code: str) -> HttpResponse:
    """Lead a focal point where only staff may go."""
    delegation_for(actor_of(request), code)
    return HttpResponse('<a href="/desk/people/1/">Halima Wario</a>')


@require_safe
def torn(request: HttpRequest, code: str) -> HttpResponse:
    """Show what Django took for text, as a tag over two lines."""
    delegation_for(actor_of(request), code)
    return HttpResponse("<bdi>{{ found.functional_title }}</bdi>")


@require_safe
def machines_clock(request: HttpRequest, code: str) -> HttpResponse:
    """Name a clock as machines do; what only a script reads is nobody's page."""
    delegation_for(actor_of(request), code)
    return HttpResponse('<p data-zone="Asia/Tokyo">10:00 (Africa/Nairobi)</p><script>"Europe/Paris"</script>')


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """Show everybody without a read in the log."""
    return HttpResponse(", ".join(str(one) for one in Delegate.objects.all()))


def acting(request: HttpRequest) -> HttpResponse:
    """Do something for being opened."""
    end = lifecycle.use_case(
        lambda: lifecycle.log(
            request.user, actor=actor_of(request), verb="account.sessions_ended", details={"sessions": 0}
        )
    )
    end()
    return HttpResponse("done")


leaky = (
    [
        path("desk/acting/", staff("desk.see")(acting), name="acting"),
        path("desk/unread/", staff("desk.see")(unread), name="unread"),
        path("desk/forgotten/", plain, name="forgotten"),
        path("desk/nameless/", plain),
        path("desk/undecorated/", plain, name="undecorated"),
        path("desk/too-wide/", staff("desk.see")(plain), name="too_wide"),
        path("desk/tokenless/", csrf_exempt(public(tokenless)), name="tokenless"),
        path("portal/<slug:code>/unscoped/<uuid:public_id>/", unscoped, name="unscoped"),
        path("portal/<slug:code>/half-scoped/<uuid:public_id>/", half_scoped, name="half_scoped"),
        path("portal/<slug:code>/torn/", torn, name="torn"),
        path("portal/<slug:code>/clock/", machines_clock, name="machines_clock"),
        path("portal/<slug:code>/leading/", leading_to_the_desk, name="leading_to_the_desk"),
        path("portal/<slug:code>/hidden/", hidden_at_the_desk, name="hidden_at_the_desk"),
    ],
    "leaky",
)
urlpatterns = [path("", include(leaky)), *site]
