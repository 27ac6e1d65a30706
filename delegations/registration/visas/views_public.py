"""Where an embassy checks that a letter is genuine: by its number and its code, both of which are on the paper.

Guessing is limited by the counter of the sign-in (conference/accounts/sign_in/limits.py), which outlives an emptied cache.
"""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from conference.accounts.sign_in import limits
from conference.core.access import public
from conference.core.errors import NotFound
from delegations.registration.visas import letters


class CheckForm(forms.Form):
    number = forms.CharField(label=_("Number of the letter"), max_length=40)
    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("At the foot of the letter, after its number."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field, example in (("number", "OC/VISA/2025/0447"), ("code", "K7Q4-92TM")):
            self.fields[field].widget.attrs |= {"autocomplete": "off", "dir": "ltr", "placeholder": example}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Say of a letter whether it is in force; of everything else, in the same words, that no such letter is known."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, form, status=422 if form.is_bound else 200)
    key = limits.key_at("visa", limits.network_of(request))
    if not limits.take(key):
        return _show(request, form, outcome="wait", status=429)
    try:
        found = letters.check(form.cleaned_data["number"], form.cleaned_data["code"])
    except NotFound:
        return _show(request, form, outcome="unknown", status=404)
    limits.give_back(key)
    return _show(request, form, outcome="known", found=found)


def _show(
    request: HttpRequest,
    form: CheckForm,
    *,
    outcome: str = "",
    found: letters.LetterCheck | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "outcome": outcome, "found": found}
    return render(request, "public/registration/visas/visa_check.html", context, status=status)
