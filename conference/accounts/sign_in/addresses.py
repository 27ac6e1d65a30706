"""An account keeps an address: without one nobody signs in with it, and no message reaches its owner."""

from typing import Any

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core.errors import NotPossible


def keep_the_only(sender: Any, instance: Any, origin: Any, **kwargs: Any) -> None:
    """Refuse to remove the only address (`pre_delete`). Raises NotPossible.

    Deleting the user with it is allowed. The user's row is locked against two removals at once.
    """
    if origin is not instance:
        return
    User.objects.select_for_update().filter(pk=instance.user_id).first()
    if not EmailAddress.objects.filter(user_id=instance.user_id).exclude(pk=instance.pk).exists():
        raise NotPossible(_("An account needs an address. Add another one first, then remove this one."))
