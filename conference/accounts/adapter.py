"""How allauth behaves in this house."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: staff are named by the secretariat, focal points come by invitation."""

    def is_open_for_signup(self, request):  # type: ignore[no-untyped-def]
        return False
