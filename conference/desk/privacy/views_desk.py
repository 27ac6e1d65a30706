from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.desk.privacy import actions
from conference.desk.privacy.forms import RetentionForm, written
from conference.models import current_conference
from conference.retention import periods
from conference.retention.kinds import KINDS
from conference.retention.models import PrivacyNotice
from conference.translated import Translated


@staff(actions.RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def retention(request: HttpRequest) -> HttpResponse:
    """Show and set the periods; before a shorter one is saved, say what it deletes at once."""
    current_conference()
    notice = PrivacyNotice.objects.filter(pk=1).first() or PrivacyNotice()
    form = RetentionForm(request.POST or None, lengths=periods.get_lengths(), legal_basis=notice.legal_basis)
    losses: dict[str, int] = {}
    if request.method == "POST" and form.is_valid():
        losses = actions.count_deleted_at_once(form.lengths())
        if not losses or form.is_confirmed():
            try:
                actions.set_periods(
                    actor=actor_of(request),
                    lengths=form.lengths(),
                    legal_basis=form.cleaned_data["legal_basis"] or Translated(),
                    expected=form.cleaned_data["expected"],
                )
            except UserError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The periods are saved. The privacy page shows them."))
                return redirect("desk:retention")
    context = {
        "form": form,
        "losses": [(KINDS[code].holds, count) for code, count in losses.items()],
        "confirmed": written(form.lengths()) if losses else "",
    }
    return render(request, "desk/desk/retention.html", context, status=422 if request.method == "POST" else 200)
