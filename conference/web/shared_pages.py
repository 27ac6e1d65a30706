"""Answer pages that are the same for everybody before sessions, accounts and messages; they depend on the language alone.

Hundreds of displays ask every second, and the rest of the middleware takes three quarters of the time of such an answer. Host, https and
security headers are as for every page.
"""

from collections.abc import Callable, Iterator
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver, resolve
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin

from conference.core.errors import UserError

METHODS = frozenset({"GET", "HEAD"})


def same_for_all[**P](view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Mark a public view, at an address without parameters, that reads nothing of its visitor but the language, method and query."""
    view.is_same_for_all = True  # type: ignore[attr-defined]
    return view


class SharedPagesMiddleware(MiddlewareMixin):
    """Answers the marked views; everything else goes on."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        match = matches(settings.ROOT_URLCONF).get(request.path_info)
        if match is None or request.method not in METHODS or "%00" in request.META.get("QUERY_STRING", ""):
            return None
        request.get_host()  # raises DisallowedHost
        request.resolver_match = match
        language = translation.get_language_from_request(request)
        try:
            with translation.override(language):
                response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except UserError:  # UserErrorMiddleware shows it, as before the conference is entered
            return None
        response.headers.setdefault("Content-Language", language)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


@cache
def matches(urlconf: str) -> dict[str, ResolverMatch]:
    return {path: resolve(path, urlconf) for path in _marked(get_resolver(urlconf), "/")}


def _marked(resolver: URLResolver, before: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _marked(pattern, address)
        elif isinstance(pattern, URLPattern) and getattr(pattern.callback, "is_same_for_all", False):
            yield address
