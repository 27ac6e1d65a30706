from django.utils.translation import gettext_lazy as _

from conference.web import menu

menu.add_item(menu.Item("desk", _("Messages"), "correspondence:list", 80, "messages.see"))
