"""The reader's language: of the pages by a cookie, of the mails by the account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from conference.accounts.models import User
from conference.core.access import public


@csrf_exempt
@public
def choose(request: HttpRequest) -> HttpResponseBase:
    """Set the cookie, as Django's view does; whoever is signed in also gets mails in that language from now on.

    It takes no token, since a page cached for everybody carries none of one reader. The session's cookie is SameSite=Lax: a form of
    another site comes without it, and changes nobody's account.
    """
    code = request.POST.get("language", "")
    if request.method == "POST" and request.user.is_authenticated and code in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).exclude(language=code).update(language=code)
    return set_language(request)
