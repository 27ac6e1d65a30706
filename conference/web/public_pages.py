"""Public pages that are the same for everybody: the language is chosen by a link, and they are rendered for an anonymous visitor."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation

from conference.web import page_cache
from conference.web.context_processors import languages

View = Callable[..., HttpResponse]
CODES = frozenset(code for code, _name in settings.LANGUAGES)


def in_language(view: View) -> View:
    """Show the page in the language of `?lang=fr`, and remember it. A link, no form: cached pages hold no CSRF token."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.GET.get("lang", "")
        if chosen not in CODES:
            return view(request, *args, **kwargs)
        with translation.override(chosen):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = chosen
        response["Cache-Control"] = "private, no-cache"
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            domain=settings.LANGUAGE_COOKIE_DOMAIN,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        return response

    return wrapper


def render_page(request: HttpRequest, template: str, context: Mapping[str, Any], query: str = "") -> str:
    """Return the page for an anonymous visitor. `query` is the address's end for what is shown."""
    join = "&" if query else "?"
    links = [{**language, "href": f"{query}{join}lang={language['code']}"} for language in languages()]
    values = {"languages": links, "cache_shared": True, **context}
    return loader.render_to_string(template, values, page_cache.visitor(request))
