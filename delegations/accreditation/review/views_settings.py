from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.accounts.staff import rights
from conference.core.access import SETTABLE, Role, actor_of, confirm_identity, staff
from delegations.accreditation.review.forms import WhoVetsForm

VET = "accreditation.vet"


@confirm_identity(reading=False)
@staff("accounts.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def who_vets(request: HttpRequest) -> HttpResponse:
    roles = [role for role in Role if role in SETTABLE[VET]]
    initial = {"roles": sorted(rights.holders(VET))}
    form = WhoVetsForm(roles, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        rights.set_holders(
            actor=actor_of(request), right=VET, roles=[Role(role) for role in form.cleaned_data["roles"]]
        )
        messages.success(request, _("Saved. The change takes effect immediately."))
        return redirect("accreditation:who_vets")
    page = "desk/accreditation/review/who_vets.html"
    return render(request, page, {"form": form}, status=422 if form.is_bound else 200)
