from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conference.core.access import public
from conference.desk.privacy import queries
from conference.retention.models import PrivacyNotice
from conference.web.public_pages import in_language


@public
@in_language
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Tell what is stored of whom, why, how long, and who reads it."""
    notice = PrivacyNotice.objects.filter(pk=1).first() or PrivacyNotice()
    context = {"rows": queries.privacy_rows(), "legal_basis": notice.legal_basis}
    return render(request, "public/desk/privacy.html", context)
