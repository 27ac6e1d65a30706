"""The public pages beside the programme, and the desk's form for them."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.web.page_cache import send_page
from conference.web.public_pages import render_page
from delegations.registration.transfer import participants_paper
from schedule.programme.releases import page_cache
from schedule.programme.sessions.snapshot import text_of
from schedule.programme.site import pages
from schedule.programme.site.forms import PublicPagesForm
from schedule.programme.site.models import PublicList
from schedule.programme.site.views_public import public_page


@require_safe
@public_page
def practical(request: HttpRequest) -> HttpResponse:
    return _page(request, "practical", _("Practical information"))


@require_safe
@public_page
def press(request: HttpRequest) -> HttpResponse:
    return _page(request, "press", _("For the press"))


def _page(request: HttpRequest, name: str, title: str) -> HttpResponse:
    def make() -> str:
        texts = getattr(pages.get_pages(), name)
        if not texts:
            raise Http404
        text = text_of(texts)
        context = {"title": title, "text": text, "parts": list(pages.paragraphs(text.words))}
        return render_page(request, "public/programme/site/page.html", context)

    return send_page(request, page_cache.page((name, get_language()), make))


@require_safe
@public_page
def show_participants(request: HttpRequest) -> HttpResponse:
    """Show who is accredited, as the printed list does; 404 unless the organisers made it public."""

    def make() -> str:
        shown = pages.get_pages().participants
        if shown == PublicList.NONE:
            raise Http404
        people = shown == PublicList.PEOPLE
        groups = groupby(participants_paper.find_delegations(), key=lambda entry: entry.party.kind)
        listed = [(participants_paper.GROUPS[kind], list(some)) for kind, some in groups]
        return render_page(request, "public/programme/site/participants.html", {"groups": listed, "people": people})

    return send_page(request, page_cache.page(("participants", get_language()), make))


@staff("site.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    public_pages = pages.get_pages()
    form = PublicPagesForm(request.POST or None, pages=public_pages)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                expected_version = form.cleaned_data["version"]
                pages.edit(actor=actor_of(request), values=form.values(), expected_version=expected_version)
            except UserError as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("The public pages are saved, and everybody sees them now."))
                return redirect("programme:public_pages")
    context: dict[str, Any] = {"form": form, "pages": public_pages}
    return render(request, "desk/programme/site/pages.html", context, status=status)
