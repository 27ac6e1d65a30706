from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.files.uploads import refuse_large
from conference.look import lists
from conference.look.lists import join_sentences
from conference.models import current_conference
from schedule.programme.models import Session
from schedule.programme.sessions.actions.importing import ImportResult, import_sessions, preview_import, read_source

MOST = 800_000  # characters: what is shown is sent again with the button that imports it

# What a session must have, and what it may have; codes of rooms and parties are the conference's.
EXAMPLE = """{
  "zone": "Asia/Ho_Chi_Minh",
  "sessions": [
    {"key": "opening", "type": "opening", "title": {"en": "Opening", "fr": "Ouverture"}, "room": "PLENARY",
     "starts": "2025-10-25T09:00", "ends": "2025-10-25T09:50",
     "number": null, "description": "", "open": true, "webcast": true, "webcast_url": "", "expected": 800,
     "languages": ["en", "fr"], "organisers": ["KEN"], "agenda": ["Statement by the President"],
     "panel": [{"name": "Wanjiru Kamau", "function": "Minister of Justice", "role": "moderator"}],
     "documents": [{"title": "Concept note", "language": "en", "symbol": "", "link": "https://www.example.org/note.pdf"}]}
  ]
}"""


class ProgrammeForm(forms.Form):  # not checked here: each text of a session is checked, and its session is named
    """A file of sessions, or its text. After `is_valid`, `source` is what it says and `text` what is sent again."""

    mark_optional = False  # one of the two is needed

    file = forms.FileField(
        label=gettext_lazy("The file, JSON"),
        required=False,
        widget=forms.ClearableFileInput({"accept": ".json,application/json"}),
        help_text=gettext_lazy("At most 800 KB. It replaces the text below."),
    )
    text = forms.CharField(
        label=gettext_lazy("or its text"),
        required=False,
        strip=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr", "spellcheck": "false", "class": "num"}),
    )
    source: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if self.errors:
            return values
        file, text = values.get("file"), values.get("text") or ""
        if not file and not text.strip():
            raise ValidationError(_("Choose a file, or paste its text."))
        try:
            if file:
                refuse_large(file)
                self.source = read_source(body := file.read(), file.name)
                values["text"] = body.decode("utf-8-sig")
            else:
                self.source = read_source(text.encode(), _("The text"))
        except (UserError, ValidationError) as problem:
            message = problem.messages[0] if isinstance(problem, ValidationError) else str(problem)
            self.add_error("file" if file else "text", message)
        if len(values["text"]) > MOST:
            self.add_error("file", _("The file is too large to be shown first. Divide it into parts."))
        return values


@staff("programme.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Show what a file of sessions would change in the draft; `send` imports it. One wrong session imports nothing."""
    form = ProgrammeForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    result: ImportResult | None = None
    problem, status = "", 200
    with timezone.override(current_conference().zone):
        if request.method == "POST":
            status = 422
            if form.is_valid():
                act = import_sessions if "send" in request.POST else preview_import
                try:
                    result = act(actor=actor_of(request), source=form.source)
                    status = 200
                except UserError as refused:
                    problem = str(refused)
                if result and act is import_sessions:
                    messages.success(request, join_sentences([_counts(result), _("Nothing is published yet.")]))
                    return redirect("programme:desk")
                form = ProgrammeForm(initial={"text": form.cleaned_data["text"]})
        context = {
            "form": form,
            "example": EXAMPLE,
            "problem": problem,
            "told": result,
            "counts": _counts(result) if result else "",
            "rows": _rows(result),
        }
        return render(request, "desk/programme/releases/import.html", context, status=status)


def _counts(result: ImportResult) -> str:
    added = ngettext("%(n)d session is new.", "%(n)d sessions are new.", result.added) % {"n": result.added}
    changed = ngettext("%(n)d session changes.", "%(n)d sessions change.", result.changed) % {"n": result.changed}
    same = ngettext("%(n)d session stays as it is.", "%(n)d sessions stay as they are.", result.same) % {
        "n": result.same
    }
    return join_sentences([added, changed, same])


def _rows(result: ImportResult | None) -> list[tuple[Session, str]]:
    """Return each session that is written, with the labels of fields that differ."""
    fields = {field.name: field for field in Session._meta.get_fields()}

    def label(name: str) -> str:
        return capfirst(str(getattr(fields.get(name), "verbose_name", name)))

    return [(row.session, lists.in_words(map(label, row.fields))) for row in result.rows] if result else []
