from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from conference.accounts.models import User
from conference.core.access import public


@csrf_exempt
@public
# no action: remembers the reader's language
def choose(request: HttpRequest) -> HttpResponseBase:
    """Set the language cookie, and for signed-in users the language of mails.

    It takes no CSRF token, since pages cached for everybody carry none. The session's cookie is SameSite=Lax, so that a form of another
    site changes no account.
    """
    code = request.POST.get("language", "")
    if request.method == "POST" and request.user.is_authenticated and code in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).exclude(language=code).update(language=code)
    return set_language(request)
