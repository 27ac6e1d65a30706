from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of, staff
from conference.files.uploads import refuse_large
from delegations.registration.focal_points import invitation_lists
from delegations.registration.focal_points.actions import invite_list
from delegations.registration.focal_points.invitation_lists import InvitationLine, ListRefused


class ListForm(forms.Form):
    """The list, as text or as a file. After `is_valid`, `rows` are its cells and `text` what can be corrected and sent again."""

    mark_optional = False  # one of the two is needed

    table = forms.CharField(
        label=gettext_lazy("The list"),
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One line per person: party (its name in any language, or its code), e-mail address, "
            "name, language. Name and language may be left out. Paste from a spreadsheet, or "
            "separate by commas or semicolons."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("or a file, CSV or .xlsx"),
        required=False,
        help_text=gettext_lazy("At most 5 MB. It replaces the list above."),
    )
    rows: list[invitation_lists.Cells]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx,text/csv"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        name = "file" if values.get("file") else "table"
        if self.errors:
            return values
        try:
            self.rows = self._read(values)
            if not self.rows:
                raise ValidationError(_("The list is empty. Paste one line per person, or choose a file."))
        except ValidationError as problem:
            self.add_error(name, problem)
        return values

    def _read(self, values: dict[str, Any]) -> list[invitation_lists.Cells]:
        if not (file := values.get("file")):
            return invitation_lists.cells(values.get("table", ""))
        refuse_large(file)
        return invitation_lists.of_file(file.read())


@staff("registration.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def by_list(request: HttpRequest) -> HttpResponse:
    """Show every line with what would happen or what is wrong; `send` invites, when all of them are good."""
    form = ListForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    lines: list[InvitationLine] = []
    refused = ""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            lines = invitation_lists.lines(form.rows)
            send = "send" in request.POST
            try:
                done = invite_list.invite_many(actor=actor_of(request), lines=lines, dry_run=not send)
            except ListRefused as problem:
                refused = str(problem)
            else:
                status = 200
                if send:
                    words = ngettext(
                        "%(count)s invitation goes out by e-mail.", "%(count)s invitations go out by e-mail.", len(done)
                    )
                    messages.success(request, words % {"count": len(done)})
                    return redirect("registration:desk_list")
            # From now on the field has the file's content, to be corrected and sent.
            form = _shown(form)
    context = {
        "form": form,
        "lines": lines,
        "refused": refused,
        "good": bool(lines) and not refused,
    }
    return render(request, "desk/registration/focal_points/invite_list.html", context, status=status)


def _shown(form: ListForm) -> ListForm:
    if not form.cleaned_data.get("file"):
        return form
    return ListForm(initial={"table": invitation_lists.as_text(form.rows)})
