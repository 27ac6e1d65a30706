"""The decorator of views that send such a file."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise

from conference.accounts.exports.actions import is_approved
from conference.accounts.exports.forms import ReasonForm, pairs_of
from conference.core.access import View, actor_of


def approved_by_another[**P](title: str | Promise) -> Callable[[View[P]], View[P]]:
    """Send the file only when another person has approved it, by the setting APPROVE_EXPORTS; else ask for the reason.

    It stands below `staff`, which has checked the right.

    Args:
        title: What the file is, for whoever approves it.
    """

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            pairs, path = pairs_of(request), request.get_full_path()
            if not settings.APPROVE_EXPORTS or is_approved(actor_of(request), path, pairs):
                return view(request, *args, **kwargs)
            form = ReasonForm(initial={"path": path})
            return render(request, "desk/accounts/exports/ask.html", {"form": form, "title": title, "pairs": pairs})

        wrapper.export_title = title  # type: ignore[attr-defined]
        return cast("View[P]", wrapper)

    return wrap
