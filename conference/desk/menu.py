from django.utils.translation import gettext_lazy as _

from conference.core.access import actor_of
from conference.web import menu

menu.add_item(menu.Item("desk", _("Desk"), "desk:home", 10, "desk.see"))
menu.add_item(menu.Item("desk", _("Audit log"), "desk:record", 90, "audit.read"))
menu.add_item(menu.Item("desk", _("Documents"), "desk:papers", 80, "prints.see"))
menu.add_item(menu.Item("desk", _("Office"), "desk:office", 92, "tables.edit"))
# The office leads there those who have it.
menu.add_item(
    menu.Item(
        "desk",
        _("Missing translations"),
        "desk:texts",
        93,
        "site.edit",
        shown=lambda request: not actor_of(request).may("tables.edit"),
    )
)
# Categories, zones with their quotas, days, sorts of passes, ranks and parties are edited there.
menu.add_item(menu.Item("desk", _("Administration"), "admin:index", 95, "desk.see", admin=True))
