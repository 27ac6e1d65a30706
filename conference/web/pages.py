from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from conference.core.access import actor_of, public


@public
# no action: a redirect
def home(request: HttpRequest) -> HttpResponse:
    return redirect("programme:day")


# no action: a redirect
def home_for_me(request: HttpRequest) -> HttpResponse:
    """Redirect after signing in: staff to the desk, an admin without roles to the admin, others to the portal."""
    if actor_of(request).is_staff:
        return redirect("desk:home")
    return redirect("admin:index" if getattr(request.user, "is_admin", False) else "registration:portal")
