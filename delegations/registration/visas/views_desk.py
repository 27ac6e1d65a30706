from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from conference.core import access_log as core_access_log
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.files.responses import send_made
from conference.look.lists import join_sentences
from delegations.registration.delegations import access_log as delegations_access_log
from delegations.registration.models import Delegate, VisaLetter
from delegations.registration.visas import actions, letters


@staff(letters.RIGHT)
@require_safe
def list_letters(request: HttpRequest) -> HttpResponse:
    show = "issued" if request.GET.get("show") == "issued" else "waiting"
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:80]
    after = request.GET.get("after", "")
    members = letters.members_with_letter() if show == "issued" else letters.members_waiting()
    rows, following = letters.find_page(letters.search(members, text), after)
    query = {"show": show, **({"q": text} if text else {})}
    delegations_access_log.log_persons(request, None, len(rows), "registration:visa")
    context = {
        "show": show,
        "q": text,
        "seg": {value: f"?{urlencode({**query, 'show': value})}" for value in ("waiting", "issued")},
        "rows": rows,
        "at_once": actions.AT_ONCE,
        # The button issues the letters of all who wait, not only of those found, so a search hides it.
        "some_ready": any(row.ready for row in rows) and show == "waiting" and not text,
        "pager": {
            "next": f"?{urlencode({**query, 'after': following})}" if following else "",
            "previous": f"?{urlencode(query)}" if after else "",
        },
    }
    return render(request, "desk/registration/visas/visa.html", context)


@staff(letters.RIGHT)
@require_POST
def issue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    member = get_object_or_404(Delegate, public_id=public_id)
    try:
        letter = actions.issue_visa_letter(
            actor=actor_of(request), member=member, expected_version=request.POST.get("expected_version", "")[:40]
        )
    except UserError as refusal:
        messages.error(request, str(refusal))
    else:
        message = _("Letter %(number)s is issued for %(who)s; the focal points are informed by e-mail.")
        messages.success(request, message % {"number": letter.number, "who": letter.member})
    return redirect("registration:desk_visa")


@staff(letters.RIGHT)
@require_POST
def issue_waiting(request: HttpRequest) -> HttpResponse:
    try:
        issued, ready = actions.issue_waiting_visa_letters(actor=actor_of(request))
    except UserError as refusal:
        messages.error(request, str(refusal))
        return redirect("registration:desk_visa")
    message = ngettext("%(count)s letter is issued.", "%(count)s letters are issued.", issued) % {"count": issued}
    if ready:
        rest = ngettext("%(count)s is still ready.", "%(count)s are still ready.", ready) % {"count": ready}
        message = join_sentences([message, rest])
    messages.success(request, message)
    return redirect("registration:desk_visa")


@staff(letters.RIGHT)
@require_safe
def show_letter(request: HttpRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(VisaLetter, pk=pk)
    core_access_log.log_read(actor=actor_of(request), of=letter, verb="visa_letter.read", right=letters.RIGHT)
    return send_made(letters.make_letter_pdf(letter), name=letters.file_name(letter), kind="application/pdf")
