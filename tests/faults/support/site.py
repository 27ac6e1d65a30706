"""The site, and two addresses more.

`POST /confirm/?to=ADDRESS` writes a confirmation in its transaction, as an act of a delegation does; `/received/` tells who asks, by which
host and how, as the site takes it from the proxy.
"""

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

application = get_wsgi_application()  # loads the apps that the following need

from allauth.account.adapter import get_adapter  # noqa: E402

from conference import urls  # noqa: E402
from conference.core.access import public  # noqa: E402
from tests.correspondence.conftest import write  # noqa: E402
from tests.faults.support import notice  # noqa: E402, F401 (declares it)

handler400, handler500 = urls.handler400, urls.handler500


@csrf_exempt
@public
def confirm(request: HttpRequest) -> HttpResponse:
    """Answer with the confirmation's Message-ID once it is committed."""
    (message,) = write(request.GET["to"])
    return HttpResponse(message.message_id)


@public
def received(request: HttpRequest) -> JsonResponse:
    client = get_adapter().get_client_ip(request)
    return JsonResponse({"host": request.get_host(), "secure": request.is_secure(), "client": client})


urlpatterns = [path("confirm/", confirm), path("received/", received), *urls.urlpatterns]
