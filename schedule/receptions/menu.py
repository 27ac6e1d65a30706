from django.utils.translation import gettext_lazy as _

from conference.web import menu
from delegations.registration.overview.waiting import add_tab

add_tab(_("Receptions"), "receptions:invitations", 40, see="receptions.see")
menu.add_item(menu.Item("desk", _("Receptions"), "receptions:receptions", 65, "receptions.see"))
