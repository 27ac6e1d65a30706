from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from conference.core.access import actor_of
from conference.files.responses import send_made
from conference.models import current_conference
from delegations.registration.delegations import access_log, queries
from delegations.registration.models import VisaLetter
from delegations.registration.visas import letters as visas_letters


@require_safe
def letters(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=True)
    asked, sent = visas_letters.asked_by(found), visas_letters.letters_of(found)
    access_log.persons(request, found, len(asked) + len(sent), "registration:visa")
    context = {
        "delegation": found,
        "party": found.party,
        "asked": asked,
        "letters": sent,
        "nav_label": found.party.short,
    }
    return render(request, "portal/registration/visas/visa.html", context)


@require_safe
def letter(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Serve one letter, while it is in force, to those who may enter passports, since it has a passport's number."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=True)
    row = get_object_or_404(VisaLetter.objects.select_related("member"), pk=pk, member__delegation=found)
    if not visas_letters.holds(row, row.member, current_conference().ends_on):
        raise Http404
    access_log.private(request, row, verb="visa_letter.read", right=visas_letters.RIGHT)
    return send_made(visas_letters.paper(row), name=visas_letters.file_name(row), kind="application/pdf")
