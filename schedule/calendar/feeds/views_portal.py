from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from conference.core.access import actor_of
from conference.core.errors import UserError
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import Delegation
from schedule.calendar.feeds import actions
from schedule.calendar.feeds.forms import FeedForm
from schedule.calendar.itineraries import itinerary
from schedule.calendar.models import Feed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request: HttpRequest, code: str) -> HttpResponse:
    """List the delegation's addresses, with a form for another. Readers who may only see get no addresses."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    form = _form(request, delegation)
    if request.method == "POST" and form.is_valid():
        try:
            feed = actions.make(actor=actor, delegation=delegation, **form.cleaned_data)
        except UserError as problem:
            form.add_error(None, str(problem))
        else:
            message = _("The calendar of %(who)s now has an address. Give it only to persons who may read it.")
            messages.success(request, message % {"who": feed})
            return redirect("calendar:feeds", code=delegation.party.slug)
    access_log.log_persons(request, delegation, len(form.members), "calendar:feeds")
    listed = [{"feed": feed, **_addresses(feed)} for feed in _feeds(delegation)]
    context = {
        "delegation": delegation,
        "party": delegation.party,
        "form": form,
        "feeds": listed,
        "nav_label": delegation.party.short,
    }
    return render(request, "portal/calendar/feeds/feeds.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, delegation: Delegation) -> FeedForm:
    (party,) = itinerary.parties([delegation])
    with_feed = {feed.person_id for feed in _feeds(delegation)}
    return FeedForm(
        request.POST if request.method == "POST" else None,
        members=[member for member in party.members if member.pk not in with_feed],
        whole=None not in with_feed,
        initial={"language": get_language()},
    )


def _feeds(delegation: Delegation) -> list[Feed]:
    feeds = delegation.feeds.filter(state="live").select_related("person", "delegation__party")
    return list(feeds.order_by("person__position", "pk"))


def _addresses(feed: Feed) -> dict[str, str]:
    """Return the address, also as one that programs subscribe to."""
    address = actions.address_of(feed)
    return {"address": address, "subscribe": "webcal:" + address.partition(":")[2]}


@require_POST
def renew(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    message = _("The calendar of %(who)s has a new address; the former one no longer works.")
    return _act(request, code, pk, actions.renew, message)


@require_POST
def revoke(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _act(request, code, pk, actions.revoke, _("The address of %(who)s is withdrawn and no longer works."))


def _act(request: HttpRequest, code: str, pk: int, action: Callable[..., Any], message: str) -> HttpResponse:
    delegation = delegation_for(actor := actor_of(request), code, write=True)
    feed: Feed = get_object_or_404(delegation.feeds.select_related("person", "delegation__party"), pk=pk)
    try:
        action(actor=actor, feed=feed)
    except UserError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, message % {"who": feed})
    return redirect("calendar:feeds", code=delegation.party.slug)
