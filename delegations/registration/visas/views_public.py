"""The page where an embassy checks a letter by number and code. Guessing is limited by the counter of the sign-in, not in the cache."""

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


class CheckForm(forms.Form):  # not checked here: a search
    number = forms.CharField(label=_("Number of the letter"), max_length=40)
    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("At the foot of the letter, after its number."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field, example in (("number", "OC/VISA/2025/0447"), ("code", "K7Q4-92TM")):
            self.fields[field].widget.attrs |= {"autocomplete": "off", "dir": "ltr", "placeholder": example}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
# no action: shows whether a letter is in force
def check_letter(request: HttpRequest) -> HttpResponse:
    """Show whether a letter is in force; a wrong number or code gets the same answer."""
    # The code on the letter fills in the form; what is sent counts against guessing.
    form = CheckForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    context: dict[str, object] = {"form": form}
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        key = limits.key_at("visa", limits.network_of(request))
        if not limits.count_attempt(key):
            context["outcome"], status = "wait", 429
        else:
            try:
                letter, in_force = letters.find_letter(form.cleaned_data["number"], form.cleaned_data["code"])
            except NotFound:
                context["outcome"], status = "unknown", 404
            else:
                limits.give_back(key)
                party = letter.member.delegation.party
                context |= {"outcome": "known", "letter": letter, "party": party, "in_force": in_force}
                status = 200
    return render(request, "public/registration/visas/visa_check.html", context, status=status)
