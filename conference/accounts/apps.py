"""The app of those who sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "conference.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.mfa.models import Authenticator
        from allauth.mfa.signals import authenticator_added
        from django.db.models.signals import pre_delete

        from conference.accounts import second_factor

        authenticator_added.connect(second_factor.first_one_counts, dispatch_uid="accounts.first_one_counts")
        pre_delete.connect(second_factor.keep_the_last, sender=Authenticator, dispatch_uid="accounts.keep_the_last")
