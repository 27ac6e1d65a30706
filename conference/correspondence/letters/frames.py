"""Show a mail's HTML in a sandboxed frame with a page of its own.

The site's pages forbid inline styles, so the mail's page has a policy that allows only them. It is sandboxed too, for when it is opened
by itself.
"""

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


def make_page(html: str, *, follow: bool) -> HttpResponse:
    """Return the mail's page. Without `follow` links aim at a new window, which the sandbox blocks."""
    base = f'<base target="{"_top" if follow else "_blank"}">'
    head = _HEAD.search(html)
    at = head.end() if head else 0
    return HttpResponse(html[:at] + base + html[at:])
