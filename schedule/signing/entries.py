"""What entries of the desk share that are corrected and taken out with a reason: instruments and commitments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from conference.core.errors import NotPossible, UserError
from conference.translated import filled

LONGEST = 500


def checked_reason(text: str) -> str:
    """Return the reason as the audit log keeps it. Raises NotPossible for none."""
    if not text.strip():
        raise NotPossible(_("Give the reason; it is kept in the audit log. Nothing was changed."))
    return text.strip()[:LONGEST]


def settle(
    request: HttpRequest,
    entry: Any,
    form: Any,
    act: Callable[[], str],
    page: Callable[[int], HttpResponse],
    leads_to: str,
) -> HttpResponse:
    """Do what a form of an entry's page asks, and say so; else show the page with what is wrong.

    Args:
        entry: What it is about, with its `party`.
        act: Does it and returns the sentence to say, with `%(party)s`.
        page: Draws the page with the form, with this status.
        leads_to: Name of the address after it is done.
    """
    if not form.is_valid():
        return page(422)
    try:
        message = act()
    except UserError as refusal:
        form.add_error(None, str(refusal))
        return page(refusal.status)
    messages.success(request, filled(message, {"party": entry.party}))
    return redirect(leads_to)
