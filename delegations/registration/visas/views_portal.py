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
def list_letters(request: HttpRequest, code: str) -> HttpResponse:
    delegation = queries.delegation_for(actor_of(request), code, write=True)
    waiting, issued = visas_letters.waiting_of(delegation), visas_letters.letters_of(delegation)
    access_log.log_persons(request, delegation, len(waiting) + len(issued), "registration:visa")
    context = {
        "delegation": delegation,
        "party": delegation.party,
        "waiting": waiting,
        "letters": issued,
        "nav_label": delegation.party.short,
    }
    return render(request, "portal/registration/visas/visa.html", context)


@require_safe
def download(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Serve a letter while it is in force. It has the number of a passport, so only those who may enter passports read it."""
    delegation = queries.delegation_for(actor_of(request), code, write=True)
    letter = get_object_or_404(VisaLetter.objects.select_related("member"), pk=pk, member__delegation=delegation)
    if not visas_letters.is_in_force(letter, current_conference().ends_on):
        raise Http404
    access_log.log_confidential(request, letter, verb="visa_letter.read", right=visas_letters.RIGHT)
    return send_made(
        visas_letters.make_letter_pdf(letter), name=visas_letters.file_name(letter), kind="application/pdf"
    )
