from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import access_log, parsing
from conference.core.access import Actor, actor_of, staff
from conference.core.errors import NotFound
from conference.correspondence.letters import frames, letter, registry, rendering
from conference.correspondence.models import State
from conference.correspondence.notices import READ
from conference.correspondence.outbox import actions, queries
from conference.correspondence.outbox.forms import MessagesForm
from conference.models import current_conference
from conference.web.context_processors import languages


@staff("messages.see")
@require_safe
def list_messages(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = MessagesForm(request.GET, actor=actor)
    rows, last = queries.find_messages(form.sought(), parsing.number(request.GET.get("before")))
    params = request.GET.copy()
    params["before"] = str(last)
    counts = queries.count_by_state()
    states = [{"code": code, "count": counts[code], "query": _query(request, state=code)} for code in State.values]
    context = {
        "form": form,
        "rows": [{"message": row, "title": registry.title_for(row.kind, actor)} for row in rows],
        "states": states,
        "total": sum(counts.values()),
        "every": _query(request, state=""),
        "pager": {"next": f"?{params.urlencode()}" if last else ""},
        "failed": _failed(rows, actor),
        "may_decide": form.sought().state == State.HELD and bool(rows) and _may_decide(actor),
    }
    return render(request, "desk/correspondence/list.html", context)


def _failed(rows: list[Any], actor: Actor) -> list[int]:
    return [row.pk for row in rows if row.state == State.FAILED] if actor.may("messages.send_again") else []


def _may_decide(actor: Actor) -> bool:
    return actor.may("messages.send_again") and actor.may("messages.cancel")


def _query(request: HttpRequest, **changed: str) -> str:
    params = request.GET.copy()
    params.pop("before", None)
    for name, value in changed.items():
        params[name] = value
    return f"?{params.urlencode()}"


@staff("messages.see")
@frames.around
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.message(pk)
    actor = actor_of(request)
    is_readable = row.kind not in registry.hidden_kinds(actor)
    if is_readable:
        access_log.log_read(actor=actor, of=row, verb=READ, right="messages.see")
    else:
        row.subject_line = row.text = row.html = ""
    context = {
        "message": row,
        "is_readable": is_readable,
        "title": registry.title_for(row.kind, actor),
        "from": letter.shown(letter.sender(current_conference(), row.language)),
        "next_try": queries.next_try(row),
        "language": get_language_info(rendering.known_language(row.language))["name_local"],
        "may_send_again": row.state == State.FAILED and actor.may("messages.send_again"),
        "may_decide": row.state == State.HELD and _may_decide(actor),
        "may_cancel": row.state == State.QUEUED and actor.may("messages.cancel"),
    }
    return render(request, "desk/correspondence/message.html", context)


@staff("messages.see")
@frames.inside(follow=False)
@require_safe
def message_html(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the HTML part as sent, sealed values masked."""
    row = queries.message(pk)
    if not row.html or row.kind in registry.hidden_kinds(actor_of(request)):
        raise NotFound(_("This message has not been written yet."))
    return frames.make_page(row.html, follow=False)


@staff("messages.send_again")
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    ids = [key for value in request.POST.getlist("ids") if (key := parsing.number(value)) is not None]
    done = actions.send_again(actor=actor_of(request), ids=ids)
    text = ngettext("%(count)s message is queued again.", "%(count)s messages are queued again.", done)
    messages.success(request, text % {"count": done})
    return redirect(reverse("correspondence:message", args=ids) if len(ids) == 1 else "correspondence:list")


@staff("messages.send_again")
@require_POST
def decide_held(request: HttpRequest) -> HttpResponse:
    """Send the ticked messages that are held since a restore, or never send them."""
    ids = [key for value in request.POST.getlist("ids") if (key := parsing.number(value)) is not None]
    if request.POST.get("decision") == "send":
        done = actions.release(actor=actor_of(request), ids=ids)
        text = ngettext("%(count)s message is queued.", "%(count)s messages are queued.", done)
    else:
        done = actions.discard(actor=actor_of(request), ids=ids)
        text = ngettext("%(count)s message will not be sent.", "%(count)s messages will not be sent.", done)
    messages.success(request, text % {"count": done})
    return redirect(f"{reverse('correspondence:list')}?{urlencode({'state': State.HELD.value})}")


@staff("messages.cancel")
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    actions.cancel(actor=actor_of(request), message_id=pk)
    messages.success(request, _("The message is cancelled; it will not be sent."))
    return redirect("correspondence:message", pk)


@staff("messages.see")
@require_safe
def previews(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/correspondence/previews.html", {"notices": registry.all_notices()})


def _sample(request: HttpRequest, kind: str) -> tuple[registry.Notice, str, rendering.RenderedLetter]:
    try:
        notice = registry.get_notice(kind)
    except KeyError as problem:
        raise NotFound(_("There is no such kind of message.")) from problem
    language = rendering.known_language(request.GET.get("language", settings.LANGUAGE_CODE))
    with override(language):
        context = notice.sample()
    rendered = rendering.render_letter(
        notice,
        rendering.masked(notice, context),
        conference=current_conference(),
        language=language,
        name="Achieng Wambui",
        reference="KEN-00042",
    )
    return notice, language, rendered


@staff("messages.see")
@frames.around
@require_safe
def preview(request: HttpRequest, kind: str) -> HttpResponse:
    notice, language, rendered = _sample(request, kind)
    context = {
        "notice": notice,
        "letter": rendered,
        "language": language,
        "tongues": languages(language),
        "from": letter.shown(letter.sender(current_conference(), language)),
        "to": letter.address("focal.kenya@mission.example", "Achieng Wambui"),
        "from_the_right": get_language_info(language)["bidi"],
        "size": len(rendered.html.encode()) + len(rendered.text.encode()),
    }
    return render(request, "desk/correspondence/preview.html", context)


@staff("messages.see")
@frames.inside(follow=False)
@require_safe
def preview_html(request: HttpRequest, kind: str) -> HttpResponse:
    return frames.make_page(_sample(request, kind)[2].html, follow=False)
