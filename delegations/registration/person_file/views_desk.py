from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conference.core import access_log as core_access_log
from conference.core import characters
from conference.core.access import actor_of, confirm_identity, staff
from conference.files.responses import send_made
from delegations.registration.delegations import access_log
from delegations.registration.models import Delegate
from delegations.registration.person_file.actions import RIGHT, give_data, refusal_of

PAGE = "registration:person_data"
core_access_log.register_pages({PAGE: gettext_lazy("Give the personal data")})


class LanguageForm(characters.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


@staff(RIGHT)
@confirm_identity(reading=False)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what the file holds, and send it."""
    person = get_object_or_404(Delegate.objects.select_related("delegation__party"), public_id=public_id)
    access_log.log_person(request, person, PAGE)
    posted = request.POST if request.method == "POST" else None
    form = LanguageForm(posted, initial={"language": person.delegation.party.language})
    refusal = refusal_of(person)
    if posted is None or refusal or not form.is_valid():
        status = 200 if posted is None else 422
        context = {"person": person, "form": form, "refusal": refusal}
        return render(request, "desk/registration/person_file/give.html", context, status=status)
    body = give_data(actor=actor_of(request), member=person, language=form.cleaned_data["language"])
    return send_made(body, name=f"person-data-{person.public_id}.zip", kind="application/zip")
