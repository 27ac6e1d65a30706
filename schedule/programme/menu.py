from django.utils.translation import gettext_lazy as _

from conference.web import menu
from delegations.registration.overview.waiting import add_tab

menu.add(menu.Item("public", _("Programme"), "programme:day", 10))
menu.add(menu.Item("desk", _("Programme"), "programme:desk", 50, "programme.see"))
add_tab(_("Speaking"), "programme:speaking", 25, see="speakers.see")
menu.add(menu.Item("desk", _("Speakers"), "programme:speakers_lists", 55, "speakers.see"))
add_tab(_("Side events"), "programme:side_events", 27, see="applications.see")
menu.add(menu.Item("desk", _("Side events"), "programme:applications", 57, "applications.see"))
