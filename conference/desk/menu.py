"""The desk's own entries of the menu."""

from django.utils.translation import gettext_lazy as _

from conference import menu

menu.add(menu.Item("desk", _("Desk"), "desk:home", 10, "desk.see"))
menu.add(menu.Item("desk", _("Record"), "desk:record", 90, "audit.read"))
menu.add(menu.Item("desk", _("Documents"), "desk:papers", 80, "prints.see"))
