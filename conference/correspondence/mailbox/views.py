"""The demo's mailbox, with every message that was sent. In the demo alone."""

from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core.access import public
from conference.correspondence.letters import frames
from conference.correspondence.mailbox import backend

PAGE = 50


def _folder() -> Path:
    folder = backend.folder()
    if folder is None:
        raise Http404
    return folder


def _letter(name: str) -> backend.Letter:
    letter_file = backend.read(_folder(), name)
    if letter_file is None:
        raise Http404(_("This e-mail is not in the mailbox."))
    return letter_file


@public
@require_safe
def list_letters(request: HttpRequest) -> HttpResponse:
    to, before = request.GET.get("to", "").strip(), request.GET.get("before", "")
    rows = list(islice(backend.read_letters(_folder(), to=to, before=before), PAGE + 1))
    following = f"?{urlencode({'to': to, 'before': rows[PAGE - 1].name})}" if len(rows) > PAGE else ""
    context = {"rows": rows[:PAGE], "to": to, "pager": {"next": following}}
    return render(request, "mail/mailbox/list.html", context)


@public
@frames.around
@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "mail/mailbox/letter.html", {"letter": _letter(name)})


@public
@frames.inside(follow=True)
@require_safe
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    mail = _letter(name)
    if not mail.html:
        raise Http404
    return frames.make_page(mail.html, follow=True)
