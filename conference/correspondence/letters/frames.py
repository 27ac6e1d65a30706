"""Show a mail's HTML inside the site's strict policy: as a page of its own, in a frame that runs and loads nothing.

A mail's styles stand in its elements, which the site's pages forbid. So its page has a policy of its own, which allows them and nothing
else; the page around it allows a frame of this site. Both say `sandbox`, so the mail's page is as harmless when opened by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

AROUND: dict[str, Any] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}
INSIDE = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
}
# What a frame needs so that a click on a link opens the page in the whole window, and nothing happens without a click.
FOLLOWS = ["allow-popups", "allow-top-navigation-by-user-activation"]
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)

type View = Callable[..., HttpResponse]


def around(view: View) -> View:
    """Decorate the view of a page that shows a mail in a frame."""
    return csp_override(AROUND)(view)


def inside(*, follow: bool) -> Callable[[View], View]:
    """Decorate the view of the mail's own page.

    Args:
        follow: Whether its links may be followed, in the whole window.
    """

    def wrap(view: View) -> View:
        policy: dict[str, Any] = {**INSIDE, "sandbox": FOLLOWS if follow else True}
        return xframe_options_sameorigin(csp_override(policy)(view))

    return wrap


def page(html: str, *, follow: bool) -> HttpResponse:
    """Return the mail's own page. Without `follow` a link aims at a new window, which the sandbox does not open."""
    base = f'<base target="{"_top" if follow else "_blank"}">'
    found = _HEAD.search(html)
    at = found.end() if found else 0
    return HttpResponse(html[:at] + base + html[at:])
