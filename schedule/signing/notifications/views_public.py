from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from conference.core.access import public
from conference.treaties.queries import current_treaty
from conference.web.page_cache import HTML, PageCache, Recent, current_versions, send_page
from conference.web.public_pages import in_language, render_page
from conference.web.shared_pages import same_for_all
from schedule.signing.notifications import papers, queries
from schedule.signing.notifications.models import Notification
from schedule.signing.notifications.wording import text_in

pages = PageCache(most_pages=200, most_bytes=32 * 1024 * 1024)
PDF = "application/pdf"


def _version() -> tuple[Any, ...]:
    return queries.version(), current_versions()


version = Recent(_version)


@same_for_all
@public
@require_safe
@in_language
def listing(request: HttpRequest) -> HttpResponse:
    """List the issued notifications, the latest first, with the languages of each."""

    def draw() -> str:
        treaty = current_treaty()
        context = {"treaty": treaty, "notifications": list(queries.issued(treaty)) if treaty else []}
        return render_page(request, "public/signing/notifications/list.html", context)

    return _answer(request, draw)


@public
@require_safe
@in_language
def notification(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Show a notification in the reader's language, in English where that is no language of the treaty."""
    issued = _issued(year, number)

    def draw() -> str:
        language, text = text_in(issued.content, get_language())
        context = {"notification": issued, "text": text, "language": language}
        return render_page(request, "public/signing/notifications/notification.html", context)

    return _answer(request, draw, year, number)


@public
@require_safe
@in_language
def pdf(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Return a notification as PDF, in the same language as its page."""
    issued = _issued(year, number)
    response = _answer(request, lambda: papers.typeset_notification(issued), year, number, content_type=PDF)
    language, _text = text_in(issued.content, get_language())
    response["Content-Disposition"] = f'inline; filename="{issued.reference}-{language}.pdf"'
    return response


def _issued(year: int, number: int) -> Notification:
    notification = Notification.objects.filter(state=Notification.State.ISSUED, year=year, number=number).first()
    if notification is None:
        raise Http404
    return notification


def _answer(
    request: HttpRequest, draw: Callable[[], str | bytes], *which: int, content_type: str = HTML
) -> HttpResponse:
    key = (content_type, get_language(), version.get(), *which)
    return send_page(request, pages.page(key, draw, content_type))
