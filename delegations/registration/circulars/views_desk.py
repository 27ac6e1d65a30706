"""Views of circulars for the organisers. A new one is previewed before it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.core.undo import window
from conference.correspondence.letters import frames
from conference.files import stored_files
from conference.look.times import when_text
from conference.models import current_conference
from conference.parties.queries import alphabet
from conference.translated import Translated
from delegations.registration.circulars import actions, merging, queries
from delegations.registration.circulars.forms import LANGUAGES, MOST_BYTES, MOST_FILES, CircularForm
from delegations.registration.circulars.queries import RIGHT
from delegations.registration.models import Circular, Delegation
from delegations.registration.overview.listing import Filter

FOLDER = "circulars"
ATTACHED = "circular_files"  # in the session: name and stored file of what its writer attached
LOOKED_AT = "circulars"  # in the session: texts that were previewed and not sent
WINDOWS = 3  # how many of them are stored, for as many windows


@staff(RIGHT)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/registration/circulars/circulars.html", {"rows": queries.latest()})


@staff(RIGHT)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was written, to whom, what became of its mails, and what cancelling it means."""
    rows = queries.latest(pk)
    if not rows:
        raise Http404
    circular = rows[0].circular
    texts = [
        (code, name, circular.subject.get(code, ""), circular.body[code])
        for code, name in LANGUAGES
        if circular.body.get(code)
    ]
    chosen = circular.delegations.select_related("party").prefetch_related("party__names").order_by(alphabet("party"))
    context = {"row": rows[0], "circular": circular, "texts": texts, "delegations": list(chosen)}
    return render(request, "desk/registration/circulars/one.html", context)


@staff(RIGHT)
@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a circular that waits for its time from being sent."""
    found = get_object_or_404(Circular, pk=pk)
    try:
        actions.call_off(actor=actor_of(request), circular=found)
    except UserError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Cancelled: “%(subject)s” is not sent.") % {"subject": found})
    return redirect("registration:desk_circulars")


def _files(request: HttpRequest, form: CircularForm) -> list[tuple[str, str]]:
    """Return name and stored file of what goes with it: what was attached before and is kept, and what comes now.

    The session holds what this writer attached, so that nobody names a file of others.
    """
    held = {stored: name for name, stored in request.session.get(ATTACHED, [])}
    kept = [(held[stored], stored) for stored in dict.fromkeys(request.POST.getlist("keep")) if stored in held]
    for one in form.cleaned_data.get("attached", ()) if form.is_bound and hasattr(form, "cleaned_data") else ():
        digest = hashlib.sha256(one.body).hexdigest()
        stored = stored_files.keep(f"{FOLDER}/{digest[:2]}/{digest}.{one.extension}", one.body)
        kept = [*(pair for pair in kept if pair[1] != stored), (one.name, stored)]
    if len(kept) > MOST_FILES or sum(default_storage.size(stored) for _name, stored in kept) > MOST_BYTES:
        form.add_error("attached", _("Five files at most, 5 MB together. Take some away."))
    request.session[ATTACHED] = kept[:MOST_FILES]
    return kept[:MOST_FILES]


def _sent_words(sent: Circular) -> str:
    if sent.send_at is not None:
        at = when_text(sent.send_at.astimezone(current_conference().zone))
        return _("It is sent on %(at)s. Until then it can be cancelled.") % {"at": at}
    if window():
        words = ngettext(
            "It is sent to %(count)s person when the time to undo has passed. Until then it can be cancelled.",
            "It is sent to %(count)s persons when the time to undo has passed. Until then it can be cancelled.",
            sent.recipients,
        )
    else:
        words = ngettext("It goes to %(count)s person.", "It goes to %(count)s persons.", sent.recipients)
    return words % {"count": sent.recipients}


def _keep(
    request: HttpRequest,
    subject: Translated,
    body: Translated,
    files: Sequence[tuple[str, str]],
    send_at: datetime | None,
) -> str:
    """Store the previewed texts in the session, where the frame with the HTML finds them. Return their key."""
    texts, key = {"subject": dict(subject), "body": dict(body)}, queries.key_of(subject, body, files, send_at)
    kept = request.session.get(LOOKED_AT, {})
    kept.pop(key, None)
    request.session[LOOKED_AT] = dict(list(kept.items())[1 - WINDOWS :]) | {key: texts}
    return key


def _frame(request: HttpRequest, key: str, reader: queries.Reader) -> str:
    """Return the address of the HTML as `reader` will get it."""
    query = request.GET.copy()
    query["text"], query["reader"] = key, reader.key
    return f"{reverse('registration:desk_circular_html')}?{query.urlencode()}"


@staff(RIGHT)
@frames.inside(follow=False)
@require_safe
def html(request: HttpRequest) -> HttpResponse:
    kept = request.session.get(LOOKED_AT, {}).get(request.GET.get("text", ""))
    delegations = queries.selected(Filter.read(request.GET), request.GET.getlist("d"))
    readers = queries.readers_of(queries.letters_to(delegations))
    reader = queries.chosen_reader(readers, request.GET.get("reader", ""))
    if kept is None or reader is None:
        over = _("This preview has expired. Please preview the circular again.")
        return HttpResponse(over, content_type="text/plain; charset=utf-8")
    said = queries.preview(Translated(kept["subject"]), Translated(kept["body"]), reader)
    return frames.page(said.html, follow=False)


def _send(
    request: HttpRequest,
    delegations: Sequence[Delegation],
    subject: Translated,
    body: Translated,
    files: Sequence[tuple[str, str]],
    send_at: datetime | None,
) -> HttpResponse:
    sent = actions.write_circular(
        actor=actor_of(request),
        delegations=delegations,
        subject=subject,
        body=body,
        expected_version=request.POST.get("looked_at", ""),
        files=files,
        send_at=send_at,
    )
    request.session.pop(LOOKED_AT, None)
    request.session.pop(ATTACHED, None)
    messages.success(request, _sent_words(sent))
    return redirect("registration:desk_circulars")


@staff(RIGHT)
@frames.around
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write to the ticked delegations, else to those of the list's filter: first previewed, then sent."""
    chosen, codes = Filter.read(request.GET), request.GET.getlist("d")
    delegations = queries.selected(chosen, codes)
    letters = queries.letters_to(delegations)
    readers = queries.readers_of(letters)
    reader = queries.chosen_reader(readers, request.POST.get("reader", ""))
    preview, frame, problem, looked_at, send_at = None, "", "", "", None
    with timezone.override(current_conference().zone):
        sent_in = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = CircularForm(*sent_in, initial=queries.first_words(chosen))
        form.is_valid()
    files = _files(request, form) if form.is_bound else []
    if form.is_bound and form.is_valid() and reader:
        subject, body, send_at = form.texts("subject"), form.texts("body"), form.cleaned_data["send_at"]
        if "send" in request.POST:
            try:
                return _send(request, delegations, subject, body, files, send_at)
            except UserError as refused:
                problem = str(refused)
        preview = queries.preview(subject, body, reader)
        looked_at = _keep(request, subject, body, files, send_at)
        frame = _frame(request, looked_at, reader)
    reached = {letter.delegation.pk for letter in letters}
    context = {
        "form": form,
        "delegations": delegations,
        "readers": readers,
        "reader": reader,
        "recipients": len(readers),
        "without": [one for one in delegations if one.pk not in reached],
        "preview": preview,
        "frame": frame,
        "looked_at": looked_at,
        "problem": problem,
        "files": files,
        "send_at": send_at,
        "fields": [("{" + name + "}", label) for name, label in merging.FIELDS.items()],
    }
    status = 409 if problem else 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "desk/registration/circulars/circular.html", context, status=status)
