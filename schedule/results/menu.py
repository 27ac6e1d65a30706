from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.core.access import actor_of
from conference.web import menu


def stands_in_the_menu(request: HttpRequest) -> bool:
    """Return whether the desk's menu shows the results. Protocol's menu is full; it has a link on the page of signing."""
    return not actor_of(request).may("signing.see")


menu.add_item(menu.Item("public", _("Results"), "results:public", 17))
menu.add_item(menu.Item("desk", _("Results"), "results:desk", 76, "results.see", shown=stands_in_the_menu))
