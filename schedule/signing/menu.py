from django.utils.translation import gettext_lazy as _

from conference.web import menu

menu.add(menu.Item("public", _("Treaty"), "signing:treaty", 15))
menu.add(menu.Item("desk", _("Instruments"), "signing:instruments", 72, "instruments.see"))
