from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from conference.accounts.exports.gate import approved_by_another
from conference.core import clock
from conference.core.access import actor_of, confirm_identity, staff
from conference.files import spreadsheets
from delegations.registration.transfer.actions import exporting


@confirm_identity()
@staff("registration.see")
@require_POST
@approved_by_another(gettext_lazy("Participants"))
def print_participants(request: HttpRequest) -> HttpResponseBase:
    """Send the table as a file. It needs a POST, since every download is logged."""
    kind = request.POST.get("kind", "")
    kind = kind if kind in spreadsheets.KINDS else spreadsheets.XLSX
    table = exporting.export_participants(actor=actor_of(request), kind=kind, who=request.POST.get("who", ""))
    name = f"participants-{clock.now():%Y-%m-%d-%H%M}"
    return spreadsheets.download(kind, name, _("Participants"), table.columns, table.rows())
