"""Messages about accounts. Links and codes are sealed, and emptied after sending."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from conference.accounts.sign_in.changes import CHANGES
from conference.audit import sentences
from conference.correspondence.letters.registry import Notice, register_notice

sentences.register_sentences(
    {
        "export.asked": _("%(who)s asked for an export: %(what)s"),
        "export.approved": _("%(who)s approved an export: %(what)s"),
        "export.refused": _("%(who)s refused an export: %(what)s"),
        "role.asked": _("%(who)s asked for a further role of %(what)s, which a second person has to give"),
        "account.sessions_ended": _("%(who)s ended sessions of %(what)s"),
        "account.connection_allowed": _("%(who)s let the account of %(what)s be connected with single sign-on"),
        "account.connected": _("%(who)s connected the account of %(what)s with single sign-on"),
        "table.added": _("%(who)s entered %(what)s in the admin"),
        "table.changed": _("%(who)s changed %(what)s in the admin"),
        "table.removed": _("%(who)s removed %(what)s in the admin"),
    }
)
LINK = "https://hanoi2025.example/accounts/password/reset/key/1-abc123-0123456789abcdef/"


def _notice(name: str, title: Any, sample: dict[str, Any], sealed: Iterable[str] = (), template: str = "") -> Notice:
    return register_notice(
        Notice(
            kind=f"accounts.{name}",
            title=title,
            template=f"mail/accounts/{template or name}",
            variables=frozenset(sample),
            sample=lambda: sample,
            sealed=frozenset(sealed),
        )
    )


WELCOME = _notice("welcome", _("Staff: account opened"), {"url": LINK, "roles": ["secretariat"], "days": 3}, {"url"})
NEW_PASSWORD = _notice("new_password", _("New password requested"), {"url": LINK, "days": 3}, {"url"})
CONFIRM_ADDRESS = _notice(
    "confirm_address",
    _("Address awaiting confirmation"),
    {"url": "https://hanoi2025.example/accounts/confirm-email/Mg:1abc:xyz/", "address": "focal.ken@mission.example"},
    {"url"},
)
SIGN_IN_CODE = _notice("sign_in_code", _("Code for signing in"), {"code": "KJHF-XWPQ"}, {"code"})
DETAILS = {
    "connected": "Ministry of Foreign Affairs",
    "email_changed": "achieng.wambui@mission.example",
    "email_deleted": "old.address@mission.example",
    "role_granted": "security,print_room",
    "role_withdrawn": "security",
}
# One kind a change, all by one template: letters of a kind are one a second, and no change may hide behind another.
CHANGED = {
    change: _notice(
        change,
        change_words.headline,
        {"change": change, "detail": DETAILS.get(change, ""), "at": "2025-10-10T07:00:00+00:00", "ip": "192.0.2.14"},
        template="changed",
    )
    for change, change_words in CHANGES.items()
}
