"""Views of circulars for the organisers. A new one is previewed before it is sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from conference.core import characters
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.correspondence.letters import frames
from conference.correspondence.letters.plain_text import one_line
from conference.translated import Translated, short_code
from delegations.registration.circulars import actions, queries
from delegations.registration.circulars.queries import RIGHT
from delegations.registration.overview.listing import Filter

LANGUAGES = [(short_code(code), name) for code, name in settings.LANGUAGES]
LONGEST = 8000
LOOKED_AT = "circulars"  # in the session: texts that were previewed and not sent
WINDOWS = 3  # how many of them are stored, for as many windows


class CircularForm(characters.Form):
    """Subject and text in English, and in further languages: both or neither."""

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in LANGUAGES:
            needed = code == "en"
            words = {"language": language}
            attrs = {"lang": code, "dir": "auto"}
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject, %(language)s") % words,
                required=needed,
                max_length=200,
                widget=forms.TextInput(attrs=attrs),
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Text, %(language)s") % words,
                required=needed,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={**attrs, "rows": 10 if needed else 4}),
            )

    def clean(self) -> dict[str, Any]:
        """Join the lines of subjects; require both parts of a language or none."""
        values: dict[str, Any] = self.cleaned_data
        for code, language in LANGUAGES:
            subject, body = values.get(f"subject_{code}", ""), values.get(f"body_{code}", "")
            values[f"subject_{code}"] = one_line(subject)
            if code != "en" and bool(subject) != bool(body):
                missing = "body" if subject else "subject"
                words = _("Write both subject and text in %(language)s, or neither.")
                self.add_error(f"{missing}_{code}", words % {"language": language})
        return values

    def texts(self, part: str) -> Translated:
        given = {code: self.cleaned_data[f"{part}_{code}"] for code, _language in LANGUAGES}
        return Translated({code: text for code, text in given.items() if text})

    @property
    def english(self) -> list[Any]:
        return [self["subject_en"], self["body_en"]]

    @property
    def others(self) -> list[tuple[str, list[Any], bool]]:
        """Return language, its two fields, and whether they are filled in or invalid, so that they are shown open."""
        found = []
        for code, language in LANGUAGES:
            if code != "en":
                pair = [self[f"subject_{code}"], self[f"body_{code}"]]
                found.append((str(language), pair, any(field.value() or field.errors for field in pair)))
        return found


@staff(RIGHT)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/registration/circulars/circulars.html", {"rows": queries.latest()})


def _keep(request: HttpRequest, subject: Translated, body: Translated) -> str:
    """Store the previewed texts in the session, where the frame with the HTML finds them. Return their key."""
    texts, key = {"subject": dict(subject), "body": dict(body)}, queries.key_of(subject, body)
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
        over = _("Look at the circular once more; this preview is over.")
        return HttpResponse(over, content_type="text/plain; charset=utf-8")
    said = queries.preview(Translated(kept["subject"]), Translated(kept["body"]), reader)
    return frames.page(said.html, follow=False)


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
    form = CircularForm(request.POST if request.method == "POST" else None)
    preview, frame, problem, looked_at = None, "", "", ""
    if form.is_bound and form.is_valid() and reader:
        subject, body = form.texts("subject"), form.texts("body")
        if "send" in request.POST:
            try:
                sent = actions.write_circular(
                    actor=actor_of(request),
                    delegations=delegations,
                    subject=subject,
                    body=body,
                    expected_version=request.POST.get("looked_at", ""),
                )
            except UserError as refused:
                problem = str(refused)
            else:
                words = ngettext("It goes to %(count)s person.", "It goes to %(count)s persons.", sent.recipients)
                request.session.pop(LOOKED_AT, None)
                messages.success(request, words % {"count": sent.recipients})
                return redirect("registration:desk_circulars")
        preview = queries.preview(subject, body, reader)
        looked_at = _keep(request, subject, body)
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
    }
    status = 409 if problem else 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "desk/registration/circulars/circular.html", context, status=status)
