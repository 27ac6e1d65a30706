from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from conference.web import menu
from delegations.registration.overview.waiting import add_tab

add_tab(_("Bilateral meetings"), "bilaterals:meetings", 30, see="bilaterals.see")
menu.add(menu.Item("desk", _("Bilaterals"), "bilaterals:board", 60, "bilaterals.see"))
