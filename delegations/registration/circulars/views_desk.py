"""Views of circulars for the organisers. A new one is previewed before it is sent."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core.access import actor_of, confirm_identity, staff
from conference.core.errors import UserError
from conference.core.undo import mail_note
from conference.correspondence.letters import frames
from conference.files import stored_files
from conference.look.lists import join_sentences
from conference.look.times import when_text
from conference.models import current_conference
from conference.parties.queries import alphabet
from conference.translated import Translated
from delegations.registration.circulars import actions, merging, queries
from delegations.registration.circulars.forms import LANGUAGES, MOST_BYTES, MOST_FILES, CircularForm
from delegations.registration.circulars.queries import RIGHT
from delegations.registration.models import Circular
from delegations.registration.overview.listing import Filter

FOLDER = "circulars"
ATTACHED = "circular_files"  # in the session: name and stored file of what its writer attached
PREVIEWED = "circulars"  # in the session: texts that were previewed and not sent
WINDOWS = 3  # how many of them are stored, for as many windows


@staff(RIGHT)
@require_safe
def list_circulars(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/registration/circulars/circulars.html", {"rows": queries.get_latest()})


@staff(RIGHT)
@require_safe
def show_circular(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was written, to whom, what became of its mails, and what cancelling it means."""
    rows = queries.get_latest(pk)
    if not rows:
        raise Http404
    circular = rows[0].circular
    texts = [
        (code, name, circular.subject.get(code, ""), circular.body[code])
        for code, name in LANGUAGES
        if circular.body.get(code)
    ]
    delegations = circular.delegations.select_related("party").prefetch_related("party__names")
    context = {
        "row": rows[0],
        "circular": circular,
        "texts": texts,
        "delegations": delegations.order_by(alphabet("party")),
    }
    return render(request, "desk/registration/circulars/show.html", context)


@staff(RIGHT)
@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    circular = get_object_or_404(Circular, pk=pk)
    try:
        actions.call_off(actor=actor_of(request), circular=circular)
    except UserError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Cancelled: “%(subject)s” is not sent.") % {"subject": circular})
    return redirect("registration:desk_circulars")


@confirm_identity(bulk=True)
@staff(RIGHT)
@frames.around
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write to the ticked delegations, else to those of the list's filter: first previewed, then sent."""
    chosen = Filter.read(request.GET)
    delegations = queries.get_selected(chosen, request.GET.getlist("d"))
    readers = queries.get_readers(delegations)
    with timezone.override(current_conference().zone):
        submitted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = CircularForm(*submitted, initial=queries.get_initial_texts(chosen))
        form.is_valid()
    reached = {reader.letter.delegation.pk for reader in readers}
    context: dict[str, Any] = {
        "form": form,
        "delegations": delegations,
        "readers": readers,
        "reader": queries.pick_reader(readers, request.POST.get("reader", "")),
        "without": [delegation for delegation in delegations if delegation.pk not in reached],
        "files": _store_files(request, form) if form.is_bound else [],
        "fields": [("{" + name + "}", label) for name, label in merging.FIELDS.items()],
    }
    if form.is_bound and form.is_valid() and readers:
        content = {
            "subject": form.texts("subject"),
            "body": form.texts("body"),
            "files": context["files"],
            "send_at": form.cleaned_data["send_at"],
        }
        if "send" in request.POST:
            version = request.POST.get("looked_at", "")
            try:
                circular = actions.write_circular(
                    actor=actor_of(request), delegations=delegations, expected_version=version, **content
                )
            except UserError as refusal:
                context["problem"] = str(refusal)
            else:
                return _redirect_after_writing(request, circular)
        context |= _store_preview(request, content, context["reader"])
    status = 409 if "problem" in context else 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "desk/registration/circulars/circular.html", context, status=status)


def _store_files(request: HttpRequest, form: CircularForm) -> list[tuple[str, str]]:
    """Store the files that come in. Return name and stored file of these, and of those that this writer attached before."""
    names = {stored: name for name, stored in request.session.get(ATTACHED, [])}
    files = [(names[stored], stored) for stored in dict.fromkeys(request.POST.getlist("keep")) if stored in names]
    for document in form.cleaned_data.get("attached", ()):
        digest = hashlib.sha256(document.body).hexdigest()
        stored = stored_files.store_file(f"{FOLDER}/{digest[:2]}/{digest}.{document.extension}", document.body)
        files = [*(pair for pair in files if pair[1] != stored), (document.name, stored)]
    if len(files) > MOST_FILES or sum(default_storage.size(stored) for _name, stored in files) > MOST_BYTES:
        form.add_error("attached", _("Five files at most, 5 MB together. Take some away."))
    request.session[ATTACHED] = files[:MOST_FILES]
    return files[:MOST_FILES]


def _store_preview(request: HttpRequest, content: dict[str, Any], reader: queries.CircularReader) -> dict[str, Any]:
    """Store the previewed texts in the session, where the frame with the HTML finds them. Return the preview's context."""
    key = queries.key_of(**content)
    texts = request.session.get(PREVIEWED, {})
    texts.pop(key, None)
    stored = {part: dict(content[part]) for part in ("subject", "body")}
    request.session[PREVIEWED] = dict(list(texts.items())[1 - WINDOWS :]) | {key: stored}
    query = request.GET.copy()
    query["text"], query["reader"] = key, reader.key
    return {
        "preview": queries.preview(content["subject"], content["body"], reader),
        "frame": f"{reverse('registration:desk_circular_html')}?{query.urlencode()}",
        "looked_at": key,
        "send_at": content["send_at"],
    }


def _redirect_after_writing(request: HttpRequest, circular: Circular) -> HttpResponse:
    request.session.pop(PREVIEWED, None)
    request.session.pop(ATTACHED, None)
    values: dict[str, Any] = {"count": circular.recipients}
    if circular.send_at is not None:
        message = _("It is sent on %(at)s. Until then it can be cancelled.")
        values = {"at": when_text(circular.send_at.astimezone(current_conference().zone))}
    else:
        message = ngettext("It goes to %(count)s person.", "It goes to %(count)s persons.", circular.recipients)
    note = mail_note() if circular.send_at is None else ""
    messages.success(request, join_sentences([message % values, note]))
    return redirect("registration:desk_circulars")


@staff(RIGHT)
@frames.inside(follow=False)
@require_safe
def html(request: HttpRequest) -> HttpResponse:
    """Show the previewed HTML in its frame, as the chosen reader will get it."""
    texts = request.session.get(PREVIEWED, {}).get(request.GET.get("text", ""))
    delegations = queries.get_selected(Filter.read(request.GET), request.GET.getlist("d"))
    reader = queries.pick_reader(queries.get_readers(delegations), request.GET.get("reader", ""))
    if texts is None or reader is None:
        message = _("This preview has expired. Please preview the circular again.")
        return HttpResponse(message, content_type="text/plain; charset=utf-8")
    letter = queries.preview(Translated(texts["subject"]), Translated(texts["body"]), reader)
    return frames.make_page(letter.html, follow=False)
