"""The gates' entry in the desk's menu. Without a number: each page would query it, and gate alerts are on the desk's home page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from conference.web.menu import Item, add

add(Item("desk", _("Gates"), "gates:home", 45, "gates.see"))
